import CQREncode

/// QR codes (ISO/IEC 18004) by libqrencode, as squares; whoever shows them draws.
package enum QRCode {
  /// Row by row, true for dark, without the quiet zone; `nil` for a text that is too long. A sixth of the drawing may be unreadable.
  package static func squares(_ text: String) -> [[Bool]]? {
    guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    guard let data = code.pointee.data else { return nil }
    return (0..<width).map { y in (0..<width).map { x in data[y * width + x] & 1 == 1 } }
  }
}
