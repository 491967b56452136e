package import Metadata

/// One change of a record, and what its timeline tells of it.
package struct Happening: Sendable {
  package let mutation: Mutation
  package let events: [EventDraft]
}

/// What follows from what happened, in the transaction in which it did; so neither is there without the other. Features give them;
/// whoever writes records does not know of them.
///
/// It runs inside every write, imports of a million rows included: look only where something is to be done, and by set.
package protocol Reaction: Sendable {
  /// - Parameter happenings: changes of records of one object, already written, with their events.
  func react(to happenings: [Happening], of object: ObjectDefinition, in tx: RecordTransaction) throws
}
