import Admin
import Database
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// 個人設定: what everybody settles for themselves.
struct MyRoutes: Sendable {
  let door: WebDoor
  let services: AdminServices
  /// Of other features.
  let cards: [MyCard]

  var routes: [Route] {
    [
      .page("/me", "me.page", Label("個人設定", "My settings"), show),
      .post("/me/profile", "me.profile", Label("プロフィールを保存する", "Save the profile"), saveProfile),
      .post("/me/preferences", "me.preferences", Label("表示を保存する", "Save the display"), savePreferences),
      .post("/me/password", "me.password", Label("パスワードを変える", "Change the password"), changePassword),
      .post("/me/sessions/end", "me.sessions.end", Label("ほかの端末からログアウトする", "Sign out everywhere else"), endOthers),
      .post("/me/sessions/{id}/end", "me.session.end", Label("その端末からログアウトする", "Sign out there"), endOne),
    ]
  }

  private func show(_ request: AppRequest) async throws -> Answer { try await shown(request) }

  /// - Parameter problems: of the form named; what it held is shown again, but for passwords.
  private func shown(_ request: AppRequest, _ form: MyPage.Form? = nil, _ problems: [Problem] = []) async throws -> Answer {
    try await door.page(request) { tx, ui in
      let cards = try cards.map { try $0(tx, ui) }
      return try MyPage(form: form, problems: problems, typed: request.form, session: request.caller?.session, in: tx).page(ui, cards: cards)
    }
  }

  // MARK: Profile and display

  private func saveProfile(_ request: AppRequest) async throws -> Answer {
    guard let language = request.form["language"].flatMap(Language.init(rawValue:)) else { return .redirect(to: "/me") }
    do {
      return try await door.write(request, as: "user.profile") { tx, _ in
        try tx.updateOwnProfile(name: request.form.trimmed("name"), language: language)
        return Answer.redirect(to: "/me", Flash(Label("プロフィールを保存しました", "Your profile is saved")[language]))
          .with(SetCookie(CookieNames.language, language.rawValue, seconds: 365 * 86_400))
      }
    } catch let problems as Problems {
      return try await shown(request, .profile, problems.all)
    }
  }

  private func savePreferences(_ request: AppRequest) async throws -> Answer {
    let preferences = Preferences(
      theme: request.form["theme"].flatMap(Preferences.Theme.init(rawValue:)), hasSingleKeys: request.form["keys"] != nil)
    return try await door.write(request, as: "user.preferences") { tx, ui in
      if let user = request.caller?.user { try preferences.save(for: user, in: tx.transaction) }
      let answer = Answer.redirect(to: "/me", Flash(ui("表示を保存しました", "The display is saved")))
      return preferences.cookies.reduce(answer) { $0.with($1) }
    }
  }

  // MARK: Password

  private func changePassword(_ request: AppRequest) async throws -> Answer {
    let caller = try request.signedIn()
    let store = services.store
    let present = try await store.database.read { tx in
      try Session.list(of: caller.user, at: store.now(), in: tx).first { $0.id.raw == caller.session?.id }
    }
    let change = PasswordChange(store: store, passwords: services.passwords)
    do {
      let session = try await change.run(
        current: request.form["current"] ?? "", new: request.form["password"] ?? "", of: caller.user,
        isKept: present?.isKept ?? false, from: request.origin)
      services.sessions.forget()
      let (letter, language) = try await store.read(for: .user(caller.user)) { tx in
        let user = try tx.asSystem("mail").get(User.self, caller.user)
        return (user[User.email].map { AccountMails.passwordChanged(Addressee(user, $0)) }, tx.actor.language)
      }
      if let letter { try await services.outbox.send(letter) }
      let words = Label("パスワードを変え、ほかの端末からログアウトしました", "Your password is changed; other devices are signed out")
      return Answer.redirect(to: "/me", Flash(words[language])).with(.session(session))
    } catch let problems as Problems {
      return try await shown(request, .password, problems.all)
    }
  }

  // MARK: Sessions

  private func endOthers(_ request: AppRequest) async throws -> Answer {
    let caller = try request.signedIn()
    let present = caller.session.map { ID<Session>($0.id) }
    let answer = try await door.write(request, as: "session.end") { tx, ui in
      let count = try Session.endAll(of: caller.user, except: present, in: tx.transaction)
      return .redirect(to: "/me", Flash(ui("ほかの\(count)台からログアウトしました", "Signed out of \(count.counted("other devices"))")))
    }
    services.sessions.forget()
    return answer
  }

  private func endOne(_ request: AppRequest) async throws -> Answer {
    let caller = try request.signedIn()
    let id = try request.id("id", Session.self)
    let answer = try await door.write(request, as: "session.end") { tx, ui in
      guard try Session.end(id, of: caller.user, in: tx.transaction) else { throw Refusal.notFound }
      return .redirect(to: "/me", Flash(ui("その端末からログアウトしました", "Signed out there")))
    }
    services.sessions.forget()
    return answer
  }
}
