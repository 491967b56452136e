package import Records

/// How a feature's routes reach the records for whoever calls. `App` gives it, so that reads see one consistent view, and
/// writes are one operation each, done once per `Idempotency-Key`.
package struct RecordDoor: Sendable {
  package typealias Body = @Sendable (RecordTransaction) throws -> Answer

  package let read: @Sendable (AppRequest, @escaping Body) async throws -> Answer
  /// - Parameters: the request, the kind of operation, the body's bytes as they came.
  package let write: @Sendable (AppRequest, String, [UInt8], @escaping Body) async throws -> Answer

  package init(
    read: @escaping @Sendable (AppRequest, @escaping Body) async throws -> Answer,
    write: @escaping @Sendable (AppRequest, String, [UInt8], @escaping Body) async throws -> Answer
  ) {
    self.read = read
    self.write = write
  }
}
