package import Kernel
package import Records

/// Changes more records than a request should while others wait: payload as `BulkChange` reads it.
package struct BulkChangeJob: JobHandler {
  package static let kind = "record.bulk"
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  package static func job(_ change: JSON, actor: ID<UserTag>?) -> NewJob { NewJob(kind: kind, payload: change, actor: actor) }

  package func run(_ context: JobContext) async throws -> JSON {
    let payload = context.payload
    let work = SelectionWork(OperationKind(Self.kind, source: "bulk"), stride: 500, told: { BulkChange.told($0, of: payload) }) {
      _, after, limit, tx in
      try BulkChange(json: payload, in: tx).step(after: after, limit: limit, in: tx)
    }
    return try await work.run(context, store: store)
  }
}
