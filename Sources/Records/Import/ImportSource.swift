import Foundation
import Japan
package import Kernel

/// A file to be imported, which can be opened as often as needed and from any row on.
package struct ImportSource: Sendable {
  /// What the file was found to be, for people: `Shift_JIS（CP932）`.
  package let format: TableFormat
  /// The number of the row with the headings; 0 for cards, which have none.
  package let headingRow: Int
  /// How many places could not be read in the encoding that comes next in question.
  let unreadable: (encoding: TextEncoding, places: Int)?
  private let reader: @Sendable (TablePosition) throws -> any TableReader

  /// - Parameters:
  ///   - reading: what somebody said of it; the rest is found out.
  ///   - workbook: opens an Excel workbook; given by who knows the adapter.
  package init(
    path: String, reading: ImportReading = ImportReading(), workbook: @escaping @Sendable (_ path: String) throws -> any TableReader
  ) throws {
    let url = URL(filePath: path)
    var (format, unreadable) = try TableFormat.look(encoding: reading.encoding) { try chunks(ofFileAt: url) }
    let reader: @Sendable (TablePosition) throws -> any TableReader
    switch format {
    case .workbook: reader = { position in try Self.skipping(position.row, try workbook(path)) }
    case .cards: reader = { position in try Self.skipping(position.row, VCardReader(source: try chunks(ofFileAt: url))) }
    case .text(let encoding, let found):
      let delimiter = reading.delimiter ?? found
      format = .text(encoding, delimiter: delimiter)
      reader = { position in
        CSVReader(encoding: encoding, delimiter: delimiter, from: position, source: try chunks(ofFileAt: url))
      }
    }
    self.format = format
    self.unreadable = unreadable
    self.reader = reader
    headingRow = try format == .cards ? 0 : reading.headingRow ?? HeadingRow.guess(reader(.start))
  }

  package func open(at position: TablePosition = .start) throws -> any TableReader { try reader(position) }

  /// What the columns are called.
  package func headings() throws -> [String] {
    if format == .cards { return VCardReader.headings }
    var reader = try open()
    while let row = try reader.next() {
      if row.number >= headingRow, !row.isBlank { return row.cells.map { ExcelDamage.trimmed($0) } }
    }
    throw Problems([
      Problem("no_rows", ja: "ファイルに行がありません。見出しとデータのあるファイルを選んでください。", en: "The file has no rows. Choose one with headings and data.")
    ])
  }

  /// Reads the whole file once, so that a fault in its last row is known before its first is written.
  package func survey() throws -> ImportSurvey { try forEachRow { _ in true } }

  /// Goes through the rows below the headings that are not blank, until `each` has seen enough.
  func forEachRow(_ each: (TableRow) throws -> Bool) throws -> ImportSurvey {
    var reader = try open()
    var survey = ImportSurvey()
    while let row = try reader.next() {
      guard row.number > headingRow else { continue }
      if row.isBlank {
        survey.blank += 1
        continue
      }
      survey.rows += 1
      guard try each(row) else { break }
    }
    return survey
  }

  /// Workbooks and cards have no place to go on from but the number of the row.
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
