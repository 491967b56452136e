package import Kernel
package import Metadata

/// Where a path such as `account.rank` leads: the lookups on the way, and the field at its end.
package struct FieldPath: Sendable {
  /// One lookup on the way up.
  package struct Step: Sendable {
    package let field: FieldDefinition
    package let target: ObjectDefinition
  }

  package let steps: [Step]
  /// The object that has the field at the end.
  package let object: ObjectDefinition
  package let field: FieldDefinition

  package static let maximumSteps = 3

  /// The name a lookup goes by inside a path: `account` for `account_id`.
  package static func step(_ field: String) -> String { field.hasSuffix("_id") ? String(field.dropLast(3)) : field }

  /// Unknown, retired and hidden fields look the same: `unknown_field`.
  package static func resolve(
    _ path: [String], on object: ObjectDefinition, in schema: Schema, isReadable: FieldReadability
  ) throws(Problem) -> FieldPath {
    guard let last = path.last, path.count <= maximumSteps + 1 else { throw .pathTooLong(path) }
    var at = object
    var steps: [Step] = []
    for name in path.dropLast() {
      guard let field = lookup(name, on: at), isReadable(at, field), let reference = field.type as? any ReferenceType,
        let target = schema.object(reference.target)
      else { throw .unknownField(path, on: object) }
      steps.append(Step(field: field, target: target))
      at = target
    }
    guard let field = at.field(last), !field.isRetired, isReadable(at, field) else { throw .unknownField(path, on: object) }
    guard field.type.column != nil else { throw .notStored(field) }
    return FieldPath(steps: steps, object: at, field: field)
  }

  private static func lookup(_ name: String, on object: ObjectDefinition) -> FieldDefinition? {
    guard let field = object.field(name + "_id") ?? object.field(name), !field.isRetired else { return nil }
    return field
  }

  /// As people read it: 取引先のランク, account's rank.
  package func label(_ language: Language) -> String {
    let names = steps.map { $0.field.label[language] } + [field.label[language]]
    return names.joined(separator: language == .ja ? "の" : " › ")
  }
}

/// Whether the actor may see a field at all.
package typealias FieldReadability = @Sendable (ObjectDefinition, FieldDefinition) -> Bool
