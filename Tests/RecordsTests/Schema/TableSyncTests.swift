import Database
import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// A new version of the program meets the tables of an older one.
@Suite struct TableSyncTests {
  @Test(arguments: Engine.all)
  func `fields and indexes that a version adds come to tables that are there, once`(engine: Engine) async throws {
    try await withDatabase(engine, migrations: House.features.flatMap(\.migrations)) { test in
      var machine = ObjectDefinition(
        "machine", Label("設備", "Machine"), collection: "machines", title: ["name"],
        fields: [FieldDefinition("name", Label("名前", "Name"), TextType()), FieldDefinition("serial", Label("製番", "Serial"), TextType())])
      let old = machine
      _ = try await test.database.write { try TableSync(transaction: $0).run([old]) }
      machine.put(FieldDefinition("serial", Label("製番", "Serial"), TextType(), traits: [.unique]))
      machine.put(FieldDefinition("made_on", Label("製造日", "Made"), DayType(), traits: [.indexed]))
      machine.indexes = [ListIndex("age", ["owner_id", "made_on"], carrying: ["serial"])]
      let new = machine
      let plan = try await test.database.read { try TableSync(transaction: $0).plan([new]).map { $0.text(placeholder: "?") } }
      #expect(
        plan.count == (engine == .sqlite ? 5 : 4) && plan[3].contains("machine_age") && plan[0].contains("ADD COLUMN")
          && plan[1].contains("machine_serial_unique"), "\(plan)")
      _ = try await test.database.write { try TableSync(transaction: $0).run([new]) }
      #expect(try await test.database.read { try TableSync(transaction: $0).plan([new]).isEmpty })
    }
  }

  @Test(arguments: Engine.all)
  func `a custom field makes room for a standard one, with its values`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      try await house.write(by: house.yamada) { tx in
        _ = try tx.change(.addField(object: "deal", FieldDefinition("confidence", Label("手応え", "Confidence"), TextType())))
      }
      let deal = try await house.deal(by: house.sato, "プレス機", ["confidence": .text("五分五分")])
      var objects = House.features.flatMap(\.objects)
      let at = try #require(objects.firstIndex { $0.name == "deal" })
      objects[at].put(FieldDefinition("confidence", Label("手応え", "Confidence"), PercentType()))
      let standard = objects
      let plan = try await house.test.database.read { try CustomFieldClashes(transaction: $0).plan(standard) }
      #expect(plan == ["deal.confidence → deal.x_confidence"])
      try await house.test.database.write { tx in
        try CustomFieldClashes(transaction: tx).settle(standard)
        try TableSync(transaction: tx).run(standard)
      }
      let store = RecordStore(
        database: house.test.database, objects: standard, rules: House.features.flatMap(\.rules), cryptography: house.records.cryptography,
        node: 9, now: { House.noon })
      let found = try await store.read(for: .user(house.sato)) { try $0.get("deal", deal.id) }
      #expect(found["x_confidence"] == .text("五分五分") && found["confidence"] == .null)
      #expect(try await house.test.database.read { try CustomFieldClashes(transaction: $0).plan(standard).isEmpty })
    }
  }
}
