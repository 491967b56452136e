package import Kernel

/// Reads a CSV or TSV file row by row: RFC 4180, and what spreadsheets and people make of it.
///
/// - A row ends with CRLF, LF or CR; a quoted cell may hold delimiters and line ends; `""` is a quote.
/// - A quote inside a cell that did not begin with one is itself: `5" pipe`. A stray quote inside a quoted cell is itself when
///   another quote follows before the next delimiter (`"he said "hi" to me"`); otherwise the quoted part ends there and what
///   follows is appended.
/// - Rows keep the width they have; a blank line is a row without cells, and counts as a spreadsheet counts it.
/// - `'` before `=`, `+`, `-`, `@`, TAB or CR is taken off again: see `CellGuard`.
/// - NUL bytes, rows over the limits and a quote that never ends are `Problems` that name the row.
///
/// The text is UTF-8 and comes in chunks, so a file of any size is read in the memory of its longest row.
package struct CSVReader: TableReader {
  private var text: TextWindow
  private let scanner: CSVScanner
  private let limits: TableLimits
  private var row: Int
  private var width = 0
  /// A byte order mark may still come.
  private var isUntouched: Bool

  /// `source` gives the next chunk of the text, from `position` on, and `nil` at its end.
  package init(
    delimiter: UInt8 = UInt8(ascii: ","), limits: TableLimits = .standard, from position: TablePosition = .start,
    source: @escaping () throws -> [UInt8]?
  ) {
    text = TextWindow(from: position.byte, source: source)
    scanner = CSVScanner(delimiter: delimiter, limits: limits)
    self.limits = limits
    row = position.row
    isUntouched = position.byte == 0
  }

  package var position: TablePosition? { TablePosition(row: row, byte: text.offset) }

  package mutating func next() throws -> TableRow? {
    if isUntouched { try skipByteOrderMark() }
    if text.isEmpty, try !text.grow() { return nil }
    while true {
      var cells: [String] = []
      cells.reserveCapacity(width)
      switch text.withUnread({ scanner.scan($0, isLast: text.isComplete, into: &cells) }) {
      case .row(let length):
        guard length <= limits.rowBytes else { throw CSVFault.longRow.problems(row: row + 1, limits: limits) }
        text.consume(length)
        row += 1
        width = cells.count
        return TableRow(number: row, cells: cells)
      case .unfinished(let inQuote):
        guard text.count <= limits.rowBytes else {
          throw (inQuote ? CSVFault.openQuote : .longRow).problems(row: row + 1, limits: limits)
        }
        _ = try text.grow()
      case .fault(let fault):
        throw fault.problems(row: row + 1, limits: limits)
      }
    }
  }

  private mutating func skipByteOrderMark() throws {
    isUntouched = false
    while text.count < 3, try text.grow() {}
    if text.withUnread({ $0.starts(with: [0xEF, 0xBB, 0xBF]) }) { text.discard(3) }
  }
}

/// The part of a text that was read but not yet used, growing by chunks.
private struct TextWindow {
  private let source: () throws -> [UInt8]?
  private var bytes: [UInt8] = []
  private var start = 0
  /// Whether `bytes` reaches the end of the text.
  private(set) var isComplete = false
  /// How many bytes of the text were used.
  private(set) var offset: Int

  init(from offset: Int, source: @escaping () throws -> [UInt8]?) {
    self.source = source
    self.offset = offset
  }

  var count: Int { bytes.count - start }
  var isEmpty: Bool { start == bytes.count }

  func withUnread<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start...])) }
  }

  mutating func consume(_ length: Int) {
    start += length
    offset += length
  }

  /// Passes over bytes that are no part of the text.
  mutating func discard(_ length: Int) { start += length }

  /// Reads until what is unread has at least doubled, so that a long row is not scanned once per chunk. False at the end.
  mutating func grow() throws -> Bool {
    if start > 0 {
      bytes.removeSubrange(..<start)
      start = 0
    }
    let before = bytes.count
    while !isComplete, bytes.count < max(before * 2, 1) {
      guard let chunk = try source() else {
        isComplete = true
        break
      }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
    }
    return bytes.count > before
  }
}
