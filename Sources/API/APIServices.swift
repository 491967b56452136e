import Database
import HTTPTypes
package import Japan
package import Jobs
package import Kernel
package import Records
package import WebKernel

/// What the API needs of the house. `App` supplies it.
package struct APIServices: Sendable {
  package let store: RecordStore
  package let jobs: JobQueue
  /// The bytes of files on records; `nil`: there are no files here.
  package let files: FileStore?
  /// Which places a postal code stands for; `nil`: nobody gave the table.
  package let postalCodes: PostalDirectory?
  /// Shown in the API description.
  package let version: String
  /// Opens an Excel workbook by its path.
  package let workbook: @Sendable (_ path: String) throws -> any TableReader

  /// - Parameter workbook: given by who knows the adapter; without it workbooks are refused.
  package init(
    store: RecordStore, jobs: JobQueue, version: String, files: FileStore? = nil, postalCodes: PostalDirectory? = nil,
    workbook: @escaping @Sendable (_ path: String) throws -> any TableReader = { _ in throw Self.noWorkbooks }
  ) {
    self.store = store
    self.jobs = jobs
    self.version = version
    self.files = files
    self.postalCodes = postalCodes
    self.workbook = workbook
  }

  private static let noWorkbooks = Problems([
    Problem("workbook", ja: "Excel ブックは扱えません。CSV で保存して送ってください。", en: "Workbooks are not handled here. Save as CSV and send that.")
  ])

  func read(
    _ request: AppRequest, _ body: @escaping @Sendable (RecordTransaction, Caller) throws -> Answer
  ) async throws -> Answer {
    let caller = try request.signedIn()
    return try await store.read(for: caller.actor) { tx in try body(tx, caller) }
  }

  /// One transaction and one operation, done once per `Idempotency-Key`. The answer names the operation that undoes it.
  func write(
    _ request: AppRequest, as kind: String, body bytes: [UInt8] = [],
    _ body: @escaping @Sendable (RecordTransaction, Caller) throws -> Answer
  ) async throws -> Answer {
    let caller = try request.signedIn()
    let key = try idempotencyKey(of: request, caller, bytes)
    return try await store.write(for: caller.actor, as: OperationKind(kind, source: "api")) { tx in
      if let kept = try key?.claim(at: tx.now, in: tx.transaction) { return kept }
      let answer = try body(tx, caller)
      try key?.keep(answer, in: tx.transaction)
      return answer
    }
  }

  private func idempotencyKey(of request: AppRequest, _ caller: Caller, _ bytes: [UInt8]) throws -> IdempotencyKey? {
    guard let key = request.headers[.idempotencyKey] else { return nil }
    guard (1...IdempotencyKey.longest).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw Problems([
        Problem(
          field: "Idempotency-Key", "format", ja: "Idempotency-Key は 255 文字までの ASCII 文字列にしてください。",
          en: "Idempotency-Key must be up to 255 ASCII characters.")
      ])
    }
    let query = request.query.items.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    let head = Array("\(request.method.rawValue) \(request.path)?\(query)\n".utf8)
    let version = Array("\(request.headers[.ifMatch] ?? "")\n".utf8)
    let hash = store.cryptography.sha256(head + version + bytes)
    return IdempotencyKey(
      key: key, token: caller.credential, requestHash: hash.map { String($0, radix: 16) }.joined(separator: "."))
  }
}

extension Answer {
  /// Names what undoes the write.
  func undone(by tx: RecordTransaction) -> Answer { with(.enishiOperation, tx.operation.text) }
}

extension APIServices {
  /// The same for the routes that features bring.
  package var door: RecordDoor {
    RecordDoor(
      read: { request, body in try await read(request) { tx, _ in try body(tx) } },
      write: { request, kind, bytes, body in try await write(request, as: kind, body: bytes) { tx, _ in try body(tx) } })
  }
}
