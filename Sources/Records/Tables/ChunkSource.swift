package import Foundation
package import Japan
package import Kernel

/// Gives a file's bytes piece by piece, `nil` after the last.
package typealias ChunkSource = () throws -> [UInt8]?

/// The bytes of a file, from its beginning, in pieces of 256 KB.
package func chunks(ofFileAt url: URL) throws -> ChunkSource {
  let file = try FileHandle(forReadingFrom: url)
  return {
    guard let piece = try file.read(upToCount: 256 << 10), !piece.isEmpty else { return nil }
    return [UInt8](piece)
  }
}

extension CSVReader {
  /// Reads a file in the given encoding. `source` gives its bytes from the beginning, whatever `position` is: what was read
  /// before is decoded and passed over. Bytes that the encoding does not know are `Problems`, never `�` in somebody's data.
  package init(
    encoding: TextEncoding, delimiter: UInt8, limits: TableLimits = .standard, from position: TablePosition = .start,
    source: @escaping ChunkSource
  ) {
    var decoder = TextDecoder(encoding)
    var toSkip = position.byte
    var isAtEnd = false
    self.init(delimiter: delimiter, limits: limits, from: position) {
      while !isAtEnd {
        var text: [UInt8] = []
        if let chunk = try source() {
          decoder.decode(chunk, into: &text)
        } else {
          decoder.finish(into: &text)
          isAtEnd = true
        }
        if decoder.unreadableCount > 0 { throw Problems([TableFormat.wrong(encoding)]) }
        let skipped = min(toSkip, text.count)
        toSkip -= skipped
        if skipped > 0 { text.removeFirst(skipped) }
        if !text.isEmpty { return text }
      }
      return nil
    }
  }
}
