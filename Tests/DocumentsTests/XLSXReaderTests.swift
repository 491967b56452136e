import Foundation
import Kernel
import Testing

@testable import Documents

@Suite struct XLSXReaderTests {
  @Test func `a sheet reads as a person would have typed it`() throws {
    let rows = try rows("leads.xlsx")
    #expect(rows.map(\.number) == [1, 2, 4, 5])
    #expect(
      rows[1].cells == [
        "山田製作所", "0312345678", "7876665288245", "0.3", "10.5%", "2026-11-22", "2026-11-22 09:30", "09:05", "TRUE", "0640941",
      ])
    #expect(rows[2].cells == ["㈱髙橋商店", "", "-1234.5", "", "", "2026-11-22", "", "", "FALSE", "064-0941"])
    #expect(rows[3].cells == ["  前後 \n改行"])
  }

  @Test func `a formula that was never calculated is named`() throws {
    let problem = try #require(rows("leads.xlsx")[3].problems.first)
    #expect(problem.code == "formula_without_value")
    #expect(problem.message.ja.contains("B5"))
  }

  @Test func `a named sheet is read, an unknown one refused with the names there are`() throws {
    #expect(try rows("leads.xlsx", sheet: "取引先").map(\.cells) == [["取引先名"], ["鈴木工業"]])
    #expect(try XLSXReader(path: fixture("leads.xlsx")).sheetNames == ["見込み客", "取引先"])
    #expect(fault("leads.xlsx", sheet: "商談")?.code == "no_sheet")
    #expect(fault("leads.xlsx", sheet: "商談")?.message.ja.contains("見込み客、取引先") == true)
  }

  @Test func `days count from 1904 where the file says so`() throws {
    #expect(try rows("from-1904.xlsx").map(\.cells) == [["2026-11-22", "1904-01-02"]])
  }

  @Test func `readings, gaps, runs and escapes are understood`() throws {
    let rows = try rows("odd.xlsx")
    #expect(rows.map(\.number) == [2, 3, 5, 6, 7])
    #expect(rows[0].cells == ["", "髙橋 一郎", "山田 製作所", "", "", "1行目\r\n2行目 _x000D_"])
    #expect(rows[1].cells == [])
    #expect(rows[2].cells == [])
    #expect(rows[4].cells == ["7876665288245", "0.1", "0.001", "インライン"])
  }

  @Test func `the first sheet that is shown is read`() throws {
    #expect(try rows("odd.xlsx", sheet: "隠し").first?.cells == ["隠れた行"])
  }

  @Test func `cells without a value are named and the rest of the row is kept`() throws {
    let row = try rows("odd.xlsx")[3]
    #expect(row.cells == ["", "", "2", "文字", "2026-11-22"])
    #expect(row.problems.map(\.code) == ["cell_error", "formula_without_value", "cell_error"])
    #expect(row.problems[0].message.en.contains("A6") && row.problems[0].message.en.contains("#DIV/0!"))
    #expect(row.problems[1].message.en.contains("B6"))
    #expect(row.problems[2].message.en.contains("F6"))
  }

  @Test(arguments: [
    ("entities.xlsx", "broken_file"), ("outside.xlsx", "broken_file"), ("bomb.xlsx", "too_large"),
    ("no-sheet.xlsx", "no_workbook"),
    ("cut-off.xlsx", "broken_file"), ("damaged.xlsx", "broken_file"), ("old.xls", "old_format"), ("password.xlsx", "password"),
    ("make.py", "broken_file"),
  ])
  func `a file that is no honest workbook says what to do`(name: String, code: String) throws {
    #expect(fault(name)?.code == code)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture(name))))
    #expect(fault { try XLSXReader(bytes: bytes) }?.code == code)
  }

  @Test func `what really unpacks counts, not what the file says`() throws {
    var limits = TableLimits()
    limits.unpackedBytes = 3_000
    #expect(fault { try XLSXReader(path: fixture("leads.xlsx"), limits: limits) }?.code == "too_large")
  }

  @Test func `limits of columns, cells, parts and shared texts hold`() throws {
    func code(_ name: String = "leads.xlsx", _ change: (inout TableLimits) -> Void) -> String? {
      var limits = TableLimits()
      change(&limits)
      return fault { try XLSXReader(path: fixture(name), limits: limits) }?.code
    }
    #expect(code { $0.columns = 9 } == "too_many_columns")
    #expect(code { $0.columns = 10 } == nil)
    #expect(code { $0.cellBytes = 8 } == "cell_too_long")
    #expect(code { $0.rowBytes = 40 } == "row_too_long")
    #expect(code { $0.parts = 3 } == "too_large")
    #expect(code("odd.xlsx") { $0.sharedTextBytes = 100 } == "too_large")
  }

  @Test func `no bytes at all, cut or changed anywhere, stop the reader`() throws {
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("odd.xlsx"))))
    for at in stride(from: 0, to: whole.count, by: 7) {
      fuzzXLSX(Array(whole[..<at]))
      var changed = whole
      changed[at] ^= 0x5A
      fuzzXLSX(changed)
    }
  }

  private func rows(_ name: String, sheet: String? = nil) throws -> [TableRow] {
    var reader = try XLSXReader(path: fixture(name), sheet: sheet)
    return try all(&reader)
  }

  private func fault(_ name: String, sheet: String? = nil) -> Problem? {
    fault { try XLSXReader(path: fixture(name), sheet: sheet) }
  }

  private func fault(_ open: () throws -> XLSXReader) -> Problem? {
    do {
      var reader = try open()
      _ = try all(&reader)
      return nil
    } catch {
      return (error as? Problems)?.all.first
    }
  }
}

func all(_ reader: inout XLSXReader) throws -> [TableRow] {
  var rows: [TableRow] = []
  while let row = try reader.next() { rows.append(row) }
  return rows
}

private func fixture(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/tables/\(name)").standardized.path
}
