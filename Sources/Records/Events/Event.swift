package import Kernel
import Metadata

/// 出来事: one line of a timeline. Appended in the transaction of what it tells; never changed.
package struct Event: Sendable {
  package let id: ID<Event>
  package let at: Instant
  /// `person.created`, `deal.won`, `mail.clicked`, …
  package let kind: String
  package let links: TimelineLinks
  package let object: String
  package let recordID: RecordID
  package let actorID: ID<User>?
  /// `web`, `api`, `import`, `system`, …
  package let source: String
  package let payload: JSON
  /// What it was part of; everything one operation did happened together.
  package var operation: ID<Operation>?
}

/// An event about to be appended.
package struct EventDraft: Sendable {
  package let kind: String
  package let object: String
  package let record: RecordID
  package var links: TimelineLinks
  package var payload: JSON
  /// When it happened, if not now.
  package var at: Instant?

  package init(
    _ kind: String, object: String, record: RecordID, links: TimelineLinks = TimelineLinks(), payload: JSON = .object([]),
    at: Instant? = nil
  ) {
    self.kind = kind
    self.object = object
    self.record = record
    self.links = links
    self.payload = payload
    self.at = at
  }
}
