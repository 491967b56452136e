package import Japan
package import Kernel

/// Writes a CSV or TSV file that spreadsheets in Japan open as it is meant: CRLF, quotes where needed, cells that no spreadsheet
/// takes for formulas (`CellGuard`), headings in the first row.
package struct CSVWriter: TableWriter {
  private let kinds: [TableColumn.Kind]
  private let delimiter: UInt8
  private let encoding: TextEncoding
  private let sink: ([UInt8]) throws -> Void
  /// Whole rows in UTF-8 that wait for the sink.
  private var pending: [UInt8] = []
  /// Characters that the encoding has no place for, written as 〓: to be told to the person who exports.
  package private(set) var replaced: [Character] = []

  /// Writes the heading row at once. `sink` takes the file's bytes in pieces of about 64 KB, each a number of whole rows.
  package init(
    columns: [TableColumn], encoding: TextEncoding = .utf8WithBOM, delimiter: UInt8 = UInt8(ascii: ","),
    sink: @escaping ([UInt8]) throws -> Void
  ) throws {
    kinds = columns.map(\.kind)
    self.encoding = encoding
    self.delimiter = delimiter
    self.sink = sink
    pending.reserveCapacity(Self.pieceBytes * 2)
    switch encoding {
    case .utf8, .cp932: break
    case .utf8WithBOM, .utf16LittleEndian, .utf16BigEndian: pending += "\u{FEFF}".utf8
    }
    appendRow(columns.map(\.heading), kinds: [])
  }

  package mutating func write(_ cells: [String]) throws {
    appendRow(cells, kinds: kinds)
    if pending.count >= Self.pieceBytes { try flush() }
  }

  package mutating func finish() throws { try flush() }

  private mutating func flush() throws {
    if pending.isEmpty { return }
    try sink(encoded(pending))
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func encoded(_ rows: [UInt8]) -> [UInt8] {
    switch encoding {
    case .utf8, .utf8WithBOM: return rows
    case .cp932:
      let text = CP932.encode(String(decoding: rows, as: UTF8.self))
      for character in text.replaced where !replaced.contains(character) { replaced.append(character) }
      return text.bytes
    case .utf16LittleEndian:
      return String(decoding: rows, as: UTF8.self).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16BigEndian:
      return String(decoding: rows, as: UTF8.self).utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
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
