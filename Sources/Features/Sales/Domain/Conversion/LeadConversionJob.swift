package import Jobs
package import Kernel
import People
package import Records

/// Converts more leads than a request should while others wait: payload `{"object": "person", "record_type": "lead", "filter": {…},
/// "deals": true}`. One operation and one undo, as for a few.
package struct LeadConversionJob: JobHandler {
  package static let kind = LeadConversion.kind
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  package static func job(_ leads: BulkSelection, makesDeals: Bool, actor: ID<UserTag>?) -> NewJob {
    NewJob(kind: kind, payload: .object(leads.json + [.init("deals", .boolean(makesDeals))]), actor: actor)
  }

  package func run(_ context: JobContext) async throws -> JSON {
    let choices = LeadConversion.Choices.forMany(makesDeals: context.payload["deals"] == true)
    let work = SelectionWork(
      OperationKind(LeadConversion.kind, source: "bulk"), stride: 25, told: { Label("\($0.grouped) 人を変換しました", "\($0.counted("leads")) converted") }
    ) { leads, after, limit, tx in
      try tx.bulk(leads.query, after: after, limit: limit) { ids in
        try LeadConversion.convertEach(ids.map { $0.as(Person.self) }, choices: choices, in: tx).map { $0.map { _ in () } }
      }
    }
    return try await work.run(context, store: store)
  }
}

extension LeadConversion.Choices {
  /// Certain accounts are joined, others made; a deal for each, or none.
  package static func forMany(makesDeals: Bool) -> Self { Self(deal: makesDeals ? .new(name: nil) : .none) }
}
