import Database
import Foundation
import GRDBSQLite

/// The texts of a row that is being inserted, kept where the engine reads them: told that they stay, it copies none of them, which
/// saves an allocation for every cell of an import.
struct RowMemory: ~Copyable {
  private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)

  deinit { memory.deallocate() }

  /// What was bound holds until the next row is, or this goes. Returns SQLite's result code.
  mutating func bind(_ row: [SQLValue], to statement: OpaquePointer) throws -> Int32 {
    makeRoom(for: row)
    var used = 0
    for (place, value) in row.enumerated() {
      let at = Int32(place + 1)
      let code =
        if case .text(let text) = value, !text.isEmpty {
          try bind(text, to: statement, at: at, in: &used)
        } else {
          try SQLiteColumns.bind(value, to: statement, at: at)
        }
      guard code == SQLITE_OK else { return code }
    }
    return SQLITE_OK
  }

  private mutating func makeRoom(for row: [SQLValue]) {
    let needed = row.reduce(0) { sum, value in if case .text(let text) = value { sum + text.utf8.count } else { sum } }
    guard needed > memory.count else { return }
    memory.deallocate()
    memory = .allocate(byteCount: needed * 2, alignment: 1)
  }

  private func bind(_ text: String, to statement: OpaquePointer, at: Int32, in used: inout Int) throws -> Int32 {
    var text = text
    let free = UnsafeMutableRawBufferPointer(rebasing: memory[used...])
    let count = text.withUTF8 { bytes in
      free.copyMemory(from: UnsafeRawBufferPointer(bytes))
      return bytes.count
    }
    guard let start = free.baseAddress, memchr(start, 0, count) == nil else { throw DatabaseError.notStorable("text with a NUL character") }
    used += count
    return sqlite3_bind_text64(
      statement, at, start.assumingMemoryBound(to: CChar.self), UInt64(count), nil, UInt8(SQLITE_UTF8))
  }
}
