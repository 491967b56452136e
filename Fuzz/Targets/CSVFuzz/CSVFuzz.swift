import Fuzzing
import Japan
import Kernel
import Records

/// Files that may be no CSV at all, in any encoding. The first byte chooses the delimiter and how the bytes arrive.
@main
enum CSVFuzz {
  static func main() {
    fuzz { input in
      guard let choice = input.first else { return }
      let file = Array(input.dropFirst())
      let delimiter = choice & 1 == 0 ? UInt8(ascii: ",") : UInt8(ascii: "\t")

      let text = Array(try TextEncoding.decode(file).text.utf8)
      let whole = rows(of: text, delimiter: delimiter, piece: text.count)
      let pieces = rows(of: text, delimiter: delimiter, piece: Int(choice >> 1) % 7 + 1)
      hold(whole == pieces, "a file reads the same however it arrives")

      guard case .success(let table) = whole, let first = table.first, !first.cells.isEmpty else { return }
      hold(
        rows(of: try written(table, delimiter: delimiter), delimiter: delimiter, piece: 64).cells == table.map(\.cells),
        "what is written reads back unchanged")
    }
  }

  private static func rows(of text: [UInt8], delimiter: UInt8, piece: Int) -> Reading {
    var rest = text[...]
    var reader = CSVReader(delimiter: delimiter, limits: limits) {
      defer { rest = rest.dropFirst(piece) }
      return rest.isEmpty ? nil : Array(rest.prefix(piece))
    }
    var rows: [TableRow] = []
    do {
      while let row = try reader.next() { rows.append(row) }
    } catch {
      return .failure(rows.count)
    }
    return .success(rows)
  }

  private static func written(_ table: [TableRow], delimiter: UInt8) throws -> [UInt8] {
    var file: [UInt8] = []
    let headings = table[0].cells.map { TableColumn($0) }
    var writer = try CSVWriter(columns: headings, delimiter: delimiter) { file += $0 }
    for row in table.dropFirst() { try writer.write(row.cells) }
    try writer.finish()
    return file
  }

  private static let limits: TableLimits = {
    var limits = TableLimits()
    (limits.columns, limits.cellBytes, limits.rowBytes) = (50, 500, 2_000)
    return limits
  }()
}

/// All rows of a file, or how many there were before the first fault.
private enum Reading: Equatable {
  case success([TableRow])
  case failure(Int)

  var cells: [[String]]? {
    if case .success(let rows) = self { rows.map(\.cells) } else { nil }
  }
}
