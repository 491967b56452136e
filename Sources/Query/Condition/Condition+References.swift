package import Kernel
import Metadata

extension Condition {
  /// The records that tests of the record's own fields compare with, and the fields they are values of.
  package var references: [(path: [String], ids: [RecordID])] {
    switch self {
    case .all(let parts), .any(let parts): parts.flatMap(\.references)
    case .not(let part): part.references
    case .field(let test): [(test.path, test.operand.references)]
    case .related, .event, .contributed: []
    }
  }

  /// Whether it asks for what belongs to certain records: the deals of one account. That is few rows out of many, best found by
  /// the index of the link. What belongs to an owner or stands on a stage can be a great part of all.
  func isAboutRecords(_ object: ObjectDefinition, _ schema: Schema) -> Bool {
    switch self {
    case .all(let parts): parts.contains { $0.isAboutRecords(object, schema) }
    case .any(let parts): !parts.isEmpty && parts.allSatisfy { $0.isAboutRecords(object, schema) }
    case .field(let test): test.isAboutRecords(object, schema)
    case .not, .related, .event, .contributed: false
    }
  }
}

extension FieldTest {
  func isAboutRecords(_ object: ObjectDefinition, _ schema: Schema) -> Bool {
    guard path.count == 1, [.eq, .in].contains(`operator`), !operand.references.isEmpty, let field = object.field(path[0]) else { return false }
    if field.name == "id" { return true }
    guard field.isIndexed, let target = (field.type as? any ReferenceType).flatMap({ schema.object($0.target) }) else { return false }
    if case .configuration = target.visibility { return false }
    return true
  }
}

extension Operand {
  var references: [RecordID] {
    let values: [Comparand] =
      switch self {
      case .one(let value): [value]
      case .many(let values): values
      case .none, .range, .period: []
      }
    return values.compactMap { if case .value(.reference(let id)) = $0 { id } else { nil } }
  }
}
