import Foundation
package import Japan
package import Kernel

/// A file to be imported, which can be opened as often as needed and from any row on.
package struct ImportSource: Sendable {
  /// What the file was found to be, for people: `Shift_JIS（CP932）`.
  package let format: TableFormat
  private let reader: @Sendable (TablePosition) throws -> any TableReader

  /// - Parameters:
  ///   - encoding: what somebody said it is; `nil`: look.
  ///   - workbook: opens an Excel workbook; given by who knows the adapter.
  package init(
    path: String, encoding: TextEncoding? = nil, workbook: @escaping @Sendable (_ path: String) throws -> any TableReader
  ) throws {
    let url = URL(filePath: path)
    let format = try TableFormat.detect(encoding: encoding) { try chunks(ofFileAt: url) }
    self.format = format
    switch format {
    case .workbook: reader = { position in try Self.skipping(position.row, try workbook(path)) }
    case .text(let encoding, let delimiter):
      reader = { position in
        CSVReader(encoding: encoding, delimiter: delimiter, from: position, source: try chunks(ofFileAt: url))
      }
    }
  }

  package func open(at position: TablePosition = .start) throws -> any TableReader { try reader(position) }

  /// The first row that is not blank, as a heading row.
  package func headings() throws -> [String] {
    var reader = try open()
    while let row = try reader.next() {
      if !row.isBlank { return row.cells.map { ExcelDamage.trimmed($0) } }
    }
    throw Problems([
      Problem("no_rows", ja: "ファイルに行がありません。見出しとデータのあるファイルを選んでください。", en: "The file has no rows. Choose one with headings and data.")
    ])
  }

  /// Reads the whole file once, so that a fault in its last row is known before its first is written.
  package func survey() throws -> ImportSurvey {
    var reader = try open()
    var survey = ImportSurvey()
    var hasHeadings = false
    while let row = try reader.next() {
      if row.isBlank { survey.blank += hasHeadings ? 1 : 0 } else if hasHeadings { survey.rows += 1 } else { hasHeadings = true }
    }
    return survey
  }

  /// Workbooks have no place to go on from but the number of the row.
  private static func skipping(_ row: Int, _ reader: any TableReader) throws -> any TableReader {
    guard row > 0 else { return reader }
    return RowsAfter(row: row, reader: reader)
  }
}

/// How many rows a file has, without its headings.
package struct ImportSurvey: Sendable, Hashable {
  package var rows = 0
  package var blank = 0
}

/// The rows of a table whose number is higher than one that was done already.
private struct RowsAfter: TableReader {
  let row: Int
  var reader: any TableReader

  mutating func next() throws -> TableRow? {
    while let next = try reader.next() {
      if next.number > row { return next }
    }
    return nil
  }
}

extension TableRow {
  /// Nothing but spaces.
  var isBlank: Bool {
    problems.isEmpty
      && cells.allSatisfy { cell in
        cell.isEmpty || cell.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
      }
  }
}
