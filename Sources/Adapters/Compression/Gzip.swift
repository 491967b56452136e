import CZlib

/// gzip (RFC 1952) by zlib, at the middle level: pages shrink to a seventh in about a millisecond.
package enum Gzip {
  /// Empty when zlib refuses, which callers take as "send it as it is".
  package static func compress(_ bytes: [UInt8], level: Int32 = 5) -> [UInt8] {
    var stream = z_stream()
    let gzipWindow: Int32 = 15 + 16
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return [] }
    defer { deflateEnd(&stream) }
    let capacity = Int(deflateBound(&stream, UInt(bytes.count)))
    return bytes.withUnsafeBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
        // zlib reads the input only; its C declaration lacks the const.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(capacity)
        count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? capacity - Int(stream.avail_out) : 0
      }
    }
  }
}
