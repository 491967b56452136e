import Database
import Documents
import Foundation
import Japan
import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Lists as files, and back.
@Suite struct ExportTests {
  private func export(
    _ imports: ImportHouse, _ query: ListQuery, _ format: Export.Format, by user: ID<User>
  ) async throws -> (path: String, outcome: Export.Outcome) {
    let path = imports.folder.appending(path: "export-\(UUID().uuidString).\(format.fileExtension)").path
    let export = Export(query, as: format) { try XLSXWriter(path: $0, columns: $1) }
    return (path, try await export.run(store: imports.house.records, for: .user(user), to: path))
  }

  private func source(_ path: String) throws -> ImportSource { try ImportSource(path: path) { try XLSXReader(path: $0) } }

  private func furnish(_ house: House) async throws {
    let account = try await house.account(
      by: house.yamada, "株式会社山田製作所",
      ["corporate_number": .text("7000012050002"), "phone": .text("03-1234-5678"), "annual_sales": .integer(120_000_000)])
    try await house.account(by: house.yamada, "株式会社山田製作所", ["parent_id": account.reference])
    try await house.person(
      by: house.yamada, "contact",
      [
        "last_name": .text("髙橋"), "first_name": .text("一郎"), "last_kana": .text("タカハシ"), "email": .text("ichiro@yamada.example.jp"),
        "phone": .text("+81-3-1234-5678"), "account_id": account.reference, "owner_id": .reference(house.sato.as(AnyRecord.self)),
        "birthday": .day(Day(number: 3650)), "tags": .list(["重要", "展示会"]), "sales_comment": .text("1行目\n\"2行目\", =終わり"),
        "title": .text("=部長"), "postal_code": .text("060-0000"), "do_not_mail": .boolean(true),
      ])
    try await house.person(by: house.yamada, ["last_name": .text("佐藤"), "mobile": .text("090-1234-5678"), "gender": .text("female")])
  }

  @Test(arguments: Engine.all, Export.Format.allCases)
  func `an own export imports back unchanged`(_ engine: Engine, _ format: Export.Format) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      try await furnish(house)
      let before = try await imports.dump()
      for (object, collection) in [("person", "persons"), ("account", "accounts")] {
        let (path, outcome) = try await export(imports, ListQuery(object, sort: [Sort(["id"])]), format, by: house.yamada)
        #expect(outcome.rows == 2)
        #expect(outcome.replaced.isEmpty)
        let back = try await imports.run(collection, try source(path)) { $0.contradictions = .overwrite }
        #expect(back.counts.four == [0, 0, 2, 0], "\(collection): \(back.errors) \(back.notes)")
      }
      #expect(try await imports.dump() == before)
    }
  }

  @Test(arguments: Engine.all)
  func `an export goes to an empty house when its ids are left out`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      try await furnish(house)
      let fields = ["last_name", "first_name", "email", "mobile", "title", "sales_comment", "gender"]
      let (path, _) = try await export(imports, ListQuery("person", sort: [Sort(["id"])], fields: fields), .csv, by: house.yamada)
      try await withImportHouse(engine) { other in
        let back = try await other.run("contacts", try source(path)) { plan in
          for at in plan.columns.indices where plan.columns[at].target == "id" { plan.columns[at].target = nil }
        }
        #expect(back.counts.four == [2, 0, 0, 0])
        #expect(try await other.people().map { $0["title"] } == [.text("=部長"), .null])
      }
    }
  }

  @Test(arguments: Engine.all)
  func `what somebody may not see is not in the file`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      try await furnish(house)
      await #expect(throws: Refusal.self) { _ = try await export(imports, ListQuery("person"), .csv, by: house.kobayashi) }
      let (path, outcome) = try await export(imports, ListQuery("person"), .csv, by: house.suzuki)
      #expect(outcome.rows == 0)
      #expect(try source(path).headings().contains("メールアドレス"))
    }
  }

  @Test func `characters that CP932 cannot write are told`() async throws {
    try await withImportHouse(.sqlite) { imports in
      let house = imports.house
      try await house.person(by: house.yamada, ["last_name": .text("𠮷野"), "email": .text("a@example.jp"), "title": .text("🙂部長")])
      let (_, outcome) = try await export(imports, ListQuery("person"), .csvCP932, by: house.yamada)
      #expect(outcome.replaced.contains("🙂"))
    }
  }

  @Test func `more records than a page holds`() async throws {
    try await withImportHouse(.sqlite) { imports in
      let house = imports.house
      let rows = (1...2300).map { "\($0)号,s\($0)@example.jp\r\n" }.joined()
      _ = try await imports.run("leads", "姓,メールアドレス\r\n" + rows)
      let (path, outcome) = try await export(imports, ListQuery("person", sort: [Sort(["last_name"])]), .csv, by: house.yamada)
      #expect(outcome.rows == 2300)
      let back = try await imports.run("persons", try source(path))
      #expect(back.counts.four == [0, 0, 2300, 0])
    }
  }
}
