import Database
package import Kernel
package import Records

extension JobContext {
  /// One step that works with records: their writes, audit and events become true together with the checkpoint.
  package func recordStep<Value: Sendable>(
    _ store: RecordStore, for actor: ActorReference, as kind: OperationKind, continuing: ID<Operation>? = nil,
    evenIfCancelled: Bool = false, _ body: @escaping @Sendable (RecordTransaction) throws -> (Value, JobStep)
  ) async throws -> Value {
    try Task.checkCancellation()
    let (value, step) = try await store.write(for: actor, as: kind, continuing: continuing) { tx in
      var value: Value?
      let step = try self.fenced(in: tx.transaction, evenIfCancelled: evenIfCancelled) {
        let (result, step) = try body(tx)
        value = result
        return step
      }
      guard let value else { throw JobInterruption.leaseLost }
      return (value, step)
    }
    arrived(at: step)
    return value
  }
}
