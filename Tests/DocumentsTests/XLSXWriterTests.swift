import Foundation
import Kernel
import Testing

@testable import Documents

@Suite struct XLSXWriterTests {
  private static let columns = [
    TableColumn("会社名"), TableColumn("電話番号", .phone), TableColumn("金額", .number), TableColumn("獲得日", .day),
    TableColumn("更新日時", .instant),
  ]
  private static let rows = [
    ["山田製作所", "0312345678", "1200000", "2026-11-22", "2026-11-22 09:30"],
    ["=1+1", "+81-3-1234-5678", "-1234.5", "1900-01-01", "2026-11-22 09:30:15"],
    ["'=1", "", "0012", "未定", "昨日"],
    ["1行目\r\n2行目\t\u{1}", " 前後 ", "12345678901234567", "9999-12-31", "2026-11-22 00:00"],
    ["_x000D_", "𠮷野家㈱🙂", "0.10", "", ""],
    ["<b>&amp;\"", "007", "0", "2026-02-30", "2026-11-22 24:00"],
  ]

  @Test func `what was written reads back unchanged`() throws {
    try written(Self.rows) { path in
      var reader = try XLSXReader(path: path)
      let rows = try all(&reader)
      #expect(rows.map(\.number) == Array(1...(Self.rows.count + 1)))
      #expect(rows[0].cells == Self.columns.map(\.heading))
      for (row, expected) in zip(rows.dropFirst(), Self.rows) {
        #expect(row.cells + Array(repeating: "", count: max(0, 5 - row.cells.count)) == expected)
      }
    }
  }

  @Test func `a text longer than a cell holds is refused with the name of the cell`() throws {
    #expect {
      try written([["x", String(repeating: "長", count: 32_768)]]) { _ in }
    } throws: { error in
      (error as? Problems)?.all.first?.message.ja.contains("B2") == true
    }
  }

  @Test(.enabled(if: python != nil)) func `another spreadsheet library sees text, numbers, days, filter and frozen headings`()
    throws
  {
    try written(Self.rows) { path in
      let script = """
        import openpyxl, sys
        s = openpyxl.load_workbook(sys.argv[1]).active
        print(s.freeze_panes, s.auto_filter.ref, s["A1"].font.b, s["A2"].font.b)
        for row in s.iter_rows(min_row=2, max_row=3):
            print("|".join(f"{type(c.value).__name__}:{c.value}:{c.data_type}" for c in row))
        """
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(python))
      process.arguments = ["-c", script, path]
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let seen = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      #expect(
        seen == """
          A2 A1:E7 True False
          str:山田製作所:s|str:0312345678:s|int:1200000:n|datetime:2026-11-22 00:00:00:d|datetime:2026-11-22 09:30:00:d
          str:=1+1:s|str:+81-3-1234-5678:s|float:-1234.5:n|str:1900-01-01:s|datetime:2026-11-22 09:30:15:d

          """)
    }
  }

  private func written(_ rows: [[String]], _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "enishi-\(UUID().uuidString).xlsx").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = try XLSXWriter(path: path, columns: Self.columns)
    for row in rows { try writer.write(row) }
    try writer.finish()
    try body(path)
  }
}

/// The Python with openpyxl that the tests' set-up makes.
private let python: String? = {
  let path =
    ProcessInfo.processInfo.environment["ENISHI_TEST_PYTHON"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../.venv/bin/python").standardized.path
  return FileManager.default.isExecutableFile(atPath: path) ? path : nil
}()
