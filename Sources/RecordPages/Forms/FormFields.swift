import Kernel
import Metadata
import Records

/// Which fields a form shows: the few that matter first, everything else of the layout folded below.
struct FormFields: Sendable {
  struct Section: Sendable {
    let label: Label
    let fields: [FieldDefinition]
  }

  let first: [FieldDefinition]
  let rest: [Section]

  /// More than these at once keep people from beginning.
  static let most = 6

  /// - Parameter given: fields that come filled from the address: the account a deal is added to.
  init(_ object: ObjectDefinition, _ type: RecordType?, given: Set<String>, access: AccessScope) {
    let layout = object.layout(for: type)
    let sections = layout.sections.map { section in
      Section(
        label: section.label,
        fields: section.fields.compactMap(object.field).filter {
          access.isEditable($0, on: object) && $0.type.column != nil && !($0.type is FileType) && !($0.type is AutoNumberType)
        })
    }
    let all = sections.flatMap(\.fields)
    var order: [String] = all.filter { Self.isRequired($0, object, type) }.map(\.name)
    order += object.titleFields + all.map(\.name).filter(given.contains) + Self.telling
    var names: Set<String> = []
    var first: [FieldDefinition] = []
    for name in order where first.count < Self.most {
      guard let field = all.first(where: { $0.name == name }), names.insert(name).inserted else { continue }
      first.append(field)
    }
    let position = Dictionary(all.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
    // In the order of the layout, so that 姓 stands before 名 and both before 会社.
    self.first = first.sorted { (position[$0.name] ?? 0) < (position[$1.name] ?? 0) }
    rest = sections.map { Section(label: $0.label, fields: $0.fields.filter { !names.contains($0.name) }) }.filter { !$0.fields.isEmpty }
  }

  private static let telling = ["company_name", "account_id", "person_id", "email", "phone", "amount", "closes_on", "text"]

  var all: [FieldDefinition] { first + rest.flatMap(\.fields) }

  /// What must be filled in. Lookups to settings, such as a stage, have an answer of their own.
  static func isRequired(_ field: FieldDefinition, _ object: ObjectDefinition, _ type: RecordType?) -> Bool {
    guard field.isRequired || type?.requiredFields.contains(field.name) == true else { return false }
    guard let target = (field.type as? any ReferenceType)?.target else { return true }
    return !["pipeline", "stage"].contains(target)
  }
}
