import Kernel
import Synchronization

/// Rows of a file for one step, read and parsed.
package struct ImportChunk: Sendable {
  let rows: [ImportRow]
  let blank: Int
  /// Where the next step begins.
  let end: TablePosition
  let isLast: Bool
  /// By what the rows may be recognised.
  let keys: IdentityKeys
}

/// Reads and parses the rows of a file step by step, on another thread than the one that writes.
final class ImportFeed: Sendable {
  private struct State {
    var reader: (any TableReader)?
    var lastRow: Int
  }
  private let source: ImportSource
  private let parser: ImportRowParser
  private let start: TablePosition
  private let state: Mutex<State>

  init(source: ImportSource, parser: ImportRowParser, from start: TablePosition) {
    self.source = source
    self.parser = parser
    self.start = start
    state = Mutex(State(reader: nil, lastRow: start.row))
  }

  func next(_ limit: Int) throws -> ImportChunk {
    try state.withLock { state in
      var reader = try state.reader ?? source.open(at: start)
      // From the beginning: what stands above the headings, and they themselves, are no records.
      if state.reader == nil, start == .start {
        while state.lastRow < source.headingRow, let row = try reader.next() { state.lastRow = row.number }
      }
      var rows: [ImportRow] = []
      rows.reserveCapacity(limit)
      var blank = 0
      var isLast = true
      while let row = try reader.next() {
        state.lastRow = row.number
        if row.isBlank {
          blank += 1
        } else {
          rows.append(parser.parse(row))
          if rows.count == limit {
            isLast = false
            break
          }
        }
      }
      state.reader = reader
      return ImportChunk(
        rows: rows, blank: blank, end: reader.position ?? TablePosition(row: state.lastRow, byte: 0), isLast: isLast,
        keys: IdentityKeys(rows.lazy.flatMap(\.identities)))
    }
  }
}
