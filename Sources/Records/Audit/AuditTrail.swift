import Database
import Kernel
import Metadata

/// 変更履歴 of one transaction: gathers changes, writes them as one batch with a digest that the hash chain will link.
final class AuditTrail {
  let operation: ID<Operation>
  private let actor: Actor
  private let now: Instant
  private let ids: IDSource
  private let sha256: @Sendable ([UInt8]) -> [UInt8]
  private let batch: ID<AuditTrail>
  private var rows: [[SQLValue]] = []
  private(set) var hasChanges = false
  private(set) var firstObject: String?

  init(
    operation: ID<Operation>, actor: Actor, now: Instant, ids: IDSource, sha256: @escaping @Sendable ([UInt8]) -> [UInt8]
  ) {
    self.operation = operation
    self.actor = actor
    self.now = now
    self.ids = ids
    self.sha256 = sha256
    batch = ids.next()
  }

  /// - Parameters:
  ///   - kind: `create`, `update`, `delete`, `restore`, `purge`, or what a feature names.
  ///   - fields: the fields that changed.
  ///   - before, after: JSON of those fields' values.
  func add(
    kind: String, object: String, record: RecordID, version: Int, fields: [String], before: String?, after: String?
  ) {
    hasChanges = true
    if firstObject == nil { firstObject = object }
    let fieldList = fields.isEmpty ? "" : "|\(fields.joined(separator: "|"))|"
    rows.append([
      .integer(ids.next(AuditTrail.self).raw), .integer(batch.raw), .integer(operation.raw), .instant(now),
      actor.userID.sqlValue, .text(kind), .text(object), .integer(record.raw), .integer(Int64(version)), .text(fieldList),
      before.sqlValue, after.sqlValue,
    ])
  }

  func flush(into transaction: any Transaction) throws {
    guard !rows.isEmpty else { return }
    try transaction.insert(into: "change", Self.columns, rows: rows)
    let digest = sha256(rows.reduce(into: []) { Self.write($1, to: &$0) })
    try transaction.execute(
      """
      INSERT INTO change_batch (id, at, operation_id, changes, digest)
      VALUES (\(batch), \(now), \(operation), \(rows.count), \(SQLValue.blob(digest)))
      """)
    rows = []
  }

  static let columns: [Identifier] = [
    "id", "batch_id", "operation_id", "at", "actor_id", "kind", "object", "record_id", "version", "fields", "before", "after",
  ]

  /// The canonical bytes of one change, the same when it is read back.
  static func write(_ values: [SQLValue], to out: inout [UInt8]) {
    for value in values {
      switch value {
      case .null: out.append(0)
      case .integer(let number): out.append(contentsOf: String(number).utf8)
      case .instant(let instant): out.append(contentsOf: String(instant.milliseconds).utf8)
      case .text(let text): out.append(contentsOf: text.utf8)
      case .blob(let bytes): out.append(contentsOf: bytes)
      case .boolean(let flag): out.append(flag ? 1 : 0)
      case .double(let number): out.append(contentsOf: String(number).utf8)
      case .day(let day): out.append(contentsOf: day.text.utf8)
      }
      out.append(0x1F)
    }
    out.append(0x1E)
  }
}
