import Database
import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Fields and objects made while the house is lived in, by several processes.
@Suite struct RuntimeMetadataTests {
  static let sector = FieldDefinition(
    "sector", Label("業界", "Sector"),
    PicklistType(options: [PicklistOption("製造", Label("製造", "Manufacturing")), PicklistOption("卸売", Label("卸売", "Wholesale"))]))
  static let nickname = FieldDefinition("nickname", Label("愛称", "Nickname"), TextType(), traits: [.searchable])

  @Test(arguments: Engine.all)
  func `a custom picklist is in force at once in every process`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      try await house.beside { other in
        let lead = try await other.person(by: other.sato, ["last_name": .text("高橋")])
        #expect(
          await refusals { try await other.write(by: other.sato) { tx in try tx.update("person", lead.id, Draft(["sector": .text("製造")])) } } == [
            "sector:unknown_field"
          ])
        #expect(
          await refusals { try await house.write(by: house.sato) { tx in _ = try tx.change(.addField(object: "person", Self.sector)) } } == [
            "forbidden"
          ])
        for object in ["person", "deal"] {
          try await house.write(by: house.yamada) { tx in _ = try tx.change(.addField(object: object, Self.sector)) }
        }
        try await house.write(by: house.yamada) { tx in _ = try tx.change(.addField(object: "person", Self.nickname)) }
        for here in [other, house] {
          try await here.write(by: here.sato) { tx in try tx.update("person", lead.id, Draft(["sector": .text("製造"), "nickname": .text("ハシヤン")])) }
          try await here.deal(by: here.sato, "プレス機", ["sector": .text("卸売")])
          try await here.read(by: here.sato) { tx throws in
            let isMade: JSON = ["field": "sector", "is": "in", "value": ["製造"]]
            #expect(try tx.list("person", where: isMade).rows.map(\.id) == [lead.id])
            #expect(try tx.get("person", lead.id)["sector"] == .text("製造"))
            #expect(try tx.search("はしやん").map(\.record.id) == [lead.id])
          }
        }
        let groups = try await other.read(by: other.sato) { tx in try tx.aggregate(Aggregate(of: "deal", by: [.init(["sector"])])).groups }
        #expect(groups.map(\.numbers) == [[.integer(2)]])
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a field is retired, restored and dropped on purpose, in every process`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      try await house.write(by: house.yamada) { tx in _ = try tx.change(.addField(object: "person", Self.sector)) }
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋"), "sector": .text("製造")])
      func change(_ change: SchemaChange) async -> [String] {
        await refusals { try await house.write(by: house.yamada) { tx in _ = try tx.change(change) } }
      }
      try await house.beside { other in
        func seen() async throws -> Value { try await other.read(by: other.sato) { tx in try tx.get("person", lead.id)["sector"] } }
        #expect(await change(.dropField(object: "person", name: "sector", confirm: "sector")) != [], "first it is retired")
        #expect(await change(.retireField(object: "person", name: "sector")) == [])
        #expect(try await seen() == .null)
        try await other.write(by: other.sato) { tx in try tx.update("person", lead.id, Draft(["title": .text("課長")])) }
        #expect(await change(.restoreField(object: "person", name: "sector")) == [])
        #expect(try await seen() == .text("製造"), "its values were kept")
        #expect(await change(.retireField(object: "person", name: "sector")) == [])
        #expect(await change(.dropField(object: "person", name: "sector", confirm: nil)) != [], "asked twice")
        #expect(await change(.dropField(object: "person", name: "sector", confirm: "sector")) == [])
        #expect(try await !other.test.database.read { try $0.columns(of: "person").contains("sector") })
        #expect(
          await refusals { try await other.write(by: other.sato) { tx in try tx.update("person", lead.id, Draft(["title": .text("部長")])) } } == [])
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a custom object is an object like any other`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let machine = try ObjectDefinition(json: [
        "name": "machine", "collection": "machines", "label": ["ja": "設備", "en": "Machine"], "title": ["name"], "custom": true,
        "fields": [
          ["name": "name", "label": ["ja": "名前", "en": "Name"], "type": "text", "required": true, "searchable": true],
          ["name": "account_id", "label": ["ja": "取引先", "en": "Account"], "type": "lookup", "settings": ["target": "account"]],
          ["name": "price", "label": ["ja": "価格", "en": "Price"], "type": "yen"],
        ],
      ])
      let account = try await house.account(by: house.sato, "山田製作所")
      try await house.beside { other in
        try await house.write(by: house.yamada) { tx in _ = try tx.change(.createObject(machine)) }
        let (press, operation) = try await other.operation(by: other.sato) { tx throws in
          try tx.create("machine", Draft(["name": .text("プレス機 3号"), "account_id": account.reference, "price": .integer(9_000_000)]))
        }
        try await house.read(by: house.sato) { tx throws in
          #expect(try tx.get("machine", press.id)["price"] == .integer(9_000_000))
          #expect(try tx.search("プレス").map(\.record.id) == [press.id])
          #expect(
            try tx.list("account", where: ["has": "machines", "sum": ["field": "price", "is": "gte", "value": 1]]).rows.map(\.id) == [account.id])
          #expect(try tx.timeline("machine", press.id).rows.map(\.kind) == ["machine.created"])
        }
        #expect(
          await refusals { try await other.write(by: other.sato) { tx in try tx.create("machine", Draft(["price": .integer(1)])) } } == [
            "name:required"
          ])
        #expect(try await other.read(by: other.suzuki) { tx in try tx.count("machine").value } == 0)
        try await house.undo(operation, by: house.sato)
        #expect(try await other.read(by: other.sato) { tx in try tx.count("machine").value } == 0)
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a version that declares a new standard field adds it to the tables`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      var newer = try #require(House.features.flatMap(\.objects).first { $0.name == "account" })
      newer.put(FieldDefinition("fax_note", Label("FAX備考", "Fax note"), TextType(), traits: [.indexed]))
      newer.put(FieldDefinition("external_key", Label("外部キー", "External key"), TextType(), traits: [.unique]))
      let account = newer
      let counts = try await house.test.database.write { tx throws in
        [
          try TableSync(transaction: tx).plan([account]).count, try TableSync(transaction: tx).run([account]),
          try TableSync(transaction: tx).plan([account]).count,
        ]
      }
      let statements = engine == .sqlite ? 5 : 4  // SQLite looks at the table again.
      #expect(counts == [statements, statements, 0])
      #expect(try await house.test.database.read { try $0.columns(of: "account") }.isSuperset(of: ["fax_note", "external_key"]))
    }
  }
}
