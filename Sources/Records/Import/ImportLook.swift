import Foundation
package import Japan
package import Kernel
package import Metadata

/// What a file turned out to be, for somebody to check before anything is done with it. Kept with the draft of the import, so
/// that its pages need not read the file again.
package struct ImportLook: Sendable, Hashable {
  /// One column: its heading, the first values that differ, and what a new field for them would have to be.
  package struct Column: Sendable, Hashable {
    package let heading: String
    package let samples: [String]
    /// A name of `FieldTypes`: `day`, `integer`, `decimal`, `long_text`, `text`.
    package let type: String
  }

  /// One of the first rows as it stands in the file.
  package struct Row: Sendable, Hashable {
    package let number: Int
    package let cells: [String]
  }

  /// `nil`: an Excel workbook, or contact cards.
  package let encoding: TextEncoding?
  package let delimiter: UInt8?
  package let headingRow: Int
  package let bytes: Int
  package let rows: Int
  package let blank: Int
  package private(set) var columns: [Column]
  package private(set) var preview: [Row]
  /// How many places could not be read in the encoding that comes next in question.
  package let unreadable: (encoding: TextEncoding, places: Int)?

  package static func == (a: ImportLook, b: ImportLook) -> Bool { a.json == b.json }
  package func hash(into hasher: inout Hasher) { hasher.combine(json) }

  package var headings: [String] { columns.map(\.heading) }
  /// Whether the file is one of contact cards, which are read in one way only.
  package var isCards: Bool { headingRow == 0 }

  /// Without what stands in the cells: for the record of an import that has begun.
  package var withoutCells: ImportLook {
    var copy = self
    copy.columns = columns.map { Column(heading: $0.heading, samples: [], type: $0.type) }
    copy.preview = []
    return copy
  }

  private static let previewed = 4
  /// Rows by which the type of a column is judged.
  private static let judged = 500

  /// Reads the whole file once. Throws what keeps it from being read to its last row.
  ///
  /// - Parameter each: hears of every row that is not blank, so that whoever needs the rows for something else need not read again.
  package init(
    of source: ImportSource, at path: String, in context: ParseContext, each: (TableRow) throws -> Void = { _ in }
  ) throws {
    headingRow = source.headingRow
    bytes = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    switch source.format {
    case .workbook, .cards: (encoding, delimiter) = (nil, nil)
    case .text(let found, let separator): (encoding, delimiter) = (found, separator)
    }
    unreadable = source.unreadable
    let headings = try source.headings()
    var columns = headings.map { _ in ColumnLook() }
    var preview: [Row] = []
    var seen = 0
    let survey = try source.forEachRow { row in
      seen += 1
      if preview.count < Self.previewed { preview.append(Row(number: row.number, cells: row.cells)) }
      if seen <= Self.judged {
        for at in columns.indices where at < row.cells.count { columns[at].take(ExcelDamage.trimmed(row.cells[at]), context) }
      }
      try each(row)
      return true
    }
    (rows, blank) = (survey.rows, survey.blank)
    self.preview = preview
    self.columns = zip(headings, columns).map { Column(heading: $0, samples: $1.samples, type: $1.type) }
  }
}

/// What the values of one column have in common.
private struct ColumnLook {
  private(set) var samples: [String] = []
  private var seen = 0
  private var isDay = true
  private var isInteger = true
  private var isDecimal = true
  private var isLong = false

  mutating func take(_ cell: String, _ context: ParseContext) {
    guard !cell.isEmpty else { return }
    if samples.count < 3, !samples.contains(cell) { samples.append(cell) }
    seen += 1
    // A number that begins with 0 is a code, not a quantity.
    let isCode = cell.utf8.count > 1 && cell.hasPrefix("0") && !cell.hasPrefix("0.")
    if isDay { isDay = DayType().parse(cell, in: context).problem == nil }
    if isInteger { isInteger = !isCode && IntegerType().parse(cell, in: context).problem == nil }
    if isDecimal { isDecimal = !isCode && DecimalType(scale: 4).parse(cell, in: context).problem == nil }
    if cell.contains("\n") || cell.count > 200 { isLong = true }
  }

  var type: String {
    if seen == 0 { return TextType.name }
    if isInteger { return IntegerType.name }
    if isDay { return DayType.name }
    if isDecimal { return DecimalType.name }
    return isLong ? LongTextType.name : TextType.name
  }
}

extension ImportLook {
  package init?(json: JSON) {
    guard let headingRow = json["heading_row"]?.integer, let columns = json["columns"]?.array else { return nil }
    func count(_ name: String) -> Int { Int(json[name]?.integer ?? 0) }
    encoding = json["encoding"]?.string.flatMap(TextEncoding.init(rawValue:))
    delimiter = json["delimiter"]?.integer.flatMap { UInt8(exactly: $0) }
    self.headingRow = Int(headingRow)
    bytes = count("bytes")
    rows = count("rows")
    blank = count("blank")
    self.columns = columns.map { column in
      Column(
        heading: column["heading"]?.string ?? "", samples: (column["samples"]?.array ?? []).compactMap(\.string),
        type: column["type"]?.string ?? TextType.name)
    }
    preview = (json["preview"]?.array ?? []).map { row in
      Row(number: Int(row["number"]?.integer ?? 0), cells: (row["cells"]?.array ?? []).compactMap(\.string))
    }
    unreadable = json["unreadable_as"]?.string.flatMap(TextEncoding.init(rawValue:)).map { ($0, count("unreadable")) }
  }

  package var json: JSON {
    func texts(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
    func count(_ number: Int) -> JSON { .integer(Int64(number)) }
    return [
      "encoding": encoding.map { .string($0.rawValue) } ?? .null, "delimiter": delimiter.map { .integer(Int64($0)) } ?? .null,
      "heading_row": count(headingRow), "bytes": count(bytes), "rows": count(rows), "blank": count(blank),
      "columns": .array(columns.map { ["heading": .string($0.heading), "samples": texts($0.samples), "type": .string($0.type)] }),
      "preview": .array(preview.map { ["number": count($0.number), "cells": texts($0.cells)] }),
      "unreadable_as": unreadable.map { .string($0.encoding.rawValue) } ?? .null, "unreadable": count(unreadable?.places ?? 0),
    ]
  }
}
