import Kernel
import Metadata
import Query

/// The columns of an export: which fields, under which headings, as which kind of cell.
struct ExportColumns {
  private enum Content {
    case value(FieldDefinition)
    case title(FieldDefinition, target: String)
  }
  let columns: [TableColumn]
  private let contents: [Content]

  /// What follows the label in the heading of a lookup's id.
  static let idSuffix = Label(" ID", " ID")

  init(_ object: ObjectDefinition, fields: [String]?, in tx: RecordTransaction) throws {
    let visible = object.activeFields.filter { tx.access.isVisible($0, on: object) }
    let wanted: [FieldDefinition]
    if let fields {
      wanted = try fields.map { name in
        guard let field = object.field(name), tx.access.isVisible(field, on: object) else { throw Problems([Self.unknown(name)]) }
        return field
      }
    } else {
      wanted = visible.filter { !Self.leftOut.contains($0.name) }
    }
    var headings: Set<String> = []
    var columns: [TableColumn] = []
    var contents: [Content] = []
    let language = tx.actor.language
    func add(_ heading: String, _ name: String, _ kind: TableColumn.Kind, _ content: Content) {
      columns.append(TableColumn(headings.insert(heading).inserted ? heading : name, kind))
      contents.append(content)
    }
    let id = object.field("id")
    for field in (id.map { [$0] } ?? []) + wanted where field.name != "id" || contents.isEmpty {
      let label = field.label[language]
      if field.name != "id", let target = (field.type as? any ReferenceType)?.target, tx.schema.object(target) != nil {
        add(label, "\(field.name).title", .text, .title(field, target: target))
        add(label + Self.idSuffix[language], field.name, .text, .value(field))
      } else {
        add(label, field.name, Self.kind(of: field), .value(field))
      }
    }
    self.columns = columns
    self.contents = contents
  }

  var fieldNames: [String] {
    var seen: Set<String> = []
    return contents.compactMap { content in
      let name =
        switch content {
        case .value(let field), .title(let field, _): field.name
        }
      return seen.insert(name).inserted ? name : nil
    }
  }

  /// The names of all records that these records look up, of each object once.
  func titles(of records: [Record], in tx: RecordTransaction) throws -> [String: [RecordID: String]] {
    var wanted: [String: Set<RecordID>] = [:]
    for case .title(let field, let target) in contents {
      for record in records { if case .reference(let id) = record[field.name] { wanted[target, default: []].insert(id) } }
    }
    var titles: [String: [RecordID: String]] = [:]
    for (target, ids) in wanted { titles[target] = try tx.titles(of: target, ids.sorted()) }
    return titles
  }

  func cells(of record: Record, _ titles: [String: [RecordID: String]], _ context: ParseContext) -> [String] {
    contents.map { content in
      switch content {
      case .value(let field):
        let value = record[field.name]
        return value.isNull ? "" : field.type.exported(value, in: context)
      case .title(let field, let target):
        guard case .reference(let id) = record[field.name] else { return "" }
        return titles[target]?[id] ?? ""
      }
    }
  }

  private static func kind(of field: FieldDefinition) -> TableColumn.Kind {
    if field.type is PhoneType { return .phone }
    return switch field.type.family {
    case .number: .number
    case .day: .day
    case .instant: .instant
    default: .text
    }
  }

  /// Bookkeeping that nobody looks for in a spreadsheet; can be asked for by name.
  private static let leftOut: Set<String> = ["id", "version", "created_by", "updated_by"]

  private static func unknown(_ name: String) -> Problem {
    Problem(
      field: name, "unknown_field", ja: "項目「\(name)」はありません。名前を確かめてください。",
      en: "There is no field “\(name)”. Check its name.")
  }
}
