import Kernel
import Metadata

/// What stands on the left of a comparison while it is read: a field, a key of an event's payload, a count.
struct ConditionSubject {
  let path: [String]
  let label: Label
  let operators: Set<Operator>
  let kind: Kind

  enum Kind {
    case field(any FieldType)
    /// A key of JSON whose kind is the kind of the value it is compared with.
    case payload
  }

  init(_ path: [String], _ field: FieldDefinition) {
    self.path = path
    label = field.label
    operators = field.type.family.operators
    kind = .field(field.type)
  }

  init(payload key: String) {
    path = [key]
    label = Label(key, key)
    operators = [.eq, .ne, .in, .notIn, .lt, .lte, .gt, .gte, .contains, .startsWith, .empty, .notEmpty]
    kind = .payload
  }

  private init(count: Label) {
    path = []
    label = count
    operators = FieldFamily.number.operators.subtracting([.empty, .notEmpty, .changedWithin])
    kind = .field(IntegerType())
  }

  static let count = ConditionSubject(count: Label("件数", "count"))

  var family: FieldFamily? {
    if case .field(let type) = kind { type.family } else { nil }
  }

  /// Whether `me` and `my_team` can be among its values.
  var isUser: Bool {
    guard case .field(let type) = kind, let reference = type as? any ReferenceType else { return false }
    return reference.target == "user"
  }
}

/// What conditions can test of an event: four columns, and the keys of its payload.
enum EventField {
  static let columns: [String: any FieldType] = [
    "source": TextType(), "object": TextType(), "record_id": IdentifierType(), "actor_id": UserType(),
  ]

  static func subject(_ path: [String]) throws(Problem) -> ConditionSubject {
    guard path.count == 1, isKey(path[0]) else {
      throw Problem(
        "unknown_field", ja: "出来事の項目「\(path.joined(separator: "."))」は使えません。",
        en: "Events have no field “\(path.joined(separator: "."))”.")
    }
    guard let type = columns[path[0]] else { return ConditionSubject(payload: path[0]) }
    return ConditionSubject(path, FieldDefinition(path[0], Label(path[0], path[0]), type))
  }

  static func isKey(_ text: String) -> Bool {
    (1...60).contains(text.utf8.count)
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
  }

  /// `mail.clicked`: words of small letters, digits and `_` with dots between.
  static func isKind(_ text: String) -> Bool {
    text.utf8.count <= 60 && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isKey(String($0)) }
  }
}
