/// Rows of text from a file that somebody made with a spreadsheet, and back: what file formats and import agree on.
package protocol TableReader {
  /// The next row's cells, `nil` after the last. Throws `Problems` when the file is no such table.
  mutating func next() throws -> TableRow?
  /// Where the next row begins, so that an interrupted import goes on there; `nil`: go on by skipping rows.
  var position: TablePosition? { get }
}

extension TableReader {
  package var position: TablePosition? { nil }
}

/// One row with the number a person would find it under (1 = the heading row of a usual file).
package struct TableRow: Sendable, Hashable {
  package let number: Int
  package var cells: [String]
  /// Cells of this row that could not be read, such as `#REF!`; they stand in `cells` as empty.
  package var problems: [Problem]

  package init(number: Int, cells: [String], problems: [Problem] = []) {
    self.number = number
    self.cells = cells
    self.problems = problems
  }
}

/// Writes rows of typed-as-text cells to a file.
package protocol TableWriter {
  mutating func write(_ cells: [String]) throws
  /// Ends the file; nothing may be written after it.
  mutating func finish() throws
}

/// The place between two rows of a file: after `row` rows, at `byte` of its text in UTF-8 without byte order mark.
package struct TablePosition: Sendable, Hashable {
  package let row: Int
  package let byte: Int

  package init(row: Int, byte: Int) {
    self.row = row
    self.byte = byte
  }

  package static let start = TablePosition(row: 0, byte: 0)
}

/// One column of a file to be written: its heading, and what its cells mean to a spreadsheet.
package struct TableColumn: Sendable, Hashable {
  /// `day` cells are `2026-11-22`, `instant` cells `2026-11-22 09:30` (seconds optional) in the reader's zone, numbers `-1234.5`.
  package enum Kind: Sendable, Hashable { case text, number, phone, day, instant }

  package let heading: String
  package let kind: Kind

  package init(_ heading: String, _ kind: Kind = .text) {
    self.heading = heading
    self.kind = kind
  }
}

/// How large a table from outside may be before it is refused: what keeps a hostile file from eating the server.
package struct TableLimits: Sendable, Hashable {
  package var columns = 1_000
  package var cellBytes = 1 << 20
  package var rowBytes = 4 << 20
  /// What a workbook may unpack to in all, and how many times its packed size one part may unpack to.
  package var unpackedBytes = 2 << 30
  package var unpackedRatio = 400
  /// The texts that a workbook keeps apart from its sheets and that must be held in memory.
  package var sharedTextBytes = 256 << 20
  package var parts = 2_000

  package init() {}
  package static let standard = TableLimits()
}
