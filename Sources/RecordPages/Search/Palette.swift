import Kernel
package import Metadata
import Records
import WebKernel

/// What the command palette offers for some words: records first, then what can be done with the first of them, then places.
struct Palette {
  struct Entry {
    let label: String
    let detail: String
    let link: String
    let icon: String
    /// Drawn instead of the icon for people and companies.
    let avatar: Int64?
    let isSquare: Bool
    /// At the end of the line: a key, a state.
    let end: String
  }

  let words: String
  let records: [Entry]
  /// What the first record is called, and what can be done with it.
  let actionsOf: String?
  let actions: [Entry]
  let places: [Entry]

  static let mostRecords = 8

  /// Three statements at most: the search, names of looked-up records, and what actions need.
  init(_ words: String, features: [WebFeature], menu: [MenuEntry], in tx: RecordTransaction, _ ui: UI) throws {
    self.words = words
    let hits = words.isEmpty ? [] : try tx.search(words, objects: Self.searched(tx), limit: Self.mostRecords)
    let names = try Self.names(hits.map(\.record), tx)
    records = hits.compactMap { hit in
      tx.schema.object(hit.record.object).map { Self.entry(hit, $0, names, tx, ui) }
    }
    actionsOf = hits.first?.title
    actions = try hits.first.map { try Self.actions(for: $0, features, tx, ui) } ?? []
    places = Self.places(words, menu, tx, ui)
  }

  private static func searched(_ tx: RecordTransaction) -> [String] {
    tx.schema.objects.values.filter { object in
      if case .owned = object.visibility { return tx.actor.rights.scope(.read, on: object.name) != .none }
      return false
    }.map(\.name).sorted()
  }

  /// What the records point to, by object: one statement for each object pointed to.
  private static func names(_ records: [Record], _ tx: RecordTransaction) throws -> [RecordID: String] {
    var wanted: [String: [RecordID]] = [:]
    for record in records {
      for (field, target) in [("account_id", "account"), ("stage_id", "stage")] {
        if case .reference(let id) = record[field] { wanted[target, default: []].append(id) }
      }
    }
    var names: [RecordID: String] = [:]
    for (object, ids) in wanted where tx.schema.object(object) != nil {
      names.merge(try tx.titles(of: object, ids)) { first, _ in first }
    }
    return names
  }

  private static func entry(_ hit: SearchHit, _ object: ObjectDefinition, _ names: [RecordID: String], _ tx: RecordTransaction, _ ui: UI) -> Entry {
    let record = hit.record
    func named(_ field: String) -> String? {
      if case .reference(let id) = record[field] { names[id] } else { nil }
    }
    func text(_ field: String) -> String? {
      guard let definition = object.field(field), !record[field].isNull else { return nil }
      return definition.type.shown(record[field], in: ui.parsing)
    }
    let type = record.recordType.flatMap(object.recordType)
    let parts = [ui(type?.label ?? object.label), named("account_id") ?? text("company_name"), text("title"), text("amount"), text("prefecture")]
    let isPerson = object.field("last_name") != nil
    return Entry(
      label: hit.title, detail: parts.compactMap { $0 }.joined(separator: ui("・", " · ")), link: RecordLinks.record(record, object),
      icon: RecordIcons.of(object), avatar: isPerson || object.name == "account" ? record.id.raw : nil, isSquare: !isPerson,
      end: named("stage_id") ?? text("lead_status") ?? "")
  }

  private static func actions(for hit: SearchHit, _ features: [WebFeature], _ tx: RecordTransaction, _ ui: UI) throws -> [Entry] {
    let record = hit.record
    guard let object = tx.schema.object(record.object) else { return [] }
    var entries = [
      Entry(
        label: ui("活動を記録", "Log an activity"), detail: "", link: RecordLinks.record(record, object) + "#composer", icon: "edit", avatar: nil,
        isSquare: false, end: "R")
    ]
    for (field, icon, words) in [
      ("mobile", "phone", ("電話する", "Call")), ("phone", "phone", ("電話する", "Call")), ("email", "mail", ("メールを書く", "Write a mail")),
    ] {
      guard case .text(let value) = record[field], !value.isEmpty, !(field == "phone" && entries.contains { $0.icon == "phone" }) else { continue }
      entries.append(
        Entry(
          label: ui(words.0, words.1), detail: value, link: (field == "email" ? "mailto:" : "tel:") + value, icon: icon, avatar: nil, isSquare: false,
          end: ""))
    }
    for action in features.flatMap(\.recordActions) where action.suits(record) {
      guard let offer = try action.offer(record, tx, ui) else { continue }
      entries.append(Entry(label: offer.label, detail: "", link: offer.link, icon: offer.icon, avatar: nil, isSquare: false, end: ""))
    }
    return entries
  }

  /// The menu, and a new record of each kind, as far as the words fit.
  private static func places(_ words: String, _ menu: [MenuEntry], _ tx: RecordTransaction, _ ui: UI) -> [Entry] {
    let visible = menu.filter { entry in
      (entry.object.map { tx.actor.rights.scope(.read, on: $0) != .none } ?? true) && (entry.permission.map(tx.actor.rights.may) ?? true)
    }
    let going = visible.map { entry in
      Entry(
        label: ui("\(entry.label.ja)を開く", "Open \(entry.label.en)"), detail: "", link: entry.link, icon: entry.icon, avatar: nil, isSquare: false,
        end: "")
    }
    let kinds = tx.schema.objects.values.filter { object in
      if case .owned = object.visibility { return tx.actor.rights.scope(.create, on: object.name) != .none }
      return false
    }.sorted { $0.name < $1.name }
    let adding = kinds.flatMap { object -> [Entry] in
      let forms = object.recordTypes.isEmpty ? [(object.label, object.collection)] : object.recordTypes.map { ($0.label, $0.collection) }
      return forms.map { label, collection in
        Entry(
          label: ui("\(label.ja)を追加", "Add \(label.en.lowercased())"), detail: "", link: RecordLinks.new(collection), icon: RecordIcons.of(object),
          avatar: nil, isSquare: false, end: "")
      }
    }
    let folded = words.lowercased()
    return (going + adding).filter { folded.isEmpty || $0.label.lowercased().contains(folded) }
  }

  // MARK: Markup

  /// - Parameter asOptions: for the list box of the palette; plain links on a page.
  func html(_ ui: UI, asOptions: Bool = true) -> HTML {
    func line(_ entry: Entry) -> HTML { Self.line(entry, asOption: asOptions) }
    let found = records.isEmpty && !words.isEmpty
    return """
      \(if: !records.isEmpty, "<p class=\"menu__head\" role=\"presentation\">\(ui("記録 \(records.count)件", "Records \(records.count)"))</p>\(records.html(line))")\
      \(if: !actions.isEmpty, "<p class=\"menu__head\" role=\"presentation\">\(ui("\(actionsOf ?? "") に", "With \(actionsOf ?? "")"))</p>\(actions.html(line))")\
      \(if: !places.isEmpty, "<p class=\"menu__head\" role=\"presentation\">\(ui("移動・操作", "Places and commands"))</p>\(places.html(line))")\
      \(if: found && places.isEmpty, "<p class=\"menu__head\" role=\"presentation\">\(ui("「\(words)」は見つかりませんでした。別の読みか、名前の一部で試してください。", "Nothing found for “\(words)”. Try another reading or a part of the name."))</p>")
      """
  }

  private static func line(_ entry: Entry, asOption: Bool) -> HTML {
    let picture = entry.avatar.map { HTML.avatar(entry.label, id: $0, small: true, square: entry.isSquare) } ?? HTML.icon(entry.icon)
    return """
      <a class="cmdk__o" \(if: asOption, "role=\"option\" aria-selected=\"false\" tabindex=\"-1\" ")href="\(entry.link)">\(picture)<span class="clip grow">\(entry.label)\
      \(if: !entry.detail.isEmpty, " <small>\(entry.detail)</small>")</span>\(if: !entry.end.isEmpty, "<span class=\"push\">\(entry.end)</span>")</a>
      """
  }
}

/// The drawing that stands for records of an object.
package enum RecordIcons {
  package static func of(_ object: ObjectDefinition) -> String {
    switch object.name {
    case "person": "user"
    case "account": "building"
    case "deal": "kanban"
    case "note": "note"
    case "user": "user"
    case "team": "users"
    default: "list"
    }
  }
}
