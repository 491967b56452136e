import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Users and roles: nobody locks the house from outside, and one mail address is one user.
@Suite struct OrganisationTests {
  @Test(arguments: Engine.all)
  func `the last who may manage users can be neither deleted, deactivated nor demoted`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let yamada = house.yamada.as(AnyRecord.self)
      let roles = try await house.read(by: house.yamada) { try $0.configuration("role") }
      let sales = try #require(roles.first { $0[Role.name] == "sales" })
      let admin = try #require(roles.first { $0[Role.name] == "admin" })
      let ways: [(String, @Sendable (RecordTransaction) throws -> Void)] = [
        ("deleted", { try $0.delete("user", [yamada]) }),
        ("deactivated", { _ = try $0.update("user", yamada, Draft(["deactivated_at": .instant(House.noon)])) }),
        ("demoted", { _ = try $0.update("user", yamada, Draft(["role_id": sales.reference])) }),
        ("without its right", { _ = try $0.update("role", admin.id, Draft(["rights": .text("{}")])) }),
        ("without the role", { try $0.delete("role", [admin.id]) }),
      ]
      for (what, way) in ways {
        #expect(await refusals { try await house.write(by: house.yamada, way) } == ["state:last_administrator"], "\(what)")
      }
      try await house.write(by: house.yamada) { tx in
        _ = try tx.update("user", house.sato.as(AnyRecord.self), Draft(["role_id": admin.reference]))
        try tx.delete("user", [yamada])
      }
    }
  }

  @Test(arguments: Engine.all)
  func `addresses that differ by case are one user`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let sales = try #require(try await house.read(by: house.yamada) { try $0.configuration("role") }.first { $0[Role.name] == "sales" })
      func hire(_ mail: String) async throws -> Record {
        try await house.write(by: house.yamada) { tx in
          try tx.create("user", Draft(["name": .text("佐藤 次郎"), "email": .text(mail), "role_id": sales.reference]))
        }
      }
      #expect(await refusals { try await hire("Sato@Enishi.example.jp") } == ["email:duplicate"])
      #expect(try await hire("Jiro.Sato@enishi.example.jp")[User.email]?.text == "jiro.sato@enishi.example.jp")
    }
  }
}
