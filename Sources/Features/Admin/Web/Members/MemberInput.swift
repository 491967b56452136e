import Kernel
import Metadata
import Records
import WebKernel

/// What the form of a member says.
struct MemberInput: Sendable {
  let name: String
  let email: String
  let role: ID<Role>?
  let team: ID<Team>?
  let language: Language?

  init(_ form: Form) {
    name = form.trimmed("name")
    email = form.trimmed("email")
    role = form["role"].flatMap { ID<Role>(text: $0) }
    team = form["team"].flatMap { ID<Team>(text: $0) }
    language = form["language"].flatMap(Language.init(rawValue:))
  }

  func draft(isNew: Bool) -> Draft {
    var draft = Draft()
    draft[User.name] = name.isEmpty ? nil : name
    draft[User.email] = EmailAddress(email)
    draft[User.role] = role
    if let team { draft[User.team] = team } else if !isNew { draft[User.team.name] = .null }
    if let language { draft[User.language] = language.rawValue } else if !isNew { draft[User.language.name] = .null }
    return draft
  }
}
