import Documents
import Fuzzing
import Kernel

/// Workbooks from strangers: either the bytes of a whole file, or (much deeper) the XML of a sheet, of its shared texts and of its
/// styles, with a NUL byte between them, packed into a sound archive.
@main
enum XLSXFuzz {
  static func main() {
    fuzz { input in
      let file = input.starts(with: "PK".utf8) ? Array(input) : workbook(of: input)
      var reader = try XLSXReader(bytes: file, limits: limits)
      var last = 0
      while let row = try reader.next() {
        hold(row.number > last, "rows come in order")
        hold(row.cells.count <= limits.columns, "no row is wider than allowed")
        last = row.number
      }
    }
  }

  private static func workbook(of input: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let parts = input.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    var zip = StoredZip()
    zip.add("xl/workbook.xml", #"<workbook><sheets><sheet name="名簿" r:id="rId1" xmlns:r="r"/></sheets></workbook>"#.utf8)
    zip.add(
      "xl/_rels/workbook.xml.rels",
      #"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#.utf8)
    for (name, part) in Swift.zip(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"], parts) {
      zip.add(name, part)
    }
    return zip.finished()
  }

  private static let limits: TableLimits = {
    var limits = TableLimits()
    (limits.columns, limits.cellBytes, limits.rowBytes) = (50, 500, 2_000)
    (limits.unpackedBytes, limits.sharedTextBytes) = (1 << 20, 1 << 16)
    return limits
  }()
}
