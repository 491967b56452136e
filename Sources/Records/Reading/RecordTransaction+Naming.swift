package import Kernel
package import Metadata
package import Query

extension RecordTransaction {
  /// What the records are called that conditions on an object name, and those that some of its records point to, as far as the actor may see
  /// them: by object and id. One query per object.
  package func names(
    in conditions: [Condition], and records: [Record] = [], on object: ObjectDefinition
  ) throws -> [String: [RecordID: String]] {
    var wanted: [String: [RecordID]] = [:]
    for field in object.activeFields {
      guard let target = (field.type as? any ReferenceType)?.target else { continue }
      for record in records {
        if case .reference(let id) = record[field.name] { wanted[target, default: []].append(id) }
      }
    }
    for (path, ids) in conditions.flatMap(\.references) {
      let field = try? FieldPath.resolve(path, on: object, in: schema, isReadable: queryContext.isReadable).field
      if let target = (field?.type as? any ReferenceType)?.target { wanted[target, default: []] += ids }
    }
    return Dictionary(
      uniqueKeysWithValues: try wanted.filter { schema.object($0.key) != nil }.map { ($0, try titles(of: $0, $1)) })
  }
}
