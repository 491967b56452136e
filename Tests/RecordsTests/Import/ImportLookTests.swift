import Foundation
import Japan
import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// What is found out about a file before anything is done with it.
@Suite struct ImportLookTests {
  private static let context = ParseContext(moment: Moment(now: House.noon))

  private func look(_ bytes: [UInt8], _ reading: ImportReading = ImportReading()) throws -> ImportLook {
    let file = FileManager.default.temporaryDirectory.appending(path: "enishi-look-\(UUID().uuidString).csv")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let source = try ImportSource(path: file.path, reading: reading) { _ in throw Refusal.notFound }
    return try ImportLook(of: source, at: file.path, in: Self.context)
  }

  private static let members = "会社名,氏名,入会日,会費,会員番号\r\n山田製作所,山田 一郎,R8/6/12,\"12,000\",0012\r\n\r\nつばめ製菓,大西 真理,2026.4.1,8000,0013\r\n"

  @Test func `a list of Excel is told to be CP932, with what speaks against UTF-8`() throws {
    let look = try look(CP932.encode(Self.members).bytes)
    #expect(look.encoding == .cp932)
    #expect(look.delimiter == UInt8(ascii: ","))
    #expect(look.headings == ["会社名", "氏名", "入会日", "会費", "会員番号"])
    #expect(look.rows == 2 && look.blank == 1)
    #expect(look.unreadable?.encoding == .utf8)
    #expect(look.unreadable.map { $0.places > 5 } == true)
    #expect(look.preview.map(\.number) == [2, 4], "rows are counted as a spreadsheet counts them")
  }

  @Test func `columns are told apart by what stands in them`() throws {
    let columns = try look(Array(Self.members.utf8)).columns
    #expect(columns.map(\.type) == ["text", "text", "day", "integer", "text"], "a number that begins with 0 is a code")
    #expect(columns[2].samples == ["R8/6/12", "2026.4.1"])
  }

  @Test(arguments: [
    ("会社名,氏名,電話\nA,B,C\n", 1), ("2026年度 会員名簿,,\n会社名,氏名,電話\nA,B,C\n", 2), ("\n\n会社名,氏名,電話\nA,B,C\n", 3),
    ("会員名簿\n\n会社名,氏名,電話\nA,B,C\n", 3), ("氏名\n山田\n佐藤\n", 1), ("氏名,電話\n山田,\n佐藤,\n", 1),
  ])
  func `a title above the headings is no heading`(_ text: String, _ row: Int) throws {
    #expect(try look(Array(text.utf8)).headingRow == row)
  }

  @Test func `what somebody says of a file comes before the guess`() throws {
    let look = try look(Array("名簿;全員\n氏名;電話\n山田;1\n".utf8), ImportReading(encoding: .cp932, delimiter: UInt8(ascii: ","), headingRow: 2))
    #expect(look.encoding == .cp932)
    #expect(look.columns.count == 1)
    #expect(look.rows == 1)
  }

  @Test func `what was found out survives being kept`() throws {
    let look = try look(CP932.encode(Self.members).bytes)
    #expect(ImportLook(json: try JSON(parsing: look.json.text)) == look)
    #expect(look.withoutCells.json.text.contains("大西") == false)
  }

  @Test(arguments: Engine.all)
  func `keys say how many rows they make unique`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { office in
      let source = try office.source(
        "会社名,氏名,メールアドレス,電話番号\r\n山田製作所,山田 一郎,a@example.jp,0312345678\r\n山田製作所,山田 一郎,a@example.jp,0312345678\r\n"
          + "つばめ製菓,大西 真理,b@example.jp,0312345678\r\n渚カフェ,髙木 弘樹,,0258001234\r\n")
      let plan = try await office.plan("leads", source, by: office.house.yamada)
      let counting = try await office.house.read(by: office.house.yamada) { tx in try ImportKeys.Counting(plan, fields: ["email"], in: tx) }
      let keys = try ImportKeys.survey(counting, source)
      #expect(keys.rows == 4)
      #expect(keys["email"].map { [$0.filled, $0.unique] } == [3, 1])
      #expect(keys["name_company"].map { [$0.filled, $0.unique] } == [4, 2])
      #expect(keys["phone"].map { [$0.filled, $0.unique] } == [4, 2], "a switchboard number tells people apart only with their names")
    }
  }

  @Test(arguments: Engine.all)
  func `a dry run shows repairs, rejections and changes, and hands the rejected rows back`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { office in
      try await office.house.person(by: office.house.yamada, ["last_name": .text("大西"), "first_name": .text("真理"), "email": .text("b@example.jp")])
      let look = try await office.dryRun(
        "leads", "氏名,メールアドレス,電話番号,役職\r\n大西 真理,b@example.jp,258001203,部長\r\n辻 学,tanaka.at.example,,\r\n")
      let repaired = try #require(look.examples.first { $0.kind == .repaired })
      #expect(repaired.row == 2 && repaired.before == "258001203" && repaired.after?.hasPrefix("0") == true && repaired.field?.ja == "電話番号")
      let rejected = try #require(look.examples.first { $0.kind == .rejected })
      #expect(rejected.row == 3 && rejected.before == "tanaka.at.example" && rejected.name == "辻 学")
      #expect(look.changes.first?.lines.contains { $0.field.ja == "役職" && $0.before.isEmpty && $0.after == "部長" } == true)
      #expect(String(decoding: look.errorBytes, as: UTF8.self).contains("tanaka.at.example"))
    }
  }
}
