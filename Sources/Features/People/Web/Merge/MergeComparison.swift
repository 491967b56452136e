import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// Two records side by side, field by field, and the one that remains (screen 29): shown for a pair of the queue, and for any two
/// that somebody wants to merge.
struct MergeComparison {
  private struct Line {
    let field: FieldDefinition
    let winner: String
    let loser: String
    /// `nil`: both say the same, or only one says something.
    let choice: RecordMerge.Choice?
  }

  let merge: RecordMerge
  let evidence: DuplicateEvidence?
  private let object: ObjectDefinition
  private let lines: [Line]
  private let titles: (winner: String, loser: String)
  private let owners: LookupNames
  private let moved: [String]
  private let ui: UI

  init(_ merge: RecordMerge, in tx: RecordTransaction, _ ui: UI) throws {
    (self.merge, self.ui) = (merge, ui)
    let (winner, loser) = (merge.winner, merge.loser)
    let object = try tx.object(merge.object)
    self.object = object
    let fields = object.layout(for: winner.recordType.flatMap(object.recordType)).sections.flatMap(\.fields).compactMap(object.field).filter {
      tx.access.isVisible($0, on: object) && $0.type.column != nil && (!winner[$0.name].isNull || !loser[$0.name].isNull)
    }
    owners = try LookupNames(of: [(object, fields.map(\.name) + ["owner_id"], [winner, loser])], in: tx)
    let view = try FieldView(object: object, records: [], names: owners, tx: tx, ui: ui)
    lines = fields.map { field in
      Line(
        field: field, winner: view.text(field, winner), loser: view.text(field, loser), choice: merge.choices.first { $0.field == field.name })
    }
    titles = (tx.title(of: winner, object), tx.title(of: loser, object))
    evidence = try Duplicates.evidence(winner, loser, in: tx)
    moved = merge.moved.filter { $0.value > 0 }.sorted { $0.key.name < $1.key.name }.map { relation, count in
      let label = tx.schema.object(relation.child).map { ui($0.label) } ?? relation.child
      return ui("\(label) \(count)件", "\(count) \(label)")
    }
  }

  private var isPerson: Bool { object.name == Person.object.name }
  var title: String { titles.winner }
  var winnerLink: String { RecordLinks.record(merge.winner, object) }

  // MARK: Parts

  /// How sure it is, and why.
  var heading: HTML {
    let words =
      switch evidence?.strength {
      case .strong: isPerson ? ui("同じ人だと思われます", "These are very likely one person") : ui("同じ会社だと思われます", "These are very likely one company")
      case .likely: isPerson ? ui("同じ人かもしれません", "These may be one person") : ui("同じ会社かもしれません", "These may be one company")
      case .weak, nil: ui("同じだと言える手がかりは少なめです", "There is little that says these are one")
      }
    let gauge: HTML? = evidence.map { "<span class=\"gauge\" style=\"--v:\($0.score)\">\($0.score)%</span>" }
    return """
      \(gauge)<div class="grow"><h2>\(words)</h2><div class="row row--wrap dupsigns">\(evidence.map { DuplicateTags.all($0, ui) })</div></div>\
      <div class="row hide-s">\
      \(HTML.button(ui("Aを全部えらぶ", "All of A"), size: .small, kind: "button", attributes: "data-all=\"winner\" aria-keyshortcuts=\"a\""))\
      \(HTML.button(ui("Bを全部えらぶ", "All of B"), size: .small, kind: "button", attributes: "data-all=\"loser\" aria-keyshortcuts=\"b\""))</div>
      """
  }

  var table: HTML {
    """
    <section class="card" aria-label="\(ui("項目ごとに残す値", "Which value stays, field by field"))"><div class="mrg" role="group" aria-label="\(ui("項目ごとに残す値", "Which value stays"))">\(head)\(lines.html(line))</div></section>
    """
  }

  var notes: HTML {
    let with = moved.isEmpty ? "" : ui("・\(moved.joined(separator: "・"))", ", \(moved.joined(separator: ", "))")
    return """
      <div class="grid mergenotes">\(HTML.callout("\(ui("履歴\(with)は、すべて1つにまとまります。", "History\(with): all of it comes together."))", icon: "link"))\
      \(HTML.callout("\(ui("元の2件は消えません。", "Neither record is lost. "))<b>\(ui("30日のあいだ、いつでも切り離せます。", "For 30 days the two can be cut apart again."))</b>", .ok, icon: "undo"))</div>
      """
  }

  var button: HTML {
    HTML.button(isPerson ? ui("1人にまとめる", "Merge into one person") : ui("1社にまとめる", "Merge into one company"), icon: "merge", .primary)
  }

  // MARK: Lines

  private var head: HTML {
    func who(_ letter: String, _ title: String, _ record: Record) -> HTML {
      let type = record.recordType.flatMap(object.recordType)?.label ?? object.label
      let at = Instant(value: record["created_at"]).map { ui.date($0.day(offset: ui.moment.zoneOffset)) } ?? ""
      let owner = record.ownerID.flatMap { owners["user", $0]?.title }.map { "・\($0)" } ?? ""
      return """
        <div class="hd"><span class="who">\(HTML.avatar(title, id: record.id.raw))<span><b>\(letter)　<a href="\(RecordLinks.record(record, object))">\(title)</a></b>\
        <small>\(ui(type))\(owner)</small><small>\(ui("登録", "Added")) \(at)</small></span></span></div>
        """
    }
    return """
      <div class="hd k"></div>\(who("A", titles.winner, merge.winner))\(who("B", titles.loser, merge.loser))\
      <div class="hd res">\(HTML.icon("merge"))\(ui("まとめたあと", "After merging"))</div>
      """
  }

  private func line(_ line: Line) -> HTML {
    let label = ui(line.field.label)
    let empty = ui("（空欄）", "(empty)")
    guard let choice = line.choice else {
      return """
        <div class="k">\(label)</div><div class="same"><span class="clip">\(line.winner.isEmpty ? empty : line.winner)</span></div>\
        <div class="same"><span class="clip">\(line.loser.isEmpty ? empty : line.loser)</span></div><div class="res"><span class="clip">\(line.winner.isEmpty ? line.loser : line.winner)</span></div>
        """
    }
    func option(_ side: RecordMerge.Side, _ letter: String, _ text: HTML) -> HTML {
      """
      <label class="radio"><input type="radio" name="take.\(choice.field)" value="\(side.rawValue)" aria-label="\(label) \(letter)" aria-describedby="v-\(side.rawValue)-\(choice.field)"\
      \(if: choice.take == side, " checked")\(if: choice.isSettled, " disabled") data-result="r-\(choice.field)">\
      <span id="v-\(side.rawValue)-\(choice.field)">\(text)</span></label>
      """
    }
    let (winner, loser) = (Differing.marked(line.winner, beside: line.loser), Differing.marked(line.loser, beside: line.winner))
    let result = choice.take == .winner ? line.winner : line.loser
    return """
      <div class="k">\(label)\(if: choice.isSettled, HTML.icon("lock", .small))</div>\
      \(option(.winner, "A", line.winner.isEmpty ? "\(empty)" : winner))\(option(.loser, "B", line.loser.isEmpty ? "\(empty)" : loser))\
      <div class="res"><span id="r-\(choice.field)">\(result.isEmpty ? empty : result)</span>\(if: choice.isSettled, "<small class=\"muted xs\">\(ui("きびしい方を残します", "The stricter one stays"))</small>")</div>
      """
  }
}

/// Reasons for and against as tags, said by sign and word, not by colour alone.
enum DuplicateTags {
  static func all(_ evidence: DuplicateEvidence, _ ui: UI) -> HTML {
    """
    \(evidence.signs.html { HTML.tag(ui($0.label), .ok, icon: "check") + " " })\
    \(evidence.doubts.html { HTML.tag(ui($0.label), .warn, icon: "warn") + " " })
    """
  }

  static func words(_ evidence: DuplicateEvidence, _ ui: UI) -> String {
    (evidence.signs.map { ui($0.label) } + evidence.doubts.map { ui($0.label) }).joined(separator: ui("・", ", "))
  }
}

/// Where two short texts differ: 025-000-18[3]7 beside 025-000-18[9]7.
enum Differing {
  static func marked(_ text: String, beside other: String) -> HTML {
    guard !text.isEmpty, !other.isEmpty, text.count <= 60, other.count <= 60 else { return "\(text)" }
    let (a, b) = (Array(text), Array(other))
    let start = zip(a, b).prefix { $0 == $1 }.count
    let end = min(zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count, min(a.count, b.count) - start)
    let middle = a[start..<(a.count - end)]
    // Two texts that share little are two texts; marking all of one says nothing.
    guard !middle.isEmpty, start + end > middle.count else { return "\(text)" }
    return "\(String(a[..<start]))<mark>\(String(middle))</mark>\(String(a[(a.count - end)...]))"
  }
}
