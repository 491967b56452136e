import Database
package import Kernel
import Metadata

extension RecordTransaction {
  /// Appends events in this transaction.
  package func append(_ drafts: [EventDraft]) throws {
    guard !drafts.isEmpty else { return }
    let source: SQLValue = .text(kind.source)
    try transaction.insert(
      into: "event",
      ["id", "at", "kind", "person_id", "account_id", "object", "record_id", "actor_id", "source", "operation_id", "payload"],
      rows: drafts.map { draft in
        [
          .integer(store.ids.next(Event.self).raw), .instant(draft.at ?? now), .text(draft.kind), draft.links.person.sqlValue,
          draft.links.account.sqlValue, .text(draft.object), .integer(draft.record.raw), author.userID.sqlValue, source,
          .integer(operation.raw), .text(draft.payload.text),
        ]
      })
  }

  /// The timeline of one record, newest first: its own events, and for a person or an account those of everything that
  /// belongs to it, without those about records the actor may not see.
  ///
  /// - Parameter kinds: prefixes such as `deal.`; empty for all.
  package func timeline(
    _ object: String, _ id: RecordID, kinds: [String] = [], limit: Int = 50, cursor: String? = nil
  ) throws -> Page<Event> {
    _ = try get(object, id)
    let merged = try merged(into: id)
    let anchor: SQL =
      switch object {
      case "person": anchor("event.person_id", [id] + merged)
      case "account": anchor("event.account_id", [id] + merged)
      default: try own(object, [id] + merged)
      }
    var conditions: [SQL] = [anchor]
    if let cursor {
      let (at, last) = try TimelineCursor.read(cursor)
      conditions.append("(event.at < \(at) OR (event.at = \(at) AND event.id < \(last)))")
    }
    if !kinds.isEmpty {
      conditions.append("(\(kinds.map { SQL("event.kind LIKE \($0 + "%")") }.joined(" OR ")))")
    }
    conditions += hiddenEvents(besides: [id] + merged)
    let rows = try transaction.query(
      """
      SELECT id, at, kind, person_id, account_id, object, record_id, actor_id, source, payload, operation_id FROM event
      WHERE \(conditions.joined(" AND ")) ORDER BY event.at DESC, event.id DESC LIMIT \(limit + 1)
      """)
    let events = try rows.prefix(limit).map { row in
      Event(
        id: try row.id(0), at: try row.instant(1), kind: try row.text(2),
        links: TimelineLinks(person: try row.optionalID(3), account: try row.optionalID(4)), object: try row.text(5),
        recordID: try row.id(6), actorID: try row.optionalID(7), source: try row.text(8),
        payload: visible(try JSON(parsing: try row.text(9)), of: try row.text(5)), operation: try row.optionalID(10))
    }
    return Page(rows: events, next: rows.count > limit ? events.last.map { TimelineCursor.write($0.at, $0.id) } : nil)
  }

  /// Events of the record itself, and of what is seen through it: the notes on a deal. One set, so that both engines look
  /// the events up by it; `OR` would make PostgreSQL read them all.
  private func own(_ name: String, _ ids: [RecordID]) throws -> SQL {
    let children = schema.relations(of: name).compactMap { relation -> SQL? in
      guard case .inherited(let fields)? = schema.object(relation.child)?.visibility, fields.contains(relation.field),
        let table = schema.object(relation.child).flatMap({ Identifier($0.table) }), let column = Identifier(relation.field)
      else { return nil }
      return "SELECT child.id FROM \(table) child WHERE \(anchor(SQL.column("child", column), ids))"
    }
    guard !children.isEmpty else { return anchor("event.record_id", ids) }
    let own: [SQL] = ids.map { "SELECT CAST(\($0) AS BIGINT)" }
    return "event.record_id IN (\((own + children).joined(" UNION ")))"
  }

  /// One id is compared with `=`, which lets both engines walk the index in the order of the page.
  private func anchor(_ column: SQL, _ ids: [RecordID]) -> SQL {
    ids.count == 1 ? "\(column) = \(ids[0])" : "\(column) IN (\(list: ids))"
  }

  /// What an event tells, without fields that the actor may not see.
  func visible(_ payload: JSON, of name: String) -> JSON {
    guard let object = schema.object(name), access.hidesFields(of: object) else { return payload }
    func isVisible(_ name: String) -> Bool { object.field(name).map { access.isVisible($0, on: object) } ?? true }
    return .object(
      (payload.members ?? []).compactMap { member in
        guard isVisible(member.name) else { return nil }
        guard member.name == "fields", let names = member.value.array else { return member }
        return JSON.Member("fields", .array(names.filter { isVisible($0.string ?? "") }))
      })
  }

  /// For every object of which the actor does not see all: its events only where the record is in reach, deleted or not.
  func hiddenEvents(besides ids: [RecordID]) -> [SQL] {
    schema.objects.values.sorted { $0.name < $1.name }.compactMap { object in
      guard let reach = access.reach(.read, on: object, alias: "seen"), let table = Identifier(object.table) else { return nil }
      return """
        (event.object <> \(object.name) OR event.record_id IN (\(list: ids)) OR EXISTS (
          SELECT 1 FROM \(table) seen WHERE seen.id = event.record_id AND \(reach)))
        """
    }
  }
}

/// Where a page of a timeline ended.
private enum TimelineCursor {
  static func write(_ at: Instant, _ id: ID<Event>) -> String { "\(at.milliseconds)-\(id.text)" }

  static func read(_ text: String) throws -> (Instant, ID<Event>) {
    let parts = text.split(separator: "-")
    guard parts.count == 2, let at = Int64(parts[0]), let id = ID<Event>(text: parts[1]) else {
      throw Problems([
        Problem(
          field: "cursor", "cursor", ja: "cursor が正しくありません。前の回答の next をそのまま渡してください。",
          en: "The cursor is not valid. Pass `next` of the previous answer unchanged.")
      ])
    }
    return (Instant(milliseconds: at), id)
  }
}
