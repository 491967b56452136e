package import Kernel

/// Writes a CSV or TSV file that spreadsheets in Japan open as it is meant: CRLF, quotes where needed, cells that no spreadsheet
/// takes for formulas (`CellGuard`), headings in the first row.
package struct CSVWriter: TableWriter {
  private let kinds: [TableColumn.Kind]
  private let delimiter: UInt8
  private let sink: ([UInt8]) throws -> Void
  private var pending: [UInt8] = []

  /// Writes the heading row at once. `sink` takes UTF-8, in pieces of about 64 KB that never cut a character.
  package init(
    columns: [TableColumn], delimiter: UInt8 = UInt8(ascii: ","), sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    kinds = columns.map(\.kind)
    self.delimiter = delimiter
    self.sink = sink
    pending.reserveCapacity(Self.pieceBytes * 2)
    appendRow(columns.map(\.heading), kinds: [])
  }

  package mutating func write(_ cells: [String]) throws {
    appendRow(cells, kinds: kinds)
    if pending.count >= Self.pieceBytes { try flush() }
  }

  package mutating func finish() throws { try flush() }

  private mutating func flush() throws {
    if pending.isEmpty { return }
    try sink(pending)
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func appendRow(_ cells: [String], kinds: [TableColumn.Kind]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { pending.append(delimiter) }
      appendCell(cell, kind: index < kinds.count ? kinds[index] : .text)
    }
    // A lone empty cell would read back as a blank line.
    if cells.count == 1, cells[0].isEmpty { pending += [.quote, .quote] }
    pending += [.carriageReturn, .lineFeed]
  }

  private mutating func appendCell(_ cell: String, kind: TableColumn.Kind) {
    var cell = cell
    cell.withUTF8 { bytes in
      let isGuarded = CellGuard.needsGuard(bytes, in: kind)
      guard needsQuotes(bytes) else {
        if isGuarded { pending.append(.apostrophe) }
        pending.append(contentsOf: bytes)
        return
      }
      pending.append(.quote)
      if isGuarded { pending.append(.apostrophe) }
      for byte in bytes {
        if byte == .quote { pending.append(.quote) }
        pending.append(byte)
      }
      pending.append(.quote)
    }
  }

  /// Delimiters, quotes, line ends, and spaces at an end, which some readers trim.
  private func needsQuotes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return false }
    if first == .space || last == .space { return true }
    return bytes.contains { $0 == delimiter || $0 == .quote || $0 == .lineFeed || $0 == .carriageReturn }
  }

  private static let pieceBytes = 64 << 10
}
