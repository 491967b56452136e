import Kernel
package import Metadata

/// ロール: what its users may do, as JSON that `RoleRights` reads and checks.
package enum Role: ObjectType {
  package static let name = Field<String>("name", "ロール名", "Role name", nil, .required, .unique)
  package static let label = Field<String>("label", "表示名", "Label", nil, .required, .searchable)
  package static let rights = Field<String>("rights", "権限", "Rights", LongTextType(), .required)

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "role", Label("ロール", "Role"), collection: "roles", title: ["label"],
      fields: [name.definition, label.definition, rights.definition])
    object.visibility = .configuration(permission: "users")
    return object
  }()
}
