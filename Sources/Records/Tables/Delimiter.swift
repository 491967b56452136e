import Kernel

/// What stands between the cells of a text file: guessed from its first rows.
enum Delimiter {
  static let candidates: [UInt8] = [UInt8(ascii: ","), .tab, UInt8(ascii: ";"), UInt8(ascii: "|")]

  /// The candidate with which most of the first rows have as many cells as the first; among equals the one with more cells, then
  /// the earlier. `head`: the beginning of the text in UTF-8, maybe cut off.
  static func guess(_ head: [UInt8]) -> UInt8 {
    var best = (delimiter: candidates[0], agreeing: 0.0, width: 1)
    for delimiter in candidates {
      let widths = widths(head, delimiter)
      guard let width = widths.first, width > 1 else { continue }
      let agreeing = Double(widths.count { $0 == width }) / Double(widths.count)
      if agreeing > best.agreeing + 0.1 || (agreeing > best.agreeing - 0.1 && width > best.width) {
        best = (delimiter, agreeing, width)
      }
    }
    return best.delimiter
  }

  /// How many cells the first rows have; blank rows do not count, nor does a last row that may be cut off.
  private static func widths(_ head: [UInt8], _ delimiter: UInt8) -> [Int] {
    var given: [UInt8]? = head
    var reader = CSVReader(delimiter: delimiter) {
      defer { given = nil }
      return given
    }
    var widths: [Int] = []
    while widths.count < 50, let row = try? reader.next() {
      if row.cells.contains(where: { !$0.isEmpty }) { widths.append(row.cells.count) }
    }
    return widths.count > 2 ? widths.dropLast() : widths
  }
}
