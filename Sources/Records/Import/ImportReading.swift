package import Japan
package import Kernel

/// How a file is to be read: its encoding, what stands between its cells, and which row holds the headings. What is `nil` is found
/// out from the file itself.
package struct ImportReading: Sendable, Hashable {
  package var encoding: TextEncoding?
  package var delimiter: UInt8?
  /// As a spreadsheet counts, from 1.
  package var headingRow: Int?

  package init(encoding: TextEncoding? = nil, delimiter: UInt8? = nil, headingRow: Int? = nil) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.headingRow = headingRow
  }

  package init(json: JSON) {
    encoding = json["encoding"]?.string.flatMap(TextEncoding.init(rawValue:))
    delimiter = json["delimiter"]?.integer.flatMap { UInt8(exactly: $0) }
    headingRow = json["heading_row"]?.integer.map { Int($0) }
  }

  package var json: JSON {
    [
      "encoding": encoding.map { .string($0.rawValue) } ?? .null, "delimiter": delimiter.map { .integer(Int64($0)) } ?? .null,
      "heading_row": headingRow.map { .integer(Int64($0)) } ?? .null,
    ]
  }
}

/// Finds the row that holds the headings: the first that is not blank, or the first below a title that stands alone in its row.
enum HeadingRow {
  static func guess(_ reader: any TableReader) -> Int {
    var reader = reader
    var rows: [(number: Int, filled: Int)] = []
    while rows.count < looked, let row = try? reader.next() {
      let filled = row.cells.count { !$0.isEmpty }
      if filled > 0 { rows.append((row.number, filled)) }
    }
    guard let first = rows.first else { return 1 }
    let widest = rows.map(\.filled).max() ?? 1
    guard first.filled == 1, widest >= 3 else { return first.number }
    return rows.first { $0.filled * 2 > widest }?.number ?? first.number
  }

  private static let looked = 20
}
