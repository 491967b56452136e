import Kernel

/// The fields every record has.
package enum SystemField {
  package static let all: [FieldDefinition] = [
    FieldDefinition("id", Label("ID", "ID"), IdentifierType(), traits: [.readOnly]),
    FieldDefinition("record_type", Label("レコードタイプ", "Record type"), RecordTypeNameType(), traits: [.readOnly]),
    FieldDefinition("owner_id", Label("担当者", "Owner"), UserType(), traits: [.indexed]),
    FieldDefinition("created_at", Label("作成日時", "Created"), InstantType(), traits: [.readOnly, .indexed]),
    FieldDefinition("created_by", Label("作成者", "Created by"), UserType(), traits: [.readOnly]),
    FieldDefinition("updated_at", Label("更新日時", "Updated"), InstantType(), traits: [.readOnly, .indexed]),
    FieldDefinition("updated_by", Label("更新者", "Updated by"), UserType(), traits: [.readOnly]),
    FieldDefinition("version", Label("版", "Version"), IntegerType(), traits: [.readOnly]),
  ]

  package static let names: Set<String> = Set(all.map(\.name)).union(["deleted_at"])
}
