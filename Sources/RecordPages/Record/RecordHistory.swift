import Database
import Kernel
import Metadata
import Records
import WebKernel

/// 変更履歴 of one record: who changed what from what to what, and the way to take an operation back.
struct RecordHistory: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [Route.page("/{objects}/{id}/history", "recordHistory", Label("変更履歴", "History of changes"), show)]
  }

  /// One recorded change with the operation it was part of.
  struct Line: Sendable {
    let id: Int64
    let at: Instant
    let kind: String
    let operation: ID<Operation>
    let who: String
    let isMine: Bool
    let isUndone: Bool
    let isUndo: Bool
    let fields: [(name: String, before: Value, after: Value)]
    /// The record that was merged into this one, or kept apart from it.
    let other: RecordID?
  }

  static let page = 50

  private func show(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    let cursor = request.query.items.first { $0.name == "before" }.flatMap { ID<AnyRecord>(text: $0.value) }
    return try await door.page(request) { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let record = try tx.get(place.object.name, id)
      let lines = try Self.lines(of: record, place.object, before: cursor?.raw, in: tx)
      let title = tx.title(of: record, place.object)
      let link = RecordLinks.record(collection, id)
      return WebPage(
        ui("\(title)の変更履歴", "Changes of \(title)"), section: nil,
        crumbs: [.init(ui.plural(place.label), RecordLinks.list(collection)), .init(title, link)],
        help:
          "<p>\(ui("誰がいつ何を変えたかを新しい順に並べています。30日以内の操作は元に戻せます。そのあと変わった値はそのまま残ります。", "Who changed what and when, newest first. Operations of the last 30 days can be undone; values changed since stay."))</p>",
        body: try Self.html(Array(lines.prefix(Self.page)), hasMore: lines.count > Self.page, record, place.object, link, tx, ui))
    }
  }

  private static func lines(of record: Record, _ object: ObjectDefinition, before: Int64?, in tx: RecordTransaction) throws -> [Line] {
    try tx.transaction.query(
      """
      SELECT c.id, c.at, c.kind, c.operation_id, c.before, c.after, o.actor_name, o.actor_id, o.state, o.undoes_id, u.name
      FROM change c LEFT JOIN operation o ON o.id = c.operation_id LEFT JOIN app_user u ON u.id = c.actor_id
      WHERE c.record_id = \(record.id) AND c.id < \(before ?? Int64.max) ORDER BY c.id DESC LIMIT \(page + 1)
      """
    ).map { row in
      let actor: ID<UserTag>? = try row.optionalID(7)
      return Line(
        id: try row.integer(0), at: try row.instant(1), kind: try row.text(2), operation: try row.id(3),
        who: try row.optionalText(10) ?? row.optionalText(6) ?? "", isMine: actor != nil && actor == tx.actor.userID,
        isUndone: try row.optionalText(8) == Operation.State.undone.rawValue, isUndo: try row.optionalInteger(9) != nil,
        fields: try ChangeTrail.differences(try row.optionalText(4), try row.optionalText(5), object, in: tx),
        other: try other(try row.text(2), try row.optionalText(5)))
    }
  }

  private static func other(_ kind: String, _ after: String?) throws -> RecordID? {
    guard ["merged", "not_duplicate"].contains(kind), let after = try after.map({ try JSON(parsing: $0) }) else { return nil }
    return (after["loser_id"] ?? after["other_id"])?.string.flatMap { RecordID(text: $0) }
  }

  // MARK: Markup

  private static func html(
    _ lines: [Line], hasMore: Bool, _ record: Record, _ object: ObjectDefinition, _ link: String, _ tx: RecordTransaction, _ ui: UI
  ) throws -> HTML {
    var names = LookupNames.none
    for (target, ids) in references(lines, object).sorted(by: { $0.key < $1.key }) { try names.add(target, ids, in: tx) }
    let view = try FieldView(object: object, records: [], names: names, tx: tx, ui: ui)
    let others = try tx.titlesOfMerged(object.name, Array(Set(lines.compactMap(\.other))))
    let more = hasMore ? lines.last.map { "\(link)/history?before=\(ID<AnyRecord>($0.id).text)" } : nil
    let rows = lines.enumerated().html { at, line in
      // The last of an operation's lines carries its button.
      let isFirst = at == 0 || lines[at - 1].operation != line.operation
      return row(line, view, line.other.flatMap { others[$0] }, mayUndo: isFirst && mayUndo(line, tx), link, ui)
    }
    return """
      <header class="page__head"><div class="grow"><h1>\(ui("変更履歴", "History of changes"))</h1>\
      <p class="small"><a href="\(link)">\(tx.title(of: record, object))</a></p></div></header>
      <section class="card" aria-label="\(ui("変更", "Changes"))"><table class="table logt table--plain"><thead><tr><th>\(ui("日時", "When"))</th><th>\(ui("誰が", "Who"))</th>\
      <th>\(ui("何を", "What"))</th><th><span class="sr">\(ui("操作", "Undo"))</span></th></tr></thead><tbody>\(rows)</tbody></table></section>\
      \(more.map { "<p class=\"pager\"><a class=\"btn\" href=\"\($0)\">\(ui("もっと見る", "Show more"))</a></p>" as HTML })
      """
  }

  private static func mayUndo(_ line: Line, _ tx: RecordTransaction) -> Bool {
    guard !line.isUndone, !line.isUndo, line.isMine || tx.actor.rights.may("operations") else { return false }
    return tx.now - line.at <= .seconds(86_400 * Undo.days)
  }

  private static func references(_ lines: [Line], _ object: ObjectDefinition) -> [String: Set<RecordID>] {
    var ids: [String: Set<RecordID>] = [:]
    for (name, before, after) in lines.flatMap(\.fields) {
      guard let target = (object.field(name)?.type as? any ReferenceType)?.target else { continue }
      for value in [before, after] { if case .reference(let id) = value { ids[target, default: []].insert(id) } }
    }
    return ids
  }

  private static func row(_ line: Line, _ view: FieldView, _ other: String?, mayUndo: Bool, _ link: String, _ ui: UI) -> HTML {
    let changes = line.fields.compactMap { name, before, after -> HTML? in
      guard let field = view.object.field(name) else { return nil }
      let (a, b) = (view.text(field, before), view.text(field, after))
      return
        "<div><dt>\(ui(field.label))</dt><dd>\(if: line.kind != "create", "<del>\(a.isEmpty ? ui("（空欄）", "(empty)") : a)</del>")<ins>\(b.isEmpty ? ui("（空欄）", "(empty)") : b)</ins></dd></div>"
    }
    // A merge may be one of many of its operation: cutting it leaves the others.
    let separation = line.kind == "merged" ? line.other.map { "\(link)/merge/\($0.text)/separation" } : nil
    let undo: HTML =
      mayUndo
      ? """
      <form method="post" action="\(separation ?? "/undo/\(line.operation.text)")">\(ui.csrf)<input type="hidden" name="back" value="\(link)/history">\
      \(separation == nil ? HTML.button(ui("元に戻す", "Undo"), icon: "undo", size: .small) : HTML.button(ui("切り離す", "Cut apart"), icon: "split", size: .small))</form>
      """ : .empty
    return """
      <tr><td class="nowrap"><time datetime="\(line.at.text)" title="\(ui.full(line.at))">\(ui.near(line.at))</time></td><td>\(line.who)</td>\
      <td>\(verb(line, ui))\(other.map { " \($0)" })\(if: !changes.isEmpty, "<dl class=\"diff\">\(changes)</dl>")</td><td class="num">\(undo)</td></tr>
      """
  }

  private static func verb(_ line: Line, _ ui: UI) -> HTML {
    let word =
      switch line.kind {
      case "create": ui("追加", "Added")
      case "update": line.isUndo ? ui("元に戻した", "Undone") : ui("変更", "Changed")
      case "delete": ui("ごみ箱へ", "To the recycle bin")
      case "restore": ui("ごみ箱から戻した", "Restored")
      case "merge": ui("別の記録にまとめられた", "Merged into another")
      case "merged": ui("名寄せ", "Merged")
      case "not_duplicate": ui("別の記録として残した", "Kept apart")
      default: line.kind
      }
    return "<b>\(word)</b>\(if: line.isUndone, " \(HTML.tag(ui("取り消し済み", "Undone"), .line))")"
  }
}
