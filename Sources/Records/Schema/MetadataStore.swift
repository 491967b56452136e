import Database
import Kernel
import Metadata

/// Custom fields and objects as they are kept: what differs from the standard objects of this version of the program, so that
/// a later version may change its standard without being held back by what somebody relabelled once.
struct MetadataStore {
  let transaction: any Transaction

  /// The standard objects with everything administrators have added and changed.
  func load(version: Int64, standard: [ObjectDefinition]) throws -> Schema {
    var objects = Dictionary(standard.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    for row in try transaction.query("SELECT name, definition FROM custom_object ORDER BY name") {
      let (name, json) = (try row.text(0), try JSON(parsing: try row.text(1)))
      if var object = objects[name] {
        try object.take(json)
        objects[name] = object
      } else {
        objects[name] = try ObjectDefinition(json: json)
      }
    }
    for row in try transaction.query("SELECT object, definition FROM custom_field ORDER BY object, position") {
      let field = try FieldDefinition(json: JSON(parsing: try row.text(1)))
      objects[try row.text(0)]?.put(field)
    }
    return Schema(version: version, objects: objects.values.sorted { $0.name < $1.name })
  }

  /// Keeps what differs.
  func save(_ object: ObjectDefinition, standard: ObjectDefinition?) throws {
    try transaction.execute("DELETE FROM custom_object WHERE name = \(object.name)")
    try transaction.execute("DELETE FROM custom_field WHERE object = \(object.name)")
    if let standard {
      if object.shellJSON != standard.shellJSON { try insert(object.name, object.shellJSON) }
      for (position, field) in object.fields.enumerated() where standard.field(field.name)?.json != field.json {
        try transaction.execute(
          """
          INSERT INTO custom_field (object, name, position, definition)
          VALUES (\(object.name), \(field.name), \(position), \(field.json.text))
          """)
      }
    } else {
      try insert(object.name, object.json)
    }
  }

  private func insert(_ name: String, _ json: JSON) throws {
    try transaction.execute("INSERT INTO custom_object (name, definition) VALUES (\(name), \(json.text))")
  }
}

extension ObjectDefinition {
  private static let shellMembers: Set<String> = ["label", "title", "list_views", "layout", "record_types"]

  /// What can be changed of an object besides its fields.
  fileprivate var shellJSON: JSON { .object((json.members ?? []).filter { Self.shellMembers.contains($0.name) }) }

  /// Takes over what `shellJSON` kept.
  fileprivate mutating func take(_ shell: JSON) throws {
    let members = (json.members ?? []).filter { !Self.shellMembers.contains($0.name) } + (shell.members ?? [])
    self = try ObjectDefinition(json: .object(members))
  }
}
