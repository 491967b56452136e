import Kernel

/// Keeps a spreadsheet from running a cell of ours as a formula, and takes the guard off again when the file comes back.
///
/// A cell that begins with `=`, `+`, `-`, `@`, TAB or CR (after any number of `'`) is written with one more `'` in front. Reading
/// takes one `'` off every cell of that shape. So whatever was in the record comes back unchanged, a real `'=` included, and the
/// `'` that spreadsheets use to mark text is not taken for content. Numbers and phone numbers in columns of that kind stay
/// bare (`-1200`, `+81-3-1234-5678`) as long as they are made of digits and their punctuation only.
enum CellGuard {
  static func needsGuard(_ cell: some Collection<UInt8>, in column: TableColumn.Kind) -> Bool {
    guard let first = cell.first, first == .apostrophe || isDangerous(first) else { return false }
    if column == .number || column == .phone, first != .apostrophe, cell.allSatisfy(isNumeric) { return false }
    return isGuardable(cell)
  }

  /// What the cell said before it was guarded.
  @inline(__always)
  static func opened(_ cell: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    guard let first = cell.first, first == .apostrophe, isGuardable(cell) else { return text(cell) }
    return text(cell.dropFirst())
  }

  private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes), as: UTF8.self)
  }

  private static func isGuardable(_ cell: some Collection<UInt8>) -> Bool {
    cell.first { $0 != .apostrophe }.map(isDangerous) ?? false
  }

  private static func isDangerous(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), .tab, .carriageReturn: true
    default: false
    }
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), .space, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "%"):
      true
    default: false
    }
  }
}
