/// Rows of text from a file that somebody made with a spreadsheet, and back: what file formats and import agree on.
package protocol TableReader {
  /// The next row's cells, `nil` after the last. Throws `Problems` when the file is no such table.
  mutating func next() throws -> TableRow?
}

/// One row with the number a person would find it under (1 = the heading row of a usual file).
package struct TableRow: Sendable, Hashable {
  package let number: Int
  package var cells: [String]

  package init(number: Int, cells: [String]) {
    self.number = number
    self.cells = cells
  }
}

/// Writes rows of typed-as-text cells to a file.
package protocol TableWriter {
  mutating func write(_ cells: [String]) throws
  /// Ends the file; nothing may be written after it.
  mutating func finish() throws
}
