import Admin
import Database
import Kernel
import Metadata
import Records
import WebKernel

/// メンバー: who may be in the house, with which role and team. For who has the permission `users`.
struct MemberRoutes: Sendable {
  let door: WebDoor
  let services: AdminServices

  private static let permission = Route.Permission.pageFor(permission: "users")

  var routes: [Route] {
    [
      .page("/users", "members", Label("メンバー", "Members"), Self.permission, list),
      .post("/users", "members.invite", Label("招く", "Invite"), Self.permission, invite),
      .page("/users/new", "members.new", Label("メンバーを招く", "Invite somebody"), Self.permission, new),
      .page("/users/{id}", "member", Label("メンバー", "Member"), Self.permission, show),
      .post("/users/{id}", "member.save", Label("メンバーを保存する", "Save a member"), Self.permission, save),
      .post("/users/{id}/invitation", "member.invitation", Label("招待リンクを作り直す", "Make a new invitation"), Self.permission, inviteAgain),
      .post("/users/{id}/password", "member.password", Label("再設定のリンクを作る", "Make a link for a new password"), Self.permission, handLink),
      .post("/users/{id}/deactivation", "member.deactivate", Label("利用を止める", "Deactivate"), Self.permission, deactivate),
      .post("/users/{id}/activation", "member.activate", Label("利用を再開する", "Activate"), Self.permission, activate),
      .post("/users/{id}/two-steps/off", "member.two_steps.off", Label("2段階ログインを外す", "Take two steps off"), Self.permission, removeTwoSteps),
      .post("/teams", "teams.add", Label("チームを追加する", "Add a team"), Self.permission, addTeam),
    ]
  }

  /// What is shown to nobody else.
  private static func check(_ tx: RecordTransaction) throws {
    guard tx.actor.rights.may("users") else {
      throw Refusal.forbidden(Label("メンバーの管理は、管理者だけができます。", "Only administrators manage members."))
    }
  }

  // MARK: List

  private func list(_ request: AppRequest) async throws -> Answer { try await listed(request, []) }

  private func listed(_ request: AppRequest, _ problems: [Problem]) async throws -> Answer {
    let team = Form(request.query)["team"].flatMap { RecordID(text: $0) }
    return try await door.page(request) { tx, ui in
      try Self.check(tx)
      return try MembersPage(team: team, problems: problems, typedTeam: request.form["name"] ?? "", in: tx).page(ui)
    }
  }

  private func addTeam(_ request: AppRequest) async throws -> Answer {
    do {
      return try await door.write(request, as: "team.add") { tx, ui in
        try Self.check(tx)
        var draft = Draft()
        draft[Team.name] = request.form.trimmed("name")
        if let parent = request.form["parent"].flatMap({ ID<Team>(text: $0) }) { draft[Team.parent] = parent }
        try tx.create(Team.self, draft)
        return .redirect(to: "/users", Flash(ui("チームを追加しました", "Team added"), undo: tx.operation.text))
      }
    } catch let problems as Problems {
      return try await listed(request, problems.all)
    }
  }

  // MARK: Inviting

  private func new(_ request: AppRequest) async throws -> Answer {
    try await door.page(request) { tx, ui in
      try Self.check(tx)
      return try MemberForm(new: request.form, [], in: tx).page(ui)
    }
  }

  private struct Invited: Sendable {
    let person: Addressee
    let inviter: String
    let organisation: String
    let link: String
  }

  private func invite(_ request: AppRequest) async throws -> Answer {
    let actor = try request.signedIn().actor
    let url = services.url
    do {
      let invited = try await services.store.write(for: actor, as: OperationKind("user.invite", source: "web")) { tx in
        try Self.check(tx)
        let input = MemberInput(request.form)
        try Problems.check(AccountProblems.email(input.email))
        let (user, secret) = try tx.invite(input.draft(isNew: true))
        return try Self.invited(user, secret, url, in: tx)
      }
      return try await sent(invited, request)
    } catch let problems as Problems {
      return try await door.page(request) { tx, ui in
        try Self.check(tx)
        return try MemberForm(new: request.form, problems.all, in: tx).page(ui)
      }
    }
  }

  private func inviteAgain(_ request: AppRequest) async throws -> Answer {
    let (actor, id, url) = (try request.signedIn().actor, try request.id("id", User.self), services.url)
    let invited = try await services.store.write(for: actor, as: OperationKind("user.invite", source: "web")) { tx in
      try Self.check(tx)
      return try Self.invited(try tx.get(User.self, id), try Invitation.make(for: id, in: tx), url, in: tx)
    }
    return try await sent(invited, request)
  }

  private static func invited(_ user: Record, _ secret: String, _ url: String, in tx: RecordTransaction) throws -> Invited {
    guard let email = user[User.email] else { throw Refusal.notFound }
    return Invited(
      person: Addressee(user, email), inviter: tx.actor.name, organisation: tx.settings.name, link: url + Invitation.path(secret))
  }

  /// Mails the link, and shows it this once to whoever invited.
  private func sent(_ invited: Invited, _ request: AppRequest) async throws -> Answer {
    try await services.outbox.send(
      AccountMails.invitation(to: invited.person, by: invited.inviter, organisation: invited.organisation, link: invited.link))
    return try await door.page(request) { _, ui in InvitedPage(person: invited.person, link: invited.link).page(ui) }
  }

  private func handLink(_ request: AppRequest) async throws -> Answer {
    let (actor, id, url) = (try request.signedIn().actor, try request.id("id", User.self), services.url)
    let page = try await services.store.write(for: actor, as: OperationKind("password.link", source: "web")) { tx in
      try Self.check(tx)
      let name = try tx.get(User.self, id)[User.name] ?? ""
      return HandedLinkPage(name: name, link: url + PasswordReset.path(try tx.passwordLink(for: id)))
    }
    return try await door.page(request) { _, ui in page.page(ui) }
  }

  // MARK: One member

  private func show(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", User.self)
    return try await door.page(request) { tx, ui in
      try Self.check(tx)
      return try MemberForm(of: id, nil, [], in: tx).page(ui)
    }
  }

  private func save(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", User.self)
    do {
      return try await door.write(request, as: "user.update") { tx, ui in
        try Self.check(tx)
        let input = MemberInput(request.form)
        try Problems.check(AccountProblems.email(input.email))
        do {
          try tx.update(User.self, id, input.draft(isNew: false), version: request.form["version"].flatMap { Int($0) })
        } catch Refusal.conflict {
          throw Problems([
            Problem(
              "conflict", ja: "ほかの人が先に変えました。開き直して、もう一度直してください。",
              en: "Somebody else changed this first. Open it again and repeat your changes.")
          ])
        }
        return .redirect(to: "/users", Flash(ui("\(input.name) を保存しました", "\(input.name) is saved"), undo: tx.operation.text))
      }
    } catch let problems as Problems {
      return try await door.page(request) { tx, ui in
        try Self.check(tx)
        return try MemberForm(of: id, request.form, problems.all, in: tx).page(ui)
      }
    }
  }

  private func deactivate(_ request: AppRequest) async throws -> Answer {
    try await change(request, "user.deactivate", Label("の利用を止めました", " is deactivated")) { tx, id in
      guard tx.actor.userID?.raw != id.raw else {
        throw Refusal.state(
          Problem("own_account", ja: "自分の利用は止められません。ほかの管理者に頼んでください。", en: "You cannot deactivate yourself. Ask another administrator."))
      }
      try tx.deactivate(id)
    }
  }

  private func activate(_ request: AppRequest) async throws -> Answer {
    try await change(request, "user.activate", Label("の利用を再開しました", " is active again")) { tx, id in try tx.reactivate(id) }
  }

  private func removeTwoSteps(_ request: AppRequest) async throws -> Answer {
    try await change(request, "two_steps.off", Label("の2段階ログインを外しました", " signs in without two steps now")) { tx, id in
      try tx.removeTwoSteps(from: id)
    }
  }

  private func change(
    _ request: AppRequest, _ kind: String, _ done: Label, _ body: @escaping @Sendable (RecordTransaction, ID<User>) throws -> Void
  ) async throws -> Answer {
    let id = try request.id("id", User.self)
    let answer = try await door.write(request, as: kind) { tx, ui in
      try Self.check(tx)
      let name = try tx.get(User.self, id)[User.name] ?? ""
      try body(tx, id)
      return .redirect(to: "/users", Flash("\(name)\(ui.language == .ja ? " " : "")\(ui(done))"))
    }
    services.sessions.forget()
    return answer
  }
}
