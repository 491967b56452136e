import Kernel
package import Metadata

/// タグ: a word that may be put on records, with its colour. Records carry the word itself.
package enum Tag: ObjectType {
  package static let name = Field<String>("name", "タグ", "Tag", nil, .required, .unique)
  package static let colour = Field<String>("colour", "色", "Colour")

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "tag", Label("タグ", "Tag"), collection: "tags", title: ["name"], fields: [name.definition, colour.definition])
    object.visibility = .configuration(permission: "metadata")
    return object
  }()
}
