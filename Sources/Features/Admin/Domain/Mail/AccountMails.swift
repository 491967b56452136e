package import Kernel
package import Metadata
package import Records

/// Whom a mail about an account goes to, and in which language.
package struct Addressee: Sendable, Hashable {
  package let user: ID<User>
  package let name: String
  package let email: EmailAddress
  package let language: Language

  package init(_ user: Record, _ email: EmailAddress) {
    self.user = user.id.as(User.self)
    name = user[User.name] ?? ""
    self.email = email
    language = user[User.language].flatMap(Language.init(rawValue:)) ?? .ja
  }
}

/// The mails about accounts, in the language of who gets them.
package enum AccountMails {
  package static func passwordReset(to person: Addressee, link: String) -> OutgoingMail {
    mail(
      to: person, subject: Label("パスワードの再設定", "Set a new password"),
      text: Label(
        """
        \(person.name) 様

        パスワードの再設定を受け付けました。30分以内に次のリンクを開き、新しいパスワードを決めてください。
        リンクは一度だけ使えます。

        \(link)

        心当たりがないときは、このメールを捨ててください。パスワードは変わりません。

        縁 Enishi
        """,
        """
        Hello \(person.name),

        Somebody asked for a new password for your account. Open this link within 30 minutes and choose one.
        It works once.

        \(link)

        If it was not you, throw this mail away. Your password stays as it is.

        Enishi
        """))
  }

  package static func invitation(to person: Addressee, by inviter: String, organisation: String, link: String) -> OutgoingMail {
    mail(
      to: person, subject: Label("\(organisation)の縁 Enishi への招待", "Invitation to Enishi of \(organisation)"),
      text: Label(
        """
        \(person.name) 様

        \(inviter) さんから、\(organisation) の縁 Enishi に招待されています。
        7日以内に次のリンクを開き、パスワードを決めてください。リンクは一度だけ使えます。

        \(link)

        縁 Enishi
        """,
        """
        Hello \(person.name),

        \(inviter) invites you to Enishi of \(organisation).
        Open this link within 7 days and choose a password. It works once.

        \(link)

        Enishi
        """))
  }

  /// A mail that tells the owner that something about the account was changed.
  package static func passwordChanged(_ person: Addressee) -> OutgoingMail {
    mail(
      to: person, subject: Label("パスワードが変わりました", "Your password was changed"),
      text: Label(
        """
        \(person.name) 様

        縁 Enishi のパスワードが変わり、ほかの端末からはログアウトしました。
        心当たりがないときは、すぐに管理者に知らせてください。

        縁 Enishi
        """,
        """
        Hello \(person.name),

        Your password of Enishi was changed, and your other devices were signed out.
        If it was not you, tell an administrator at once.

        Enishi
        """))
  }

  private static func mail(to person: Addressee, subject: Label, text: Label) -> OutgoingMail {
    OutgoingMail(to: person.email, name: person.name, subject: subject[person.language], text: text[person.language] + "\n")
  }
}
