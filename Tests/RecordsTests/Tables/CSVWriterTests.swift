import Japan
import Kernel
import Testing

@testable import Records

@Suite struct CSVWriterTests {
  private let columns = [TableColumn("会社名"), TableColumn("電話番号", .phone), TableColumn("金額", .number)]

  @Test func `rows end with CRLF and quotes stand where needed`() throws {
    let text = try write([["東京,大阪", "03-1234-5678", "1200"], ["彼は\"はい\"と\n言った", " 前後 ", ""]])
    #expect(
      text == "会社名,電話番号,金額\r\n\"東京,大阪\",03-1234-5678,1200\r\n\"彼は\"\"はい\"\"と\n言った\",\" 前後 \",\r\n")
  }

  @Test(arguments: ["=1+1", "+81", "-5", "@SUM(A1)", "\t=1", "\r=1"])
  func `no cell of text begins a formula`(cell: String) throws {
    let line = try write([[cell, "", ""]]).dropFirst("会社名,電話番号,金額\r\n".count)
    #expect(line.hasPrefix("'") || line.hasPrefix("\"'"))
  }

  @Test func `numbers and phone numbers stay bare, formulas among them do not`() throws {
    #expect(try lastLine([["x", "+81-3-1234-5678", "-1200.50"]]) == "x,+81-3-1234-5678,-1200.50")
    #expect(try lastLine([["x", "+cmd|' /C calc'!A0", "=1+1"]]) == "x,'+cmd|' /C calc'!A0,'=1+1")
  }

  @Test(arguments: [
    "", " ", "=1", "'=1", "''=1", "'", "''", "'山田", "+81", "'+81", "-", "@", "\t", "\r", "\n", "\"", "\"\"", "\"=1\"", "'\"=",
    "a,b", "a\r\nb", "㈱髙橋",
    "-1,000", "'\t", "x\"y\"z", " \"山田\" ,",
  ])
  func `whatever was written comes back unchanged`(cell: String) throws {
    for cells in [[cell, "x", "y"], ["x", cell, cell], [cell]] {
      let bytes = Array(try write([cells]).utf8)
      var reader = CSVReader(source: chunks(bytes, of: 7))
      _ = try reader.next()
      #expect(try reader.next()?.cells == cells)
      #expect(try reader.next() == nil)
    }
  }

  private func lastLine(_ rows: [[String]]) throws -> String {
    String(try write(rows).split(separator: "\r\n").last ?? "")
  }

  private func write(_ rows: [[String]]) throws -> String {
    var bytes: [UInt8] = []
    var writer = try CSVWriter(columns: columns, encoding: .utf8) { bytes += $0 }
    for row in rows { try writer.write(row) }
    try writer.finish()
    return String(decoding: bytes, as: UTF8.self)
  }
}
