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
  private var hasFlushed = false
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
    if firstObject == nil { firstObject = object }
    let fieldList = fields.isEmpty ? "" : "|\(fields.joined(separator: "|"))|"
    rows.append([
      .integer(ids.next(AuditTrail.self).raw), .integer(batch.raw), .integer(operation.raw), .instant(now),
      actor.userID.sqlValue, .text(kind), .text(object), .integer(record.raw), .integer(Int64(version)), .text(fieldList),
      before.sqlValue, after.sqlValue,
    ])
  }

  var hasChanges: Bool { hasFlushed || !rows.isEmpty }

  /// Where the trail stands now, for what may have to be taken back.
  var mark: Int { rows.count }

  func forget(since mark: Int) { rows.removeSubrange(min(mark, rows.count)...) }

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
    hasFlushed = true
  }

  static let columns: [Identifier] = [
    "id", "batch_id", "operation_id", "at", "actor_id", "kind", "object", "record_id", "version", "fields", "before", "after",
  ]

  /// The canonical bytes of one change, the same when it is read back: every value with its length before it, so that no
  /// two changes have the same bytes.
  static func write(_ values: [SQLValue], to out: inout [UInt8]) {
    func put(_ text: some Sequence<UInt8>, count: Int) {
      out.append(contentsOf: String(count).utf8)
      out.append(UInt8(ascii: ":"))
      out.append(contentsOf: text)
    }
    for value in values {
      switch value {
      case .null: out.append(UInt8(ascii: "-"))
      case .text(let text): put(text.utf8, count: text.utf8.count)
      case .blob(let bytes): put(bytes, count: bytes.count)
      case .integer(let integer): number(integer)
      // SQLite gives moments and truth values back as numbers.
      case .instant(let instant): number(instant.milliseconds)
      case .boolean(let flag): number(flag ? 1 : 0)
      case .day(let day): put(day.text.utf8, count: 10)
      case .double(let double): put(String(double).utf8, count: String(double).utf8.count)
      }
    }
    func number(_ number: Int64) {
      let text = String(number)
      put(text.utf8, count: text.utf8.count)
    }
  }
}
