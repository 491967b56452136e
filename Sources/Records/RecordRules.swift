package import Kernel
package import Metadata

/// What an object knows beyond its fields: how values follow from each other, what contradicts what, who its records are,
/// and what is worth telling. Features give one per object; custom objects live without.
package protocol RecordRules: Sendable {
  /// The object's name.
  var object: String { get }

  /// Sets what follows from other fields. Runs before validation, on every create and update.
  func derive(_ record: inout Record, from old: Record?, in tx: RecordTransaction) throws

  /// Contradictions that no single field shows. All of them.
  func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem]

  /// By what this record is recognised when it is met again.
  func identities(of record: Record) -> [Identity]

  /// Words to be found by, besides the searchable fields.
  func searchWords(of record: Record) -> [String]

  /// Why these two can never be one record, whatever somebody wishes.
  func obstacles(toMerging loser: Record, into winner: Record) -> [Problem]

  /// Whose value stays when two are merged, where that is not for people to choose: the stricter consent. `nil`: they choose.
  func sideThatStays(of field: String, winner: Value, loser: Value) -> RecordMerge.Side?

  /// Whose timelines its events belong to.
  func timeline(of record: Record) -> TimelineLinks

  /// The same, where other records must be looked at: the account of the deal a note is about.
  func timeline(of record: Record, in tx: RecordTransaction) throws -> TimelineLinks

  /// When it happened, where that is not the moment somebody wrote it down: a visit of yesterday.
  func happened(_ record: Record) -> Instant?

  /// What the event of its creation says besides that: the kind of an activity.
  func told(of record: Record) -> [JSON.Member]

  /// What happened, besides created, updated and deleted.
  func events(of mutation: Mutation, in tx: RecordTransaction) throws -> [EventDraft]
}

extension RecordRules {
  package func derive(_ record: inout Record, from old: Record?, in tx: RecordTransaction) throws {}
  package func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] { [] }
  package func identities(of record: Record) -> [Identity] { [] }
  package func searchWords(of record: Record) -> [String] { [] }
  package func obstacles(toMerging loser: Record, into winner: Record) -> [Problem] { [] }
  package func sideThatStays(of field: String, winner: Value, loser: Value) -> RecordMerge.Side? { nil }
  package func timeline(of record: Record) -> TimelineLinks { TimelineLinks() }
  package func timeline(of record: Record, in tx: RecordTransaction) throws -> TimelineLinks { timeline(of: record) }
  package func happened(_ record: Record) -> Instant? { nil }
  package func told(of record: Record) -> [JSON.Member] { [] }
  package func events(of mutation: Mutation, in tx: RecordTransaction) throws -> [EventDraft] { [] }
}

/// The person and the account on whose timelines something is shown, besides the record's own.
package struct TimelineLinks: Sendable, Hashable {
  package var person: RecordID?
  package var account: RecordID?

  package init(person: RecordID? = nil, account: RecordID? = nil) {
    self.person = person
    self.account = account
  }
}

/// One record before and after a write.
package struct Mutation: Sendable {
  package enum Kind: String, Sendable {
    case create, update, delete, restore
  }
  package let kind: Kind
  package let record: Record
  package let old: Record?
  /// The fields whose values differ, without the bookkeeping ones.
  package let changed: [String]
  /// What was worked out of a new record before.
  var form: RecordForm?

  package init(kind: Kind, record: Record, old: Record?, changed: [String]) {
    self.kind = kind
    self.record = record
    self.old = old
    self.changed = changed
  }
}

/// Something by which a person or an account is recognised: a mail address, a phone number, a corporate number.
package struct Identity: Sendable, Hashable {
  /// `email`, `phone`, `corporate_number`, `name_company`, …
  package let kind: String
  /// Normalised by the rules of its kind.
  package let key: String

  package init(kind: String, key: String) {
    self.kind = kind
    self.key = key
  }
}
