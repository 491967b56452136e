package import Kernel
package import Records

/// Fills a field that follows from others, a formula or a roll-up, for the records that were there before it:
/// payload `{"object": …, "field": …}`.
package struct BackfillJob: JobHandler {
  package static let kind = "backfill"
  /// Computes the field for the records after `cursor`, in order of id, at most `limit` of them; returns the last id, `nil` when there are no more.
  package typealias Fill =
    @Sendable (
      _ object: String, _ field: String, _ cursor: RecordID, _ limit: Int, _ tx: RecordTransaction
    ) throws -> RecordID?

  private let store: RecordStore
  private let fill: Fill

  package init(store: RecordStore, fill: @escaping Fill) {
    self.store = store
    self.fill = fill
  }

  package static func job(object: String, field: String) -> NewJob {
    NewJob(kind: kind, payload: ["object": .string(object), "field": .string(field)], uniqueKey: "backfill:\(object).\(field)")
  }

  package func run(_ context: JobContext) async throws -> JSON {
    guard let object = context.payload["object"]?.string, let field = context.payload["field"]?.string else { throw Refusal.notFound }
    let limit = 500
    var cursor: RecordID? = context.checkpoint?["after"]?.integer.map { RecordID($0) } ?? RecordID(0)
    while let at = cursor {
      cursor = try await context.recordStep(store, for: .system("backfill"), as: OperationKind("backfill")) { [fill] tx in
        let next = try fill(object, field, at, limit, tx)
        return (next, JobStep(["after": .integer((next ?? at).raw)]))
      }
    }
    return ["field": .string("\(object).\(field)")]
  }
}
