import Admin
import Kernel
import Metadata
import Records
import WebKernel

/// One member: name, mail, role and team, and what can be done with the account. Without a member: inviting somebody.
struct MemberForm: Sendable {
  let member: Member?
  /// What stands in the fields: what was typed, or what is kept.
  let name: String
  let email: String
  let role: String?
  let team: String?
  let language: String
  let version: Int
  let roles: [HTML.Option]
  let teams: [HTML.Option]
  let problems: [Problem]

  init(new typed: Form, _ problems: [Problem], in tx: RecordTransaction) throws {
    try self.init(member: nil, record: nil, typed: typed, problems, in: tx)
  }

  init(of id: ID<User>, _ typed: Form?, _ problems: [Problem], in tx: RecordTransaction) throws {
    guard let member = try Member.all(in: tx).first(where: { $0.id == id }) else { throw Refusal.notFound }
    try self.init(member: member, record: try tx.get(User.self, id), typed: typed, problems, in: tx)
  }

  private init(member: Member?, record: Record?, typed: Form?, _ problems: [Problem], in tx: RecordTransaction) throws {
    self.member = member
    self.problems = problems
    name = typed?["name"] ?? member?.name ?? ""
    email = typed?["email"] ?? member?.email ?? ""
    role = typed?["role"] ?? member?.role?.text
    team = typed?["team"] ?? member?.team?.text
    language = typed?["language"] ?? record?[User.language] ?? ""
    version = typed?["version"].flatMap { Int($0) } ?? member?.version ?? 0
    roles = try tx.configuration(Role.object.name).map { HTML.Option($0.id.text, $0[Role.label] ?? "") }
    let tree = TeamTree(teams: try tx.configuration(Team.object.name), members: [])
    teams = tree.paths.sorted { $0.key < $1.key }.map { HTML.Option($0.key.text, $0.value) }
  }

  func page(_ ui: UI) -> WebPage {
    let title = member?.name ?? ui("メンバーを招く", "Invite somebody")
    var page = WebPage(
      title, section: "admin", crumbs: [.init(ui("管理", "Administration")), .init(ui("メンバー", "Members"), "/users")],
      body: """
        <div class="page__head"><div><h1 class="h-in-bar">\(title)</h1>\(member.map { "<p class=\"sub\">\(MemberWords.state($0.state, ui))</p>" as HTML })</div></div>
        <div class="member"><section class="card"><form class="card__body stack" style="--gap:var(--s-4)" method="post" \
        action="\(member.map { "/users/\($0.id.text)" } ?? "/users")">\(ui.csrf)<input type="hidden" name="version" value="\(version)">
        \(HTML.problems(problems, ui, id: { ["name", "email", "role", "team"].contains(Self.control($0)) ? Self.control($0) : nil }))
        \(text("name", ui("氏名", "Name"), name, ui))
        \(text("email", ui("メール", "E-mail"), email, type: "email", help: ui("ログインに使います。", "Used to sign in."), ui))
        \(choice("role", ui("ロール", "Role"), roles, role, isRequired: true, ui))
        \(choice("team", ui("チーム", "Team"), [HTML.Option("", ui("なし", "None"))] + teams, team, isRequired: false, ui))
        \(choice("language", ui("表示言語", "Language"), [HTML.Option("", ui("ブラウザーに合わせる", "As the browser asks")), HTML.Option("ja", "日本語"), HTML.Option("en", "English")], language, isRequired: false, ui))
        <p class="row">\(HTML.button(member == nil ? ui("招待を送る", "Send the invitation") : ui("保存する", "Save"), .primary))\
        \(HTML.linkButton(ui("やめる", "Cancel"), "/users", .ghost))</p></form></section>\(member.map { actions($0, ui) })</div>
        """)
    if !problems.isEmpty { page.status = 422 }
    return page
  }

  /// Rules speak of columns; the form has shorter names.
  private static func control(_ field: String) -> String {
    switch field {
    case User.role.name: "role"
    case User.team.name: "team"
    default: field
    }
  }

  private func error(_ control: String, _ ui: UI) -> String? {
    problems.first { $0.field.map(Self.control) == control }?.message[ui.language]
  }

  private func text(_ name: String, _ label: String, _ value: String, type: String = "text", help: String? = nil, _ ui: UI) -> HTML {
    let error = error(name, ui)
    return HTML.field(
      name, label, isRequired: true, requiredMark: ui("必須", "Required"), help: help, error: error,
      control: HTML.input(
        name, type: type, value: value, isRequired: true, autocomplete: "off",
        attributes: HTML.described(name, hasHelp: help != nil, hasError: error != nil)))
  }

  private func choice(_ name: String, _ label: String, _ options: [HTML.Option], _ chosen: String?, isRequired: Bool, _ ui: UI) -> HTML {
    let error = error(name, ui)
    return HTML.field(
      name, label, isRequired: isRequired, requiredMark: ui("必須", "Required"), error: error,
      control: HTML.select(name, options, chosen: chosen, attributes: HTML.described(name, hasHelp: false, hasError: error != nil)))
  }

  // MARK: The account

  private func actions(_ member: Member, _ ui: UI) -> HTML {
    func action(_ path: String, _ label: String, _ text: String, _ tone: HTML.Tone = .plain) -> HTML {
      """
      <form class="stack" style="--gap:var(--s-2)" method="post" action="/users/\(member.id.text)/\(path)">\(ui.csrf)<p class="small soft">\(text)</p>\
      <p>\(HTML.button(label, tone))</p></form>
      """
    }
    var forms: [HTML] = []
    if case .invited = member.state {
      forms.append(
        action("invitation", ui("招待リンクを作り直す", "Make a new invitation"), ui("前のリンクは使えなくなります。", "The earlier link stops working.")))
    }
    if member.hasTwoSteps {
      forms.append(
        action(
          "two-steps/off", ui("2段階ログインを外す", "Take two steps off"),
          ui("スマホも予備コードもなくした人のためのものです。本人だと確かめてください。", "For people who lost both phone and recovery codes. Make sure it is them.")))
    }
    if member.state == .deactivated {
      forms.append(action("activation", ui("利用を再開する", "Activate again"), ui("前と同じパスワードでログインできます。", "The earlier password works again.")))
    } else if member.id.raw != ui.person?.id.raw {
      if member.state == .active {
        forms.append(
          action(
            "password", ui("再設定のリンクを作る", "Make a link for a new password"),
            ui("パスワードを忘れた人に、メールの代わりに渡せます。", "For people who forgot their password, when mail does not reach them.")))
      }
      let stop = action(
        "deactivation", ui("利用を止める", "Deactivate"),
        ui("すぐにログインできなくなります。担当している記録は残ります。", "Signing in stops at once. The records in their care stay."), .danger)
      forms.append("<details class=\"danger\"><summary>\(ui("利用を止めるには", "To deactivate"))</summary>\(stop)</details>")
    }
    guard !forms.isEmpty else { return .empty }
    let seen = member.seenAt.map { ui("最後の利用 \(ui.near($0))", "last seen \(ui.near($0))") } ?? ui("まだ使っていません", "not seen yet")
    return HTML.card(
      "account", ui("アカウント", "Account"), icon: "lock",
      body: """
        <div class="card__body stack" style="--gap:var(--s-4)"><p class="xs muted">\(seen)</p>\(forms)</div>
        """)
  }
}

/// A link for a new password, to be handed over; shown this once.
struct HandedLinkPage: Sendable {
  let name: String
  let link: String

  func page(_ ui: UI) -> WebPage {
    WebPage(
      ui("再設定のリンク", "Link for a new password"), section: "admin",
      crumbs: [.init(ui("管理", "Administration")), .init(ui("メンバー", "Members"), "/users")],
      body: """
        <div class="page__head"><div><h1>\(ui("\(name) さんに渡すリンク", "A link for \(name)"))</h1></div></div>
        <section class="card twostep"><div class="card__body stack" style="--gap:var(--s-4)">
        \(HTML.field(
          "link", ui("再設定のリンク", "Link for a new password"),
          help: ui("30分以内に一度だけ使えます。本人だと確かめて渡してください。", "Works once within 30 minutes. Make sure that it is them."),
          control: HTML.input("link", value: link, attributes: "readonly aria-describedby=\"link-h\"")))
        <p>\(HTML.linkButton(ui("メンバーに戻る", "Back to the members"), "/users", .primary))</p>
        </div></section>
        """)
  }
}

/// The invitation is on its way; its link is shown this once.
struct InvitedPage: Sendable {
  let person: Addressee
  let link: String

  func page(_ ui: UI) -> WebPage {
    WebPage(
      ui("招待しました", "Invited"), section: "admin", crumbs: [.init(ui("管理", "Administration")), .init(ui("メンバー", "Members"), "/users")],
      body: """
        <div class="page__head"><div><h1>\(ui("\(person.name) さんを招きました", "\(person.name) is invited"))</h1>\
        <p class="sub">\(ui("\(person.email.text) にメールを送りました。", "A mail is on its way to \(person.email.text)."))</p></div></div>
        <section class="card twostep"><div class="card__body stack" style="--gap:var(--s-4)">
        \(HTML.field(
          "link", ui("招待リンク", "Invitation link"),
          help: ui("7日以内に一度だけ使えます。この画面を閉じると、もう見られません。", "Works once within seven days. It is not shown again after this page."),
          control: HTML.input("link", value: link, attributes: "readonly aria-describedby=\"link-h\"")))
        <p class="row">\(HTML.linkButton(ui("メンバーに戻る", "Back to the members"), "/users", .primary))\
        \(HTML.linkButton(ui("もう一人招く", "Invite another"), "/users/new"))</p>
        </div></section>
        """)
  }
}
