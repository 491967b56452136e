package import Database
package import Kernel
import Metadata
package import Records

/// 最初の設定: a new house has no users and no default password. Whoever starts the server is shown a link, and who opens it
/// becomes the administrator. It works for a day, once, and each start makes a new one until it was used.
package enum SetupLink {
  package static func path(_ secret: String) -> String { "/setup/\(secret)" }

  /// The address of a new link within the house; `nil` when there are users.
  package static func renew(in store: RecordStore) async throws -> String? {
    try await store.database.write { tx in
      guard try hasNoUsers(tx) else {
        try AccountLink.withdraw(.setup, of: nil, in: tx)
        return nil
      }
      return path(try AccountLink.make(.setup, for: nil, store: store, in: tx))
    }
  }

  package static func isOpen(_ secret: String, store: RecordStore, in tx: any Transaction) throws -> Bool {
    try AccountLink.find(secret, .setup, store: store, in: tx) != nil && hasNoUsers(tx)
  }

  private static func hasNoUsers(_ tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM app_user LIMIT 1") == nil
  }

  /// What the first page asks for.
  package struct Input: Sendable, Hashable {
    package var organisation: String
    package var name: String
    package var email: String
    package var password: String

    package init(organisation: String, name: String, email: String, password: String) {
      self.organisation = organisation
      self.name = name
      self.email = email
      self.password = password
    }

    /// What can be said before anything is looked up; the rest is said by the rules of users.
    package var problems: [Problem] {
      var problems: [Problem] = []
      if organisation.isEmpty {
        problems.append(Problem(field: "organisation", "required", ja: "会社名を入れてください。", en: "Enter the name of your company."))
      }
      if organisation.count > 100 {
        problems.append(Problem(field: "organisation", "too_long", ja: "会社名は 100 文字までにしてください。", en: "The name can have up to 100 characters."))
      }
      if name.isEmpty { problems.append(Problem(field: "name", "required", ja: "氏名を入れてください。", en: "Enter your name.")) }
      return problems + AccountProblems.email(email) + AccountProblems.newPassword(password)
    }
  }

  /// Makes the administrator and signs them in. The password's hash is made before, because that takes long.
  package static func run(
    _ input: Input, passwordHash: String, secret: String, from origin: Origin, language: Language, store: RecordStore
  ) async throws -> SignIn.Entry {
    try await store.write(for: .system("set-up"), as: OperationKind("setup", source: "web")) { tx in
      try AccountLink.use(secret, .setup, store: store, in: tx.transaction)
      guard try hasNoUsers(tx.transaction) else { throw Refusal.notFound }
      guard let administrator = try tx.configuration(Role.object.name).first(where: { $0[Role.name] == "admin" }) else {
        throw Refusal.notFound
      }
      var draft = Draft()
      draft[User.name] = input.name
      draft[User.email] = EmailAddress(input.email)
      draft[User.role] = administrator.id.as(Role.self)
      draft[User.language] = language.rawValue
      let user = try tx.create(User.self, draft).id.as(User.self)
      try tx.setPassword(hash: passwordHash, of: user)
      try tx.nameOrganisation(input.organisation)
      return try SignIn.enter(user, isKept: false, from: origin, store: store, in: tx.transaction)
    }
  }
}

extension RecordTransaction {
  /// Every process reads the settings anew when the number of the metadata has grown.
  fileprivate func nameOrganisation(_ name: String) throws {
    try transaction.execute(
      """
      INSERT INTO setting (name, value) VALUES ('organisation_name', \(name)) ON CONFLICT (name) DO UPDATE SET value = excluded.value
      """)
    try transaction.execute("UPDATE schema_state SET metadata_version = metadata_version + 1 WHERE id = 1")
  }
}
