package import Kernel
package import Metadata

/// チーム: a node of the organisation tree. A manager's `team` scope reaches the own team and all below it.
package enum Team: ObjectType {
  package static let name = Field<String>("name", "チーム名", "Team name", nil, .required, .searchable)
  package static let parent = Field<ID<Team>>("parent_id", "上位チーム", "Parent team", LookupType(target: "team"), .indexed)

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "team", Label("チーム", "Team"), collection: "teams", title: ["name"], fields: [name.definition, parent.definition])
    object.visibility = .configuration(permission: "users")
    return object
  }()
}
