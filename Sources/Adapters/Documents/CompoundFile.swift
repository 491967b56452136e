import Foundation

/// Knows the container of old Office files (OLE), in which Excel also wraps workbooks that have a password.
enum CompoundFile {
  private static let mark: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
  /// The name under which the encrypted workbook lies in the container.
  private static let encrypted = Data("EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })

  static func fault(_ bytes: [UInt8]) -> WorkbookFault? {
    guard bytes.starts(with: mark) else { return nil }
    return Data(bytes).range(of: encrypted) == nil ? .oldFormat : .password
  }

  static func fault(path: String) -> WorkbookFault? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: mark.count), head.elementsEqual(mark),
      let size = try? file.seekToEnd()
    else { return nil }
    // The directory that names the contents may be at either end.
    for start in [0, size > window ? size - window : 0] {
      guard (try? file.seek(toOffset: start)) != nil, let piece = try? file.read(upToCount: Int(window)) else { continue }
      if piece.range(of: encrypted) != nil { return .password }
    }
    return .oldFormat
  }

  private static let window: UInt64 = 4 << 20
}
