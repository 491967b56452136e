import Kernel

@testable import Documents

/// Reads any bytes as a workbook: they may be refused, they may not bring the server down.
func fuzzXLSX(_ bytes: [UInt8]) {
  var limits = TableLimits()
  limits.unpackedBytes = 32 << 20
  limits.sharedTextBytes = 8 << 20
  guard var reader = try? XLSXReader(bytes: bytes, limits: limits) else { return }
  while let row = try? reader.next() {
    precondition(row.cells.count <= limits.columns)
  }
}
