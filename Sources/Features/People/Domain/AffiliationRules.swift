package import Kernel
package import Metadata
package import Records

/// An affiliation ends after it began, and shows on the timelines of both.
package struct AffiliationRules: RecordRules {
  package init() {}

  package var object: String { Affiliation.object.name }

  package func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] {
    guard let from = record[Affiliation.from], let to = record[Affiliation.to], to < from else { return [] }
    return [
      Problem(
        field: Affiliation.to.name, "before_start", ja: "「終了日」は「開始日」以降にしてください。",
        en: "“To” must not be before “From”.")
    ]
  }

  package func timeline(of record: Record) -> TimelineLinks {
    TimelineLinks(
      person: record[Affiliation.person]?.as(AnyRecord.self), account: record[Affiliation.account]?.as(AnyRecord.self))
  }
}

/// A note belongs to somebody or something.
package struct NoteRules: RecordRules {
  package init() {}

  package var object: String { Note.object.name }

  package func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] {
    guard record[Note.person] == nil, record[Note.account] == nil, record["deal_id"].isNull else { return [] }
    return [
      Problem(
        field: Note.person.name, "required", ja: "メモを付ける人・取引先・商談のどれかを指定してください。",
        en: "Say which person, account or deal the note is about.")
    ]
  }

  /// A note on a deal is also one on its account and person, a note on a person one on the company.
  package func timeline(of record: Record, in tx: RecordTransaction) throws -> TimelineLinks {
    var links = timeline(of: record)
    guard links.account == nil else { return links }
    let system = tx.asSystem("timeline")
    if let id = links.person {
      links.account = try system.fetch(Person.object, [id]).first?[Person.account]?.as(AnyRecord.self)
    } else if case .reference(let id) = record["deal_id"], let object = tx.schema.object("deal"), let deal = try system.fetch(object, [id]).first {
      links = tx.store.rules[object.name]?.timeline(of: deal) ?? links
    }
    return links
  }

  package func happened(_ record: Record) -> Instant? { record[Note.happenedAt] }

  package func told(of record: Record) -> [JSON.Member] {
    [JSON.Member("kind", .string((record[Note.kind] ?? .note).rawValue))]
  }

  package func timeline(of record: Record) -> TimelineLinks {
    TimelineLinks(person: record[Note.person]?.as(AnyRecord.self), account: record[Note.account]?.as(AnyRecord.self))
  }
}
