import Japan
import Kernel
import Metadata

/// Tells people what became of their rows: the rejected ones as a file that can be mended and imported again, and a
/// list of what was repaired or left out.
struct ImportReport {
  /// Headings of our own, which an import of the mended file passes over.
  static let headings = ["取込エラー行", "取込エラー理由"]

  let object: ObjectDefinition
  let columns: [ImportPlan.Column]
  let language: Language
  private(set) var errors: [[String]] = []
  private(set) var notes: [[String]] = []

  init(object: ObjectDefinition, plan: ImportPlan, language: Language) {
    self.object = object
    columns = plan.columns
    self.language = language
  }

  mutating func reject(_ row: ImportRow, _ problems: [Problem]) {
    var cells = row.cells.prefix(columns.count).map { $0 }
    cells += Array(repeating: "", count: columns.count - cells.count)
    errors.append(cells + [String(row.number), problems.map(text).joined(separator: " / ")])
  }

  mutating func add(_ row: ImportRow, _ more: [ImportNote]) {
    for note in more {
      let kind = note.kind == .repaired ? Label("修正", "Repaired") : Label("残した値", "Kept")
      notes.append([String(row.number), kind[language], label(note.field), note.message[language]])
    }
  }

  /// A problem with the name of its field in front.
  func text(_ problem: Problem) -> String {
    guard let field = problem.field else { return problem.message[language] }
    return "\(label(field)): \(problem.message[language])"
  }

  private func label(_ field: String) -> String { object.field(field)?.label[language] ?? field }

  func errorBytes(withHeadings: Bool) throws -> [UInt8] {
    try Self.csv(columns.map(\.heading) + Self.headings, errors, withHeadings: withHeadings)
  }

  func noteBytes(withHeadings: Bool) throws -> [UInt8] {
    let headings = language == .ja ? ["行", "種類", "項目", "内容"] : ["Row", "Kind", "Field", "What"]
    return try Self.csv(headings, notes, withHeadings: withHeadings)
  }

  /// UTF-8 with BOM, which Excel opens as it is.
  private static func csv(_ headings: [String], _ rows: [[String]], withHeadings: Bool) throws -> [UInt8] {
    guard !rows.isEmpty || withHeadings else { return [] }
    func bytes(_ rows: [[String]]) throws -> [UInt8] {
      let gathered = Gathered()
      var writer = try CSVWriter(columns: headings.map { TableColumn($0) }) { gathered.bytes += $0 }
      for row in rows { try writer.write(row) }
      try writer.finish()
      return gathered.bytes
    }
    let all = try bytes(rows)
    return withHeadings ? all : Array(all.dropFirst(try bytes([]).count))
  }
}

/// Bytes that a writer hands over piece by piece.
final class Gathered {
  var bytes: [UInt8] = []
}
