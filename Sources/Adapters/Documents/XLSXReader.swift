import Foundation
package import Kernel

/// Reads one sheet of an Excel workbook (.xlsx) row by row, as text that a person would have typed.
///
/// - Rows carry the number they have in Excel; rows that the file leaves out are passed over, empty cells at a row's end too.
/// - Text stays as it is (`0312345678`), numbers come without exponent or rounding noise (`7876665288245`), days and times in
///   ISO form as far as their format shows them (`2026-11-22`, `2026-11-22 09:30`), codes with the leading zeros their format
///   shows, truth as `TRUE` and `FALSE`.
/// - A formula counts as the value Excel last saw. A cell with an error, or a formula without a value, is empty and named in the
///   row's `problems`.
/// - Passwords, damage, ZIP bombs and XML entities are `Problems`.
package struct XLSXReader: TableReader {
  package let sheetNames: [String]
  private let xml: XMLPull
  private let texts: [String]
  private let shapes: [NumberShape]
  private let numbers: SheetNumber
  private let limits: TableLimits
  private var lastRow = 0
  private var isInData = false
  private var width = 0

  /// `sheet`: the name of the sheet; `nil`: the first that is not hidden.
  package init(path: String, sheet: String? = nil, limits: TableLimits = .standard) throws {
    if let fault = CompoundFile.fault(path: path) { throw fault.problems }
    try self.init(ZipArchive(path: path, limits: limits), sheet: sheet, limits: limits)
  }

  package init(bytes: [UInt8], sheet: String? = nil, limits: TableLimits = .standard) throws {
    if let fault = CompoundFile.fault(bytes) { throw fault.problems }
    try self.init(ZipArchive(bytes: bytes, limits: limits), sheet: sheet, limits: limits)
  }

  private init(_ archive: ZipArchive, sheet: String?, limits: TableLimits) throws {
    let workbook = try Workbook(archive)
    sheetNames = workbook.sheetNames
    numbers = workbook.numbers
    texts = try workbook.sharedTexts(limits: limits)
    shapes = try workbook.numberShapes()
    xml = try XMLPull(workbook.sheet(sheet))
    self.limits = limits
  }

  package mutating func next() throws -> TableRow? {
    while let event = try xml.next() {
      if xml.isAt("sheetData") { isInData = event == .start }
      if isInData, event == .start, xml.isAt("row") { return try row() }
    }
    return nil
  }

  private mutating func row() throws -> TableRow {
    var number = lastRow + 1
    xml.attributes {
      if $0.isNamed("r"), let stated = $0.number, stated > number, stated <= Self.lastRowOfSheet { number = stated }
    }
    lastRow = number
    var row = TableRow(number: number, cells: [])
    row.cells.reserveCapacity(width)
    var column = -1
    var bytes = 0
    while let event = try xml.next() {
      if event == .end, xml.isAt("row") { break }
      guard event == .start, xml.isAt("c") else { continue }
      var cell = SheetCell()
      var stated: Int?
      xml.attributes { attribute in
        if attribute.isNamed("r") { stated = CellReference.column(attribute.value) }
        cell.receive(attribute)
      }
      column = stated ?? column + 1
      try cell.read(xml, limit: limits.cellBytes, at: { CellReference.text(column: column, row: number) })

      let value = value(of: cell)
      if let problem = value.problem(at: CellReference.text(column: column, row: number)) { row.problems.append(problem) }
      guard case .text(let text) = value, !text.isEmpty else { continue }
      guard column < limits.columns else { throw WorkbookFault.tooManyColumns(row: number, limit: limits.columns).problems }
      bytes += text.utf8.count
      guard bytes <= limits.rowBytes else { throw WorkbookFault.longRow(row: number, limit: limits.rowBytes).problems }
      while row.cells.count <= column { row.cells.append("") }
      row.cells[column] = text
    }
    width = row.cells.count
    return row
  }

  private func value(of cell: SheetCell) -> CellValue {
    if cell.content.isEmpty, cell.hasFormula, cell.kind != .formulaText { return .missing }
    switch cell.kind {
    case .shared:
      guard let index = Int(cell.content) else { return .text("") }
      return texts.indices.contains(index) ? .text(texts[index]) : .lost
    case .inline, .formulaText: return .text(cell.content)
    case .truth: return .text(cell.content == "1" || cell.content == "true" ? "TRUE" : cell.content.isEmpty ? "" : "FALSE")
    case .error: return .error(cell.content)
    case .date: return .text(SheetNumber.isoText(cell.content))
    case .number:
      if cell.content.isEmpty { return .text("") }
      return .text(numbers.text(cell.content, as: shapes.indices.contains(cell.style) ? shapes[cell.style] : .plain))
    }
  }

  private static let lastRowOfSheet = 1_048_576
}

/// What a cell says, or why it says nothing.
private enum CellValue {
  case text(String)
  /// A formula that no spreadsheet has calculated yet.
  case missing
  case error(String)
  /// Refers to a shared text that is not there.
  case lost

  func problem(at cell: @autoclosure () -> String) -> Problem? {
    switch self {
    case .text: return nil
    case .missing:
      let cell = cell()
      return Problem(
        "formula_without_value", ja: "セル\(cell)の数式に計算結果がありません。Excelで開いて保存し直すか、値にしてください。",
        en: "The formula in cell \(cell) has no result. Open and save the file in Excel, or replace it by its value.")
    case .error(let text):
      let cell = cell()
      return Problem(
        "cell_error", ja: "セル\(cell)がエラー (\(text)) です。数式を直すか、値を入力してください。",
        en: "Cell \(cell) holds the error \(text). Mend the formula or type the value.")
    case .lost:
      let cell = cell()
      return Problem(
        "cell_error", ja: "セル\(cell)の文字列がファイルにありません。Excelで開いて保存し直してください。",
        en: "The text of cell \(cell) is missing from the file. Open and save the file in Excel.")
    }
  }
}

/// A cell as the sheet holds it, before it is understood.
private struct SheetCell {
  enum Kind { case number, shared, inline, formulaText, truth, error, date }

  var kind = Kind.number
  var style = -1
  var hasFormula = false
  var content = ""

  mutating func receive(_ attribute: XMLAttribute) {
    if attribute.isNamed("s") { style = attribute.number ?? -1 }
    guard attribute.isNamed("t") else { return }
    switch attribute.text {
    case "s": kind = .shared
    case "inlineStr": kind = .inline
    case "str": kind = .formulaText
    case "b": kind = .truth
    case "e": kind = .error
    case "d": kind = .date
    default: kind = .number
    }
  }

  /// Reads up to the end of the cell.
  mutating func read(_ xml: XMLPull, limit: Int, at place: () -> String) throws {
    var text = SheetText()
    var isInValue = false
    while let event = try xml.next() {
      switch event {
      case .end where xml.isAt("c"):
        content = text.taken()
        return
      case .text where isInValue: text.append(xml.text)
      case .start, .end:
        if xml.isAt("v") {
          isInValue = event == .start
        } else if xml.isAt("f") {
          hasFormula = true
        } else if kind == .inline {
          text.receive(event, xml)
        }
      case .text: if kind == .inline { text.receive(event, xml) }
      }
      if text.count > limit { throw WorkbookFault.longCell(cell: place(), limit: limit).problems }
    }
  }
}
