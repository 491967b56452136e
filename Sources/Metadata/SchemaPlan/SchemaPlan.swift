package import Kernel

/// What a change of metadata would do, and what speaks against it. Pure: nothing happens until `Records` runs the actions.
///
/// - A plan with violations does nothing; warnings are shown and do not stop it.
/// - Values are never lost but by dropping a retired field, which asks for the field's name a second time.
/// - Standard fields can be relabelled, helped, required, indexed and given more choices, not retyped, retired or dropped.
package struct SchemaPlan: Sendable {
  /// The object as it will be; as it is where there are violations. `nil` when there is no such object.
  package private(set) var object: ObjectDefinition?
  package private(set) var actions: [SchemaAction] = []
  package private(set) var violations: [Problem] = []
  package private(set) var warnings: [Problem] = []

  package static let mostCustomFields = 500

  let schema: Schema
  let facts: FieldFacts

  /// - Parameter facts: what was counted of the field that `change` is about; nothing where no field exists yet.
  package init(_ change: SchemaChange, schema: Schema, facts: FieldFacts = FieldFacts()) {
    self.schema = schema
    self.facts = facts
    switch change {
    case .createObject(let object): create(object)
    case .changeObject(let name, let change): within(name) { $0.apply(change, to: $1) }
    case .addFields(let name, let fields): within(name) { $0.add(fields, to: $1) }
    case .changeField(let name, let field, let change): within(name, field) { $0.apply(change, to: $2, of: $1) }
    case .retireField(let name, let field): within(name, field) { $0.retire($2, of: $1) }
    case .restoreField(let name, let field): within(name, field) { $0.restore($2, of: $1) }
    case .dropField(let name, let field, let confirm): within(name, field) { $0.drop($2, of: $1, confirm: confirm) }
    case .addRecordType(let name, let type): within(name) { $0.add(type, to: $1) }
    case .changeRecordType(let name, let type, let change): within(name) { $0.apply(change, toRecordType: type, of: $1) }
    }
    guard !violations.isEmpty else { return }
    actions = []
    if let name = object?.name { object = schema.object(name) }
  }

  /// Throws the violations, all at once.
  package func check() throws(Problems) { try Problems.check(violations) }

  package var json: JSON {
    func list(_ problems: [Problem]) -> JSON {
      .array(
        problems.map { problem in
          ["field": problem.field.map { .string($0) } ?? .null, "code": .string(problem.code), "message": problem.message.json]
        })
    }
    return ["actions": .array(actions.map(\.json)), "violations": list(violations), "warnings": list(warnings)]
  }

  // MARK: What the steps in other files say

  mutating func settle(on object: ObjectDefinition) { self.object = object }
  mutating func act(_ action: SchemaAction) { actions.append(action) }
  mutating func refuse(_ problems: [Problem]) { violations += problems }
  mutating func refuse(_ field: String?, _ code: String, ja: String, en: String) {
    violations.append(Problem(field: field, code, ja: ja, en: en))
  }
  mutating func warn(_ field: String?, _ code: String, ja: String, en: String) {
    warnings.append(Problem(field: field, code, ja: ja, en: en))
  }

  private mutating func within(_ name: String, _ body: (inout SchemaPlan, ObjectDefinition) -> Void) {
    guard let object = schema.object(name) else {
      refuse(nil, "unknown_object", ja: "オブジェクト「\(name)」はありません。名前を確かめてください。", en: "There is no object “\(name)”. Check its name.")
      return
    }
    self.object = object
    body(&self, object)
  }

  private mutating func within(
    _ name: String, _ field: String, _ body: (inout SchemaPlan, ObjectDefinition, FieldDefinition) -> Void
  ) {
    within(name) { plan, object in
      guard let definition = object.field(field) else {
        plan.refuse(
          field, "unknown_field", ja: "\(object.label.ja)に項目「\(field)」はありません。名前を確かめてください。",
          en: "\(object.label.en) has no field “\(field)”. Check its name.")
        return
      }
      body(&plan, object, definition)
    }
  }
}
