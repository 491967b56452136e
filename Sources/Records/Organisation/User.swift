package import Kernel
package import Metadata

/// ユーザー: somebody who signs in. Passwords and sessions are kept apart, in tables no list or API reads.
package enum User: ObjectType {
  package static let name = Field<String>("name", "氏名", "Name", nil, .required, .searchable)
  package static let email = Field<EmailAddress>("email", "メールアドレス", "E-mail", nil, .required, .unique, .searchable)
  package static let team = Field<ID<Team>>("team_id", "チーム", "Team", LookupType(target: "team"), .indexed)
  package static let role = Field<ID<Role>>("role_id", "ロール", "Role", LookupType(target: "role"), .required, .indexed)
  package static let language = Field<String>("language", "表示言語", "Language")
  package static let deactivatedAt = Field<Instant>("deactivated_at", "無効にした日時", "Deactivated")

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "user", Label("ユーザー", "User"), collection: "users", table: "app_user", title: ["name"],
      fields: [
        name.definition, email.definition, team.definition, role.definition, language.definition, deactivatedAt.definition,
      ])
    object.visibility = .configuration(permission: "users")
    return object
  }()
}
