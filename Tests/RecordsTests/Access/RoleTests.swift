import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// What a role may say, and sharing rules that widen what is read.
@Suite struct RoleTests {
  private static let rights: [(String, [String])] = [
    ("{}", []), ("nonsense", ["rights:json"]), ("[]", ["rights.rights:rights"]),
    (#"{"objects": {"deal": {"read": "everything"}}}"#, ["rights.objects.deal.read:rights"]),
    (#"{"objects": {"ship": {"read": "all"}}, "permissions": ["fly"]}"#, ["rights.permissions: fly:rights"]),
    (#"{"objects": {"ship": {"read": "all"}}}"#, ["rights:unknown_object"]),
    (#"{"sharing": {"deal": [{"field": "amount", "is": "gte", "value": 1}]}}"#, []),
    (#"{"sharing": {"deal": "all"}}"#, ["rights.sharing.deal:rights"]),
  ]

  @Test(arguments: Engine.all)
  func `a role that means nothing is refused`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      for (at, (rights, wrong)) in Self.rights.enumerated() {
        let got = await refusals {
          try await house.write(by: house.yamada) { tx in
            try tx.create("role", Draft(["name": .text("r\(at)"), "label": .text("役"), "rights": .text(rights)]))
          }
        }
        #expect(got == wrong, "\(rights)")
      }
      let unknown = await refusals {
        try await house.write(by: house.yamada) { tx in
          try tx.create(
            "role", Draft(["name": .text("x"), "label": .text("役"), "rights": .text(#"{"sharing": {"deal": [{"field": "ship", "is": "empty"}]}}"#)]))
        }
      }
      #expect(unknown.count == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a sharing rule shows records of others, to read and not to edit`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let account = try await house.account(by: house.suzuki, "鈴木精機", ["rank": .text("A")])
      let big = try await house.deal(by: house.suzuki, "大型", ["amount": .integer(50_000_000), "account_id": account.reference])
      let small = try await house.deal(by: house.suzuki, "小型", ["amount": .integer(100)])
      try await house.write(by: house.yamada) { tx throws in
        let own = try #require(try tx.configuration("role").first { $0[Role.name] == "own" })
        var rights = try RoleRights(json: JSON(parsing: own[Role.rights] ?? ""))
        rights.sharing = ["deal": [["field": "account.rank", "is": "eq", "value": "A"]]]
        try tx.update("role", own.id, Draft(["rights": .text(rights.json.text)]))
      }
      let (listed, found, counted) = try await house.read(by: house.ito) { tx in
        (try tx.list("deal").rows.map(\.id), try tx.search("型").map(\.record.id), try tx.count("deal").value)
      }
      #expect(listed == [big.id] && found == [big.id] && counted == 1)
      #expect(await refusals { try await house.read(by: house.ito) { tx in try tx.get("deal", small.id) } } == ["not_found"])
      #expect(await refusals { try await house.read(by: house.ito) { tx in try tx.get("account", account.id) } } == ["not_found"])
      #expect(
        await refusals { try await house.write(by: house.ito) { tx in try tx.update("deal", big.id, Draft(["name": .text("x")])) } } == ["forbidden"])
    }
  }
}
