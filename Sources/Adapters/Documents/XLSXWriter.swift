import CXlsxWriter
import Foundation
package import Kernel

/// Writes an Excel workbook (.xlsx) with one sheet: bold headings that stay in view, a filter, text that keeps its leading
/// zeros, days, times and numbers as what they are.
///
/// Rows go to a temporary file at once, so a workbook of any length is written in the memory of one row. A cell whose text
/// does not fit the kind of its column (a note in a number column, a number that a spreadsheet would round) is written as text.
package struct XLSXWriter: TableWriter {
  private let book: Book
  private let kinds: [TableColumn.Kind]
  private var row: UInt32 = 0

  /// Writes the heading row at once. `scratch`: a folder for temporary files, `nil`: the system's.
  package init(path: String, columns: [TableColumn], sheet: String = "データ", scratch: String? = nil) throws {
    kinds = columns.map(\.kind)
    book = try Book(path: path, sheet: sheet, scratch: scratch)
    for (index, column) in columns.enumerated() {
      let width = max(Self.width(of: column.kind), Double(min(column.heading.count, 20)) * 2 + 4)
      worksheet_set_column(book.sheet, UInt16(index), UInt16(index), width, nil)
      try book.put(column.heading, 0, UInt16(index), book.heading)
    }
    worksheet_freeze_panes(book.sheet, 1, 0)
  }

  package mutating func write(_ cells: [String]) throws {
    guard row + 1 < Self.rowsOfSheet else { throw Self.tooLong }
    row += 1
    for (index, cell) in cells.enumerated() where !cell.isEmpty {
      try put(cell, kind: index < kinds.count ? kinds[index] : .text, UInt16(clamping: index))
    }
  }

  package mutating func finish() throws {
    if !kinds.isEmpty { worksheet_autofilter(book.sheet, 0, 0, row, UInt16(kinds.count - 1)) }
    try book.close()
  }

  private func put(_ cell: String, kind: TableColumn.Kind, _ column: UInt16) throws {
    switch kind {
    case .number:
      if let number = Self.exactNumber(cell) {
        return try book.check(worksheet_write_number(book.sheet, row, column, number, nil))
      }
    case .day:
      if let day = Day(cell), let serial = Self.serial(day) {
        return try book.check(worksheet_write_number(book.sheet, row, column, serial, book.day))
      }
    case .instant:
      if let serial = Self.serial(moment: cell) {
        return try book.check(worksheet_write_number(book.sheet, row, column, serial, book.instant))
      }
    case .text, .phone: break
    }
    try book.put(cell, row, column, book.text)
  }

  /// The number, when a spreadsheet holds it without changing a digit: at most 15 of them, and no zeros that would be lost.
  private static func exactNumber(_ cell: String) -> Double? {
    let parts = (cell.hasPrefix("-") ? cell.dropFirst() : cell[...]).split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2, !whole.isEmpty,
      whole.utf8.count + (parts.dropFirst().first?.utf8.count ?? 0) <= 15,
      parts.allSatisfy({ !$0.isEmpty && isDigits($0) }), whole == "0" || !whole.hasPrefix("0")
    else { return nil }
    if parts.count == 2, parts[1].hasSuffix("0") { return nil }
    return cell == "-0" ? nil : Double(cell)
  }

  private static func serial(_ day: Day) -> Double? {
    let serial = day - firstSafeDay + 61
    return serial >= 61 && serial < 2_958_466 ? Double(serial) : nil
  }

  /// Reads `2026-11-22 09:30` or `2026-11-22 09:30:15`.
  private static func serial(moment cell: String) -> Double? {
    guard let day = Day(cell.prefix(10)), let serial = serial(day) else { return nil }
    let rest = cell.dropFirst(10)
    guard rest.first == " " || rest.first == "T" else { return nil }
    let parts = rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 && isDigits($0) }) else { return nil }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count, numbers[0] < 24, numbers[1] < 60, numbers.last ?? 0 < 60 else { return nil }
    let seconds = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
    return serial + Double(seconds) / 86_400
  }

  private static func isDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { (48...57).contains($0) } }

  private static func width(of kind: TableColumn.Kind) -> Double {
    switch kind {
    case .text: 18
    case .number: 14
    case .phone: 16
    case .day: 12
    case .instant: 20
    }
  }

  /// 1900-03-01, the first day on which spreadsheets and the calendar agree.
  private static let firstSafeDay = Day(number: -25_508)
  private static let rowsOfSheet: UInt32 = 1_048_576
  private static let tooLong = Problems([
    Problem(
      "too_many_rows", ja: "Excelブックに入る行数 (1,048,576行) を超えています。CSVで書き出すか、条件で絞り込んでください。",
      en: "There are more rows than an Excel workbook can hold (1,048,576). Export as CSV, or filter first.")
  ])
}

/// The workbook being written; closed by `close`, thrown away when that never came.
private final class Book {
  private var handle: UnsafeMutablePointer<lxw_workbook>?
  let sheet: UnsafeMutablePointer<lxw_worksheet>
  let heading, text, day, instant: UnsafeMutablePointer<lxw_format>?
  private let path: String

  init(path: String, sheet name: String, scratch: String?) throws {
    self.path = path
    let folder = scratch.flatMap { strdup($0) }
    defer { free(folder) }
    var options = lxw_workbook_options()
    options.constant_memory = 1
    options.tmpdir = folder
    guard let book = workbook_new_opt(path, &options) else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    guard let sheet = workbook_add_worksheet(book, name) else {
      lxw_workbook_free(book)
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    func format(_ code: String) -> UnsafeMutablePointer<lxw_format>? {
      let format = workbook_add_format(book)
      format_set_num_format(format, code)
      return format
    }
    handle = book
    self.sheet = sheet
    heading = workbook_add_format(book)
    format_set_bold(heading)
    text = format("@")
    day = format("yyyy/mm/dd")
    instant = format("yyyy/mm/dd hh:mm:ss")
  }

  deinit { if let handle { lxw_workbook_free(handle) } }

  /// Text as text, whatever it looks like: never a formula, never a number.
  func put(_ text: String, _ row: UInt32, _ column: UInt16, _ format: UnsafeMutablePointer<lxw_format>?) throws {
    let code = worksheet_write_string(sheet, row, column, Self.writable(text), format)
    if code == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED { throw Self.tooLong(row: row, column: column) }
    try check(code)
  }

  func check(_ code: lxw_error) throws {
    guard code == LXW_NO_ERROR else {
      throw CocoaError(
        .fileWriteUnknown,
        userInfo: [NSFilePathErrorKey: path, NSLocalizedDescriptionKey: lxw_strerror(code).map { String(cString: $0) } ?? "?"])
    }
  }

  func close() throws {
    guard let open = handle else { return }
    handle = nil
    try check(workbook_close(open))
  }

  /// Without the three characters that no workbook can hold, and safe from being taken for an escape.
  private static func writable(_ text: String) -> String {
    let text = SheetText.escaped(text)
    func isUnwritable(_ scalar: Unicode.Scalar) -> Bool { scalar.value == 0 || scalar.value == 0xFFFE || scalar.value == 0xFFFF }
    guard text.unicodeScalars.contains(where: isUnwritable) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isUnwritable($0) }))
  }

  private static func tooLong(row: UInt32, column: UInt16) -> Problems {
    let cell = CellReference.text(column: Int(column), row: Int(row) + 1)
    return Problems([
      Problem(
        "cell_too_long", ja: "セル\(cell)の文字数がExcelの上限 (32,767文字) を超えています。CSVで書き出してください。",
        en: "Cell \(cell) holds more characters than Excel allows (32,767). Export as CSV.")
    ])
  }
}
