package import Database
package import Kernel
import Records

/// Links new audit batches into the hash chain, a second after they were written.
package struct AuditSealJob: JobHandler {
  package static let kind = "audit.seal"
  package static let schedule = JobSchedule("audit.seal", kind: kind, .every(seconds: 1))
  private let cryptography: Cryptography

  package init(cryptography: Cryptography) { self.cryptography = cryptography }

  package func hasWork(in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM change_batch WHERE seal IS NULL LIMIT 1") != nil
  }

  package func run(_ context: JobContext) async throws -> JSON {
    let limit = 1000
    var sealed = Int(context.checkpoint?["sealed"]?.integer ?? 0)
    var last = limit
    while last == limit {
      let before = sealed
      try await context.step { [cryptography] tx in
        let count = try AuditChain(transaction: tx, cryptography: cryptography).seal(limit: limit)
        return JobStep(["sealed": .integer(Int64(before + count)), "last": .integer(Int64(count))])
      }
      sealed = Int(context.checkpoint?["sealed"]?.integer ?? 0)
      last = Int(context.checkpoint?["last"]?.integer ?? 0)
    }
    return ["sealed": .integer(Int64(sealed))]
  }
}
