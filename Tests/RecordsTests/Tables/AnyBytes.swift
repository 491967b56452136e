import Japan
import Kernel

@testable import Records

/// Reads any bytes as CSV with every delimiter: they may be refused, they may not bring the server down, and
/// what was read must write and read back the same.
func fuzzCSV(_ bytes: [UInt8]) {
  for delimiter in Delimiter.candidates {
    var given: [UInt8]? = bytes
    var reader = CSVReader(delimiter: delimiter) {
      defer { given = nil }
      return given
    }
    while let row = try? reader.next() {
      precondition(row.cells.count <= TableLimits.standard.columns)
      precondition(row.cells.isEmpty || fuzzedAgain(row.cells, delimiter) == row.cells)
    }
  }
}

private func fuzzedAgain(_ cells: [String], _ delimiter: UInt8) -> [String]? {
  var text: [UInt8]? = []
  guard var writer = try? CSVWriter(columns: [], encoding: .utf8, delimiter: delimiter, sink: { text? += $0 }) else { return nil }
  try? writer.write(cells)
  try? writer.finish()
  var reader = CSVReader(delimiter: delimiter) {
    defer { text = nil }
    return text
  }
  _ = try? reader.next()
  return (try? reader.next())?.cells
}
