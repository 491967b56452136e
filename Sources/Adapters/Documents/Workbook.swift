import Foundation
import Kernel

/// An opened workbook: which sheets it has, the texts they share, and how their numbers are shown.
struct Workbook {
  let archive: ZipArchive
  let sheetNames: [String]
  let numbers: SheetNumber
  private let sheets: [Sheet]

  private struct Sheet {
    let name: String
    let relation: String
    let isHidden: Bool
  }

  init(_ archive: ZipArchive) throws {
    self.archive = archive
    guard let part = try archive.part("xl/workbook.xml") else { throw WorkbookFault.noWorkbook.problems }
    let xml = try XMLPull(part)
    var sheets: [Sheet] = []
    var startsIn1904 = false
    while let event = try xml.next() {
      guard event == .start else { continue }
      if xml.isAt("workbookPr") {
        xml.attributes { if $0.isNamed("date1904") { startsIn1904 = $0.text == "1" || $0.text == "true" } }
      } else if xml.isAt("sheet") {
        var (name, relation, isHidden) = ("", "", false)
        xml.attributes { attribute in
          if attribute.isNamed("name") { name = attribute.text }
          if attribute.isNamed("id") { relation = attribute.text }
          if attribute.isNamed("state") { isHidden = attribute.text != "visible" }
        }
        sheets.append(Sheet(name: name, relation: relation, isHidden: isHidden))
      }
    }
    self.sheets = sheets
    sheetNames = sheets.map(\.name)
    numbers = SheetNumber(startsIn1904: startsIn1904)
  }

  /// The part that holds the named sheet, or else the first that is shown.
  func sheet(_ name: String?) throws -> ZipPart {
    let targets = try sheetTargets()
    var candidates = sheets.filter { targets[$0.relation] != nil }
    if let name {
      candidates = candidates.filter { $0.name == name }
      if candidates.isEmpty { throw WorkbookFault.noSheet(name, among: sheetNames).problems }
    }
    guard let sheet = candidates.first(where: { !$0.isHidden }) ?? candidates.first, let path = targets[sheet.relation],
      let part = try archive.part(path)
    else { throw WorkbookFault.noWorkbook.problems }
    return part
  }

  /// Where the sheets with rows are, by relation; charts on sheets of their own are not among them.
  private func sheetTargets() throws -> [String: String] {
    guard let part = try archive.part("xl/_rels/workbook.xml.rels") else { return [:] }
    let xml = try XMLPull(part)
    var targets: [String: String] = [:]
    while let event = try xml.next() {
      guard event == .start, xml.isAt("Relationship") else { continue }
      var (id, kind, target) = ("", "", "")
      xml.attributes { attribute in
        if attribute.isNamed("Id") { id = attribute.text }
        if attribute.isNamed("Type") { kind = attribute.text }
        if attribute.isNamed("Target") { target = attribute.text }
      }
      guard kind.hasSuffix("/worksheet") else { continue }
      targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
    }
    return targets
  }

  /// How each cell style (`s` of a cell) shows a number.
  func numberShapes() throws -> [NumberShape] {
    guard let part = try archive.part("xl/styles.xml") else { return [] }
    let xml = try XMLPull(part)
    var codes: [Int: String] = [:]
    var shapes: [NumberShape] = []
    var isInCellFormats = false
    while let event = try xml.next() {
      if event == .end, xml.isAt("cellXfs") { isInCellFormats = false }
      guard event == .start else { continue }
      if xml.isAt("cellXfs") {
        isInCellFormats = true
      } else if xml.isAt("numFmt") {
        var (id, code) = (0, "")
        xml.attributes { attribute in
          if attribute.isNamed("numFmtId") { id = attribute.number ?? 0 }
          if attribute.isNamed("formatCode") { code = attribute.text }
        }
        codes[id] = code
      } else if isInCellFormats, xml.isAt("xf") {
        var id = 0
        xml.attributes { if $0.isNamed("numFmtId") { id = $0.number ?? 0 } }
        shapes.append(NumberShape(id: id, code: codes[id]))
      }
    }
    return shapes
  }

  /// The texts that cells refer to by number. Phonetic readings (`rPh`), which Japanese Excel keeps beside names, are no
  /// part of them.
  func sharedTexts(limits: TableLimits) throws -> [String] {
    guard let part = try archive.part("xl/sharedStrings.xml") else { return [] }
    let xml = try XMLPull(part)
    var texts: [String] = []
    var text = SheetText()
    var total = 0
    while let event = try xml.next() {
      if event == .start, xml.isAt("si") {
        text = SheetText()
      } else if event == .end, xml.isAt("si") {
        let whole = text.taken()
        total += whole.utf8.count + MemoryLayout<String>.stride
        guard total <= limits.sharedTextBytes else { throw WorkbookFault.tooLarge.problems }
        texts.append(whole)
      } else {
        text.receive(event, xml)
      }
    }
    return texts
  }
}
