import Foundation
import Kernel
import Testing

@testable import Records

@Suite struct CSVReaderTests {
  @Test(arguments: [
    ("会社名,姓\r\n山田製作所,高橋\r\n", [["会社名", "姓"], ["山田製作所", "高橋"]]),
    ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
    ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    ("a,\r\n,b", [["a", ""], ["", "b"]]),
    ("\"東京,大阪\",\"1行目\r\n2行目\",\"彼は\"\"はい\"\"と\"", [["東京,大阪", "1行目\r\n2行目", "彼は\"はい\"と"]]),
    ("\"\",x", [["", "x"]]),
    ("\"\"\"\"", [["\""]]),
    ("a\r\n\r\n,,\r\nb", [["a"], [], ["", "", ""], ["b"]]),
    ("a,b,c\nd\ne,f", [["a", "b", "c"], ["d"], ["e", "f"]]),
    ("\u{FEFF}姓,名", [["姓", "名"]]),
    ("", []),
    ("\n", [[]]),
  ])
  func `rows are read as RFC 4180 says`(text: String, rows: [[String]]) throws {
    #expect(try read(text) == rows)
  }

  @Test(arguments: [
    ("5\" 配管,x", ["5\" 配管", "x"]),
    ("\"12\" monitor\",x", ["12\" monitor", "x"]),
    ("\"he said \"hi\" to me\",x", ["he said \"hi\" to me", "x"]),
    ("\"山田\"製作所,x", ["山田製作所", "x"]),
    ("\"山田\" ,x", ["山田", "x"]),
    (" \"山田\",x", [" \"山田\"", "x"]),
    ("\"山田\"", ["山田"]),
  ])
  func `stray quotes are taken as they were meant`(text: String, cells: [String]) throws {
    #expect(try read(text) == [cells])
  }

  @Test(arguments: [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|")])
  func `other delimiters leave commas alone`(delimiter: UInt8) throws {
    let mark = String(UnicodeScalar(delimiter))
    #expect(try read("a,b\(mark)c\n1,000\(mark)\"x\(mark)y\"", delimiter: delimiter) == [["a,b", "c"], ["1,000", "x\(mark)y"]])
  }

  @Test(arguments: 1...7)
  func `chunk borders change nothing`(size: Int) throws {
    let text = "\u{FEFF}会社名,メモ\r\n\"山田\r\n製作所\",\"彼は\"\"はい\"\"と \"a\" b\"\r\n\r\n㈱髙橋,\"x\"y\r\nz"
    #expect(try read(text, chunk: size) == read(text, chunk: 10_000))
  }

  @Test(arguments: [1, 5, 100_000])
  func `reading goes on from any row`(chunk: Int) throws {
    let text = "会社名,メモ\r\n\"山田\r\n製作所\",a\r\n\r\n高橋商店,\"b\"\r\n鈴木工業,c"
    let bytes = Array(text.utf8)
    let whole = try rows(bytes, chunk: chunk)
    for stop in 0..<whole.count {
      var first = CSVReader(source: chunks(bytes, of: chunk))
      for _ in 0..<stop { _ = try first.next() }
      let position = try #require(first.position)
      var second = CSVReader(from: position, source: chunks(Array(bytes[position.byte...]), of: chunk))
      var rest: [TableRow] = []
      while let row = try second.next() { rest.append(row) }
      #expect(rest == Array(whole[stop...]))
    }
  }

  @Test func `positions do not count the byte order mark`() throws {
    var reader = CSVReader(source: chunks(Array("\u{FEFF}a\nb\n".utf8), of: 2))
    _ = try reader.next()
    #expect(reader.position == TablePosition(row: 1, byte: 2))
  }

  @Test(arguments: [
    ("a,b\nc,\"d\ne,f\n", "open_quote", "2行目"),
    ("a\nb\u{0}c\n", "nul_byte", "2行目"),
    ("a\n\"b\u{0}c\"\n", "nul_byte", "2行目"),
    ("a\n1,2,3,4,5,6\n", "too_many_columns", "2行目"),
    ("a\nb\n12345678901,2\n", "cell_too_long", "3行目1列目"),
    ("a\nb\n1,\"12345678901\"\n", "cell_too_long", "3行目"),
    ("a\n1234567890,1234567890,1234567890\n", "row_too_long", "2行目"),
  ])
  func `a file that is no such table says where and what to do`(text: String, code: String, place: String) {
    var limits = TableLimits()
    (limits.columns, limits.cellBytes, limits.rowBytes) = (5, 10, 30)
    #expect {
      try rows(Array(text.utf8), chunk: 4, limits: limits)
    } throws: { error in
      guard let problem = (error as? Problems)?.all.first else { return false }
      return problem.code == code && problem.message.ja.contains(place) && problem.message.en.contains("ow ")
    }
  }

  @Test func `a quote that never ends is refused before the file is in memory`() throws {
    var given = 0
    var reader = CSVReader {
      given += 1
      return given == 1 ? Array("a\n\"b".utf8) : [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    }
    _ = try reader.next()
    #expect(throws: Problems.self) { try reader.next() }
    #expect(given < 20)
  }

  @Test func `a limit of columns is met exactly`() throws {
    let wide = Array(repeating: "x", count: 1_000).joined(separator: ",")
    #expect(try read(wide)[0].count == 1_000)
    #expect(throws: Problems.self) { try read(wide + ",x") }
  }

  @Test func `no bytes at all stop the reader, and what was read writes and reads back the same`() {
    let text = Array("\u{FEFF}'=1,\"山田\"\"x\" y\",\r\n\"a\nb\";c|d\te\r\r\n\"x".utf8)
    for at in 0...text.count {
      fuzzCSV(Array(text[..<at]))
      for byte in [0, 10, 13, 34, 39, 44, 255] as [UInt8] { fuzzCSV(Array(text[..<at]) + [byte] + Array(text[at...])) }
    }
  }

  private func read(_ text: String, delimiter: UInt8 = UInt8(ascii: ","), chunk: Int = 3) throws -> [[String]] {
    try rows(Array(text.utf8), delimiter: delimiter, chunk: chunk).map(\.cells)
  }

  @discardableResult
  private func rows(
    _ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ","), chunk: Int, limits: TableLimits = .standard
  ) throws -> [TableRow] {
    var reader = CSVReader(delimiter: delimiter, limits: limits, source: chunks(bytes, of: chunk))
    var rows: [TableRow] = []
    while let row = try reader.next() { rows.append(row) }
    #expect(rows.map(\.number) == Array(1..<(rows.count + 1)))
    return rows
  }
}

/// A text in chunks of `size` bytes, whatever characters that cuts.
func chunks(_ bytes: [UInt8], of size: Int) -> () -> [UInt8]? {
  var at = 0
  return {
    guard at < bytes.count else { return nil }
    defer { at = min(at + size, bytes.count) }
    return Array(bytes[at..<min(at + size, bytes.count)])
  }
}
