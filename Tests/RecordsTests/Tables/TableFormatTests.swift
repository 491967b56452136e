import Foundation
import Japan
import Kernel
import Testing

@testable import Records

@Suite struct TableFormatTests {
  private static let table = "会社名,氏名\r\n㈱髙橋商店,\"高橋 一郎\"\r\n山田製作所～,①\r\n"

  @Test(arguments: TextEncoding.allCases, [1, 2, 3, 64, 10_000])
  func `a table reads the same in every encoding, wherever a chunk ends`(encoding: TextEncoding, chunk: Int) throws {
    let bytes = try encoded(Self.table, encoding)
    let format = try TableFormat.detect { chunks(bytes, of: chunk) }
    #expect(format == .text(encoding, delimiter: UInt8(ascii: ",")))
    #expect(try rows(bytes, encoding, chunk) == [["会社名", "氏名"], ["㈱髙橋商店", "高橋 一郎"], ["山田製作所～", "①"]])
  }

  @Test(arguments: TextEncoding.allCases)
  func `reading goes on in every encoding`(encoding: TextEncoding) throws {
    let bytes = try encoded(Self.table, encoding)
    var first = CSVReader(encoding: encoding, delimiter: UInt8(ascii: ","), source: chunks(bytes, of: 5))
    _ = try (first.next(), first.next())
    let position = try #require(first.position)
    var second = CSVReader(encoding: encoding, delimiter: UInt8(ascii: ","), from: position, source: chunks(bytes, of: 3))
    #expect(try second.next() == TableRow(number: 3, cells: ["山田製作所～", "①"]))
    #expect(try second.next() == nil)
  }

  @Test(arguments: [
    ("会社名\t住所\n山田製作所\t東京,大阪\n", "\t"), ("会社名;金額\n山田製作所;1,000\n高橋商店;2,000\n", ";"), ("a|b|c\n1|2|3\n", "|"),
    ("会社名\n山田製作所\n", ","), ("会社名,メモ\n山田,\"a;b;c\nd;e\"\n", ","), ("会社名,メモ\n山田,a;b\n高橋,c;d\n", ","), ("", ","),
    ("a,b;c,d\n1,5;2,5\n3,5;4,5\n", ","),
  ])
  func `the delimiter is told from the first rows`(text: String, delimiter: String) {
    #expect(Delimiter.guess(Array(text.utf8)) == delimiter.utf8.first)
  }

  @Test(arguments: [[0x50, 0x4B, 3, 4, 20], [0xD0, 0xCF, 0x11, 0xE0, 0xA1]] as [[UInt8]])
  func `workbooks are known by their first bytes`(bytes: [UInt8]) throws {
    #expect(try TableFormat.detect { chunks(bytes, of: 1) } == .workbook)
  }

  @Test(
    arguments: [
      ([], "empty_file"), (Array("%PDF-1.7".utf8), "no_table"), ([0x89, 0x50, 0x4E, 0x47], "no_table"),
      (Array(" <HTML><table>".utf8), "no_table"),
    ] as [([UInt8], String)])
  func `what is no table is refused`(bytes: [UInt8], code: String) {
    #expect(fault { try TableFormat.detect { chunks(bytes, of: 100) } }?.code == code)
  }

  @Test func `a line in another encoding is named`() throws {
    let bytes = Array("会社名\n山田製作所\n".utf8) + CP932.encode("高橋商店\n").bytes + Array("鈴木工業\n".utf8)
    let problem = fault { try TableFormat.detect { chunks(bytes, of: 4) } }
    #expect(problem?.code == "encoding")
    #expect(problem?.message.ja.contains("3行目") == true && problem?.message.ja.contains("UTF-8") == true)
  }

  @Test func `an encoding that was stated wrongly says what was seen`() throws {
    let cp932 = CP932.encode(Self.table).bytes
    let problem = fault { try TableFormat.detect(encoding: .utf8) { chunks(cp932, of: 100) } }
    #expect(problem?.message.ja.contains("Shift_JIS（CP932）のようです") == true)
    let broken: [UInt8] = [0x61, 0x0A, 0xFF, 0x0A]
    #expect(fault { try rows(broken, .cp932, 2) }?.code == "encoding")
  }

  @Test func `an export in CP932 tells what it had to replace`() throws {
    var bytes: [UInt8] = []
    var writer = try CSVWriter(columns: [TableColumn("会社名")], encoding: .cp932) { bytes += $0 }
    try writer.write(["㈱髙﨑🙂"])
    try writer.finish()
    #expect(writer.replaced == ["🙂"])
    #expect(try rows(bytes, .cp932, 3) == [["会社名"], ["㈱髙﨑〓"]])
  }

  @Test(arguments: TextEncoding.allCases)
  func `an own export comes back unchanged in every encoding`(encoding: TextEncoding) throws {
    let cells = ["㈱髙橋,\"商店\"", "=1", "'+81", "1行目\r\n2行目", ""]
    var bytes: [UInt8] = []
    var writer = try CSVWriter(columns: (1...5).map { TableColumn("列\($0)") }, encoding: encoding) { bytes += $0 }
    for _ in 0..<3_000 { try writer.write(cells) }
    try writer.finish()
    #expect(try TableFormat.detect { chunks(bytes, of: 1_000) } == .text(encoding, delimiter: UInt8(ascii: ",")))
    #expect(try rows(bytes, encoding, 999).dropFirst().allSatisfy { $0 == cells })
  }

  private static let leads = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/data/leads_cp932.csv").standardized

  /// Counted with Python's csv module: 20,001 rows of 17 cells, 38 of them blank.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: leads.path)))
  func `a company's real lead file is read to the last row`() throws {
    let format = try TableFormat.detect { try chunks(ofFileAt: Self.leads) }
    #expect(format == .text(.cp932, delimiter: UInt8(ascii: ",")))
    var reader = CSVReader(encoding: .cp932, delimiter: UInt8(ascii: ","), source: try chunks(ofFileAt: Self.leads))
    var (count, blank, ragged) = (0, 0, 0)
    while let row = try reader.next() {
      count += 1
      if row.number != count || row.cells.count != 17 { ragged += 1 }
      if row.cells.allSatisfy(\.isEmpty) { blank += 1 }
      if count == 4 { #expect(row.cells[0] == "㈱さくら高橋建設" && row.cells[16] == "1行目\n2行目") }
    }
    #expect((count, blank, ragged) == (20_001, 38, 0))
  }

  private func encoded(_ text: String, _ encoding: TextEncoding) throws -> [UInt8] {
    switch encoding {
    case .utf8: Array(text.utf8)
    case .utf8WithBOM: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    case .cp932: CP932.encode(text).bytes
    case .utf16LittleEndian: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BigEndian: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
  }

  private func rows(_ bytes: [UInt8], _ encoding: TextEncoding, _ chunk: Int) throws -> [[String]] {
    var reader = CSVReader(encoding: encoding, delimiter: UInt8(ascii: ","), source: chunks(bytes, of: chunk))
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row.cells) }
    return rows
  }

  private func fault<Result>(_ body: () throws -> Result) -> Problem? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? Problems)?.all.first
    }
  }
}
