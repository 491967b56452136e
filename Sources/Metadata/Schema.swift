import Kernel

/// All objects at one version of the metadata. A value: a transaction works on one schema from beginning to end.
package struct Schema: Sendable {
  /// Raised by every change of metadata; processes compare it to know that theirs is old.
  package let version: Int64
  package let objects: [String: ObjectDefinition]
  private let collections: [String: Collection]
  private let children: [String: [Relation]]

  /// What a collection name of the API stands for: `leads` is person with record type lead.
  package struct Collection: Sendable {
    package let object: ObjectDefinition
    package let recordType: RecordType?
  }

  package init(version: Int64, objects: [ObjectDefinition]) {
    self.version = version
    self.objects = Dictionary(objects.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    var collections: [String: Collection] = [:]
    var children: [String: [Relation]] = [:]
    for object in objects {
      collections[object.collection] = Collection(object: object, recordType: nil)
      for type in object.recordTypes { collections[type.collection] = Collection(object: object, recordType: type) }
      for field in object.activeFields {
        guard let parent = (field.type as? any ReferenceType)?.target else { continue }
        children[parent, default: []].append(
          Relation(parent: parent, child: object.name, field: field.name, collection: object.collection))
      }
    }
    self.collections = collections
    self.children = children.mapValues { Relation.named($0) }
  }

  package func object(_ name: String) -> ObjectDefinition? { objects[name] }
  package func collection(_ name: String) -> Collection? { collections[name] }
  package var collectionNames: [String] { collections.keys.sorted() }

  /// Relations down: the records that look up to `object`.
  package func relations(of object: String) -> [Relation] { children[object] ?? [] }
  package func relation(_ name: String, of object: String) -> Relation? { relations(of: object).first { $0.name == name } }
}

/// A field type that points to records of one object.
package protocol ReferenceType: FieldType {
  /// The object's name.
  var target: String { get }
}

/// A way down: from a parent to the records that look it up. `deals` of an account; where a child looks up the same
/// parent twice, the second and further are named `deals_by_<field>`.
package struct Relation: Sendable, Hashable {
  package let name: String
  package let parent: String
  package let child: String
  package let field: String

  init(parent: String, child: String, field: String, collection: String) {
    self.init(name: collection, parent: parent, child: child, field: field)
  }
  private init(name: String, parent: String, child: String, field: String) {
    self.name = name
    self.parent = parent
    self.child = child
    self.field = field
  }

  fileprivate static func named(_ relations: [Relation]) -> [Relation] {
    var seen: Set<String> = []
    return relations.map { relation in
      seen.insert(relation.name).inserted
        ? relation
        : Relation(
          name: "\(relation.name)_by_\(relation.field)", parent: relation.parent, child: relation.child, field: relation.field)
    }
  }
}
