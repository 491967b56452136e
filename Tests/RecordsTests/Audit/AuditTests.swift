import Cryptography
import Database
import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// 変更履歴: complete, and tampering shows.
@Suite struct AuditTests {
  @Test(arguments: Engine.all)
  func `every write leaves who, when, what, before and after, in its transaction`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋"), "title": .text("主任")])
      house.clock.advance(.seconds(60))
      let (_, operation) = try await house.operation(by: house.takahashi, as: "record.update") { tx throws in
        try tx.update("person", lead.id, Draft(["title": .text("課長"), "city": .text("川崎市")])).version
      }
      let rows = try await house.test.database.read { tx throws in
        try tx.query(
          "SELECT actor_id, kind, version, fields, before, after FROM change WHERE operation_id = \(operation) ORDER BY id")
      }
      #expect(rows.count == 1)
      let row = try #require(rows.first)
      #expect(try row.integer(0) == house.takahashi.raw)
      #expect(try row.text(1) == "update")
      #expect(try row.int(2) == 2)
      #expect(Set(try row.text(3).split(separator: "|")) == ["title", "city"])
      #expect(try JSON(parsing: try row.text(4))["title"] == "主任")
      #expect(try JSON(parsing: try row.text(4))["city"] == JSON.null)
      #expect(try JSON(parsing: try row.text(5))["title"] == "課長")
      let events = try await house.read(by: house.sato) { tx in try tx.timeline("person", lead.id).rows }
      #expect(events.map(\.kind) == ["person.updated", "person.created"])
      #expect(events[0].actorID == house.takahashi)
      #expect(events[0].at == house.clock.now)
    }
  }

  @Test(arguments: Engine.all)
  func `what fails leaves no trace`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let before = try await Self.counts(house)
      _ = await refusals {
        try await house.write(by: house.sato) { tx throws in
          try tx.create("person", recordType: "lead", Draft(["last_name": .text("高橋")]))
          try tx.create("person", recordType: "lead", Draft())
        }
      }
      #expect(try await Self.counts(house) == before)
      // Part of a transaction can fail, too.
      try await house.write(by: house.sato) { tx throws in
        _ = try? tx.attempt {
          try tx.create("person", recordType: "lead", Draft(["last_name": .text("高橋")]))
          try tx.create("person", recordType: "lead", Draft())
        }
        try tx.create("person", recordType: "lead", Draft(["last_name": .text("鈴木")]))
      }
      let after = try await Self.counts(house)
      #expect(after == [before[0] + 1, before[1] + 1, before[2] + 1, before[3] + 1])
      #expect(try await Self.verdict(house).problems.isEmpty)
    }
  }

  private static func counts(_ house: House) async throws -> [Int] {
    try await house.test.database.read { tx throws in
      try ["person", "change", "event", "operation"].map { try tx.first("SELECT count(*) FROM \(Identifier($0) ?? "x")")?.int(0) ?? 0 }
    }
  }

  private static func verdict(_ house: House) async throws -> AuditChain.Verdict {
    try await house.test.database.read { try AuditChain(transaction: $0, cryptography: .swiftCrypto).verify() }
  }

  private static func seal(_ house: House, limit: Int = 1000) async throws -> Int {
    try await house.test.database.write { try AuditChain(transaction: $0, cryptography: .swiftCrypto).seal(limit: limit) }
  }

  /// What somebody with a database client might do, and what of it shows.
  static let tampering: [(what: String, sql: SQL)] = [
    ("a changed value", "UPDATE change SET after = '{\"last_name\":\"鈴木\"}' WHERE kind = 'create' AND object = 'person'"),
    ("a changed culprit", "UPDATE change SET actor_id = actor_id + 1 WHERE object = 'person'"),
    ("a moved separator", "UPDATE change SET kind = 'creat', object = 'eperson' WHERE object = 'person'"),
    ("a removed row", "DELETE FROM change WHERE id = (SELECT max(id) FROM change WHERE object = 'person')"),
    ("a removed batch", "DELETE FROM change_batch WHERE seal = 3"),
    (
      "a removed batch with its rows",
      "DELETE FROM change WHERE batch_id = (SELECT id FROM change_batch WHERE seal = 3)"
    ),
    (
      "an added row",
      "INSERT INTO change SELECT id + 1, 77, operation_id, at, actor_id, kind, object, record_id, version, fields, before, after FROM change WHERE object = 'person' AND kind = 'create'"
    ),
    ("a cut end", "DELETE FROM change_batch WHERE seal = (SELECT max(seal) FROM change_batch)"),
    ("a digest made to fit", "UPDATE change_batch SET digest = seal_hash WHERE seal = 2"),
  ]

  @Test(arguments: Engine.all)
  func `a changed, removed or added row is found`(engine: Engine) async throws {
    for (what, sql) in Self.tampering {
      try await withHouse(engine) { house in
        let lead = try await house.person(by: house.sato, ["last_name": .text("高橋")])
        for title in ["主任", "課長", "部長"] {
          try await house.write(by: house.sato) { tx in try tx.update("person", lead.id, Draft(["title": .text(title)])) }
        }
        #expect(try await Self.seal(house, limit: 2) == 2, "in steps")
        #expect(try await Self.seal(house) > 0)
        #expect(try await Self.seal(house) == 0)
        let whole = try await Self.verdict(house)
        #expect(whole.problems.isEmpty)
        #expect(whole.batches > 4 && whole.changes > whole.batches)
        try await house.test.database.write { tx throws in
          #expect(try tx.execute(sql) > 0, "\(what)")
          if what.hasSuffix("with its rows") { try tx.execute("DELETE FROM change_batch WHERE seal = 3") }
        }
        #expect(try await !Self.verdict(house).problems.isEmpty, "\(what)")
      }
    }
  }
}
