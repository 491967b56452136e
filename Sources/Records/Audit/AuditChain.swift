package import Database
package import Kernel

/// The hash chain over all audit batches: hash n = SHA-256(hash n−1 ‖ batch id ‖ digest). Sealing is a job of a second's
/// delay, so that writers never wait for each other; verifying finds a changed, added or removed row and names its batch.
package struct AuditChain {
  package let transaction: any Transaction
  package let cryptography: Cryptography

  package init(transaction: any Transaction, cryptography: Cryptography) {
    self.transaction = transaction
    self.cryptography = cryptography
  }

  private static let lock: Int64 = 0x5345_414C  // "SEAL"

  /// Links up to `limit` batches that are not sealed yet; returns how many.
  package func seal(limit: Int = 1000) throws -> Int {
    try transaction.lock(Self.lock)
    var (number, hash) = try last()
    let open = try transaction.query("SELECT id, digest FROM change_batch WHERE seal IS NULL ORDER BY id LIMIT \(limit)")
    for row in open {
      let id = try row.integer(0)
      number += 1
      hash = link(hash, batch: id, digest: try row.blob(1))
      try transaction.execute(
        "UPDATE change_batch SET seal = \(number), seal_hash = \(SQLValue.blob(hash)) WHERE id = \(id)")
    }
    if !open.isEmpty { try keepHead(number, hash) }
    return open.count
  }

  /// What verifying found.
  package struct Verdict: Sendable, Hashable {
    package let batches: Int
    package let changes: Int
    package let problems: [Problem]
  }

  /// Recomputes every digest and link. Reads the whole trail.
  package func verify() throws -> Verdict {
    var problems: [Problem] = []
    var hash = [UInt8](repeating: 0, count: 32)
    var number: Int64 = 0
    var changes = 0
    func broken(_ batch: Int64, _ ja: String, _ en: String) {
      problems.append(
        Problem(
          field: ID<AuditChain>(batch).text, "audit", ja: "変更履歴 \(ID<AuditChain>(batch).text) \(ja)",
          en: "Audit batch \(ID<AuditChain>(batch).text) \(en)"))
    }
    for row in try transaction.query(
      "SELECT DISTINCT batch_id FROM change WHERE NOT EXISTS (SELECT 1 FROM change_batch WHERE change_batch.id = change.batch_id)")
    {
      broken(try row.integer(0), "は追加されたものです。", "was added from outside.")
    }
    let batches = try transaction.query(
      "SELECT id, changes, digest, seal, seal_hash FROM change_batch ORDER BY CASE WHEN seal IS NULL THEN 1 ELSE 0 END, seal, id")
    for row in batches {
      let id = try row.integer(0)
      let digest = try row.blob(2)
      let (count, actual) = try digestOfChanges(batch: id)
      changes += count
      if count != (try row.int(1)) || actual != digest { broken(id, "の内容が書き換えられています。", "was tampered with.") }
      guard let seal = try row.optionalInteger(3) else { continue }
      number += 1
      hash = link(hash, batch: id, digest: digest)
      if seal != number {
        broken(id, "の前の履歴が失われています。", "is missing its predecessor.")
        number = seal
      }
      let stored = try row.blob(4)
      if stored != hash { broken(id, "の鎖がつながりません。", "does not link to the chain.") }
      hash = stored
    }
    if let (sealed, head) = try keptHead(), sealed > number || (sealed == number && head != hash) {
      problems.append(
        Problem(
          field: "audit", "audit", ja: "変更履歴の末尾（\(number + 1)〜\(sealed) 番目）が失われています。",
          en: "The end of the audit trail is missing: batches \(number + 1) to \(sealed)."))
    }
    return Verdict(batches: batches.count, changes: changes, problems: problems)
  }

  private func digestOfChanges(batch: Int64) throws -> (Int, [UInt8]) {
    var bytes: [UInt8] = []
    var count = 0
    try transaction.forEach(
      """
      SELECT id, batch_id, operation_id, at, actor_id, kind, object, record_id, version, fields, before, after
      FROM change WHERE batch_id = \(batch) ORDER BY id
      """
    ) { row in
      AuditTrail.write(row.values, to: &bytes)
      count += 1
      return true
    }
    return (count, cryptography.sha256(bytes))
  }

  /// The last link is also kept apart, so that cutting off the end shows.
  private func keepHead(_ number: Int64, _ hash: [UInt8]) throws {
    let text = "\(number):\(Self.hex(hash))"
    try transaction.execute(
      """
      INSERT INTO setting (name, value) VALUES ('audit_head', \(text)) ON CONFLICT (name) DO UPDATE SET value = excluded.value
      """)
  }

  private func keptHead() throws -> (Int64, [UInt8])? {
    guard let text = try transaction.first("SELECT value FROM setting WHERE name = 'audit_head'")?.text(0) else { return nil }
    let parts = text.split(separator: ":")
    guard parts.count == 2, let number = Int64(parts[0]) else { return nil }
    let digits = Array(parts[1])
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    return (number, bytes)
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func last() throws -> (Int64, [UInt8]) {
    guard
      let row = try transaction.first(
        "SELECT seal, seal_hash FROM change_batch WHERE seal IS NOT NULL ORDER BY seal DESC LIMIT 1")
    else { return (0, [UInt8](repeating: 0, count: 32)) }
    return (try row.integer(0), try row.blob(1))
  }

  private func link(_ previous: [UInt8], batch: Int64, digest: [UInt8]) -> [UInt8] {
    cryptography.sha256(previous + Array(String(batch).utf8) + digest)
  }
}
