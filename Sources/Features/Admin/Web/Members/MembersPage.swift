import Admin
import Kernel
import Metadata
import Records
import WebKernel

/// メンバー (screen 31): the teams at the side, everybody in a table.
struct MembersPage: Sendable {
  let members: [Member]
  let roles: [RecordID: String]
  let tree: TeamTree
  let team: RecordID?
  let problems: [Problem]
  let typedTeam: String

  /// Four queries, however many members there are.
  init(team: RecordID?, problems: [Problem], typedTeam: String, in tx: RecordTransaction) throws {
    let everybody = try Member.all(in: tx)
    let tree = TeamTree(teams: try tx.configuration(Team.object.name), members: everybody)
    roles = Dictionary(try tx.configuration(Role.object.name).map { ($0.id, $0[Role.label] ?? "") }) { first, _ in first }
    self.team = team.flatMap { tree.paths[$0] == nil ? nil : $0 }
    self.tree = tree
    members = everybody
    self.problems = problems
    self.typedTeam = typedTeam
  }

  private var shown: [Member] {
    guard let team, let reach = tree.reach[team] else { return members }
    return members.filter { $0.team.map(reach.contains) ?? false }
  }

  func page(_ ui: UI) -> WebPage {
    let active = members.filter { $0.state == .active }.count
    let invited = members.filter { if case .invited = $0.state { true } else { false } }.count
    var page = WebPage(
      ui("メンバー", "Members"), section: "admin", crumbs: [.init(ui("管理", "Administration"))],
      help: """
        <p>\(ui("招くと、7日間使えるリンクがメールで届きます。リンクはその場でも見られます。", "Whoever you invite gets a link by mail, good for seven days. You see it, too."))</p>\
        <p>\(ui("退職した人は「利用を止める」にします。記録は残り、すぐにログインできなくなります。", "Deactivate people who leave. Their records stay, and they cannot sign in from that moment."))</p>
        """,
      body: """
        <div class="page__head"><div><h1 class="h-in-bar">\(ui("メンバー", "Members"))</h1><p class="sub">\(ui.count(active, Label("人", "people")))\
        \(if: invited > 0, "\(ui("・招待中 \(invited)人", ", \(invited) invited"))")</p></div>\
        <div class="actions row">\(HTML.linkButton(ui("招く", "Invite"), "/users/new", icon: "plus", .primary))</div></div>
        <div class="adm--tree">\(teams(ui))\(table(ui))</div>
        """)
    if !problems.isEmpty { page.status = 422 }
    return page
  }

  // MARK: Teams

  private func teams(_ ui: UI) -> HTML {
    let everybody = members.filter { $0.state != .deactivated }.count
    return HTML.card(
      "teams", ui("組織", "Organisation"),
      body: """
        <div class="card__body teams"><ul class="tree teams__tree"><li>\
        <a class="tree__row" href="/users"\(if: team == nil, " aria-current=\"true\"")>\(HTML.icon("building"))<span class="grow clip">\(ui.organisation)</span>\
        <span class="push">\(everybody)</span></a>\(branch(tree.roots))</li></ul>\
        <p class="xs muted">\(ui("上司は、下の組織の記録を見られます。", "Managers see the records of the teams below."))</p>\
        \(addition(ui))</div>
        """)
  }

  private func branch(_ nodes: [TeamTree.Node]) -> HTML {
    guard !nodes.isEmpty else { return .empty }
    return """
      <ul>\(nodes.html { node in
        """
        <li><a class="tree__row" href="/users?team=\(node.id.text)"\(if: node.id == team, " aria-current=\"true\"")>\
        <span class="grow clip">\(node.name)</span><span class="push">\(node.members)</span></a>\(branch(node.children))</li>
        """
      })</ul>
      """
  }

  private func addition(_ ui: UI) -> HTML {
    let error = problems.at("name", ui)
    let parents =
      [HTML.Option("", ui("いちばん上", "At the top"))]
      + tree.paths.sorted { $0.key < $1.key }.map { HTML.Option($0.key.text, $0.value) }
    return """
      <details class="teams__new"\(if: error != nil, " open")><summary>\(ui("チームを追加", "Add a team"))</summary>\
      <form class="stack" method="post" action="/teams">\(ui.csrf)
      \(HTML.field(
        "team-name", ui("チーム名", "Name"), error: error,
        control: HTML.input(
          "team-name", name: "name", value: typedTeam, isRequired: true, attributes: HTML.described("team-name", hasHelp: false, hasError: error != nil))))
      \(HTML.field("team-parent", ui("上の組織", "Below"), control: HTML.select("team-parent", name: "parent", parents, chosen: team?.text)))
      \(HTML.button(ui("追加する", "Add"), size: .small))</form></details>
      """
  }

  // MARK: Members

  private func table(_ ui: UI) -> HTML {
    guard !shown.isEmpty else {
      return HTML.empty(
        ui("このチームには、まだだれもいません", "Nobody is in this team yet"), ui("メンバーを開いて、チームを選んでください。", "Open a member and choose the team."),
        icon: "users")
    }
    let heads = [ui("名前", "Name"), ui("チーム", "Team"), ui("ロール", "Role"), ui("ログイン", "Sign-in"), ui("最後の利用", "Last seen"), ui("状態", "State")]
    return """
      <div class="tablewrap"><table class="table table--fold"><caption class="sr">\(ui("メンバー", "Members"))</caption><thead><tr>\(heads.html { "<th scope=\"col\">\($0)</th>" })</tr></thead>\
      <tbody>\(shown.html { row($0, ui) })</tbody></table></div>
      """
  }

  private func row(_ member: Member, _ ui: UI) -> HTML {
    let steps =
      member.hasTwoSteps ? HTML.tag(ui("2段階", "Two steps"), .ok, icon: "check") : HTML.tag(ui("なし", "One step"), .warn, icon: "warn")
    return """
      <tr><td><span class="who">\(HTML.avatar(member.name, id: member.id.raw))<span class="clip"><a class="rowhead" href="/users/\(member.id.text)">\(member.name)</a>\
      <small class="clip">\(member.email)</small></span></span></td>\
      <td data-hide class="soft nowrap">\(member.team.flatMap { tree.paths[$0] } ?? "—")</td>\
      <td class="nowrap">\(member.role.flatMap { roles[$0] } ?? "—")</td><td data-hide>\(steps)</td>\
      <td data-hide class="muted nowrap"\(attribute: "title", member.seenAt.map(ui.full))>\(member.seenAt.map(ui.near) ?? "—")</td>\
      <td>\(MemberWords.state(member.state, ui))</td></tr>
      """
  }
}

enum MemberWords {
  static func state(_ state: Member.State, _ ui: UI) -> HTML {
    switch state {
    case .active: return HTML.status(ui("利用中", "Active"), "var(--ok)")
    case .invited(nil): return HTML.status(ui("招待の期限切れ", "Invitation over"), "var(--warn)")
    case .invited(.some(let until)):
      let days = max(0, until.day(offset: ui.moment.zoneOffset).number - ui.today.number)
      return HTML.status(ui("招待中 あと\(days)日", "Invited, \(days.counted("days")) left"), "var(--c1)")
    case .deactivated: return HTML.status(ui("停止中", "Deactivated"), "var(--line-ctl)")
    }
  }
}
