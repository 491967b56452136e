import Japan
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// What one person sees on 今日 at this moment. Made with as many statements as its cards need, whatever they hold.
struct TodayScreen: Sendable {
  /// Whose day, as the address says it.
  enum View: String { case me, team }

  struct Placed: Sendable {
    let order: Int
    let html: HTML
  }

  let view: TodayCard.Audience
  /// Whose records besides the own ones are seen; `nil`: nobody's.
  let team: String?
  let name: String
  let advice: HTML
  let wide: [Placed]
  let narrow: [Placed]
  let mayAddLead: Bool

  init(cards: [TodayCard], steps: [FirstStep], wanted: View?, _ tx: RecordTransaction, _ ui: UI) throws {
    let reach = ["deal", "person"].map { tx.actor.rights.scope(.read, on: $0) }.max() ?? .none
    team = reach >= .team ? ui.person?.team ?? ui("チーム", "Team") : nil
    // Who answers for the deals of others begins with theirs.
    let leads = tx.actor.rights.scope(.edit, on: "deal") >= .team
    view = team != nil && (wanted ?? (leads ? .team : .me)) == .team ? .team : .own
    name = tx.actor.name
    let audience = view
    func placed(_ column: TodayCard.Column) throws -> [Placed] {
      try (cards + Self.own).filter { $0.column == column && ($0.audience == audience || $0.audience == .both) }
        .sorted { $0.order < $1.order }.compactMap { card in
          try card.html(tx, ui).map { Placed(order: card.order, html: $0) }
        }
    }
    var wide = try placed(.wide)
    if let card = try WelcomeProgress(steps, unlessClosed: true, in: tx)?.card(ui) { wide.insert(Placed(order: 0, html: card), at: 0) }
    self.wide = wide
    narrow = try placed(.narrow)
    advice = try DayAdvice(isTeam: view == .team, in: tx).html(ui)
    mayAddLead = tx.actor.rights.scope(.create, on: "person") > .none
  }

  /// The cards of this room itself: how the team stands.
  private static let own = [
    TodayCard(.wide, order: 20, for: .team) { tx, ui in try TeamSteps(in: tx)?.dueCard(ui) },
    TodayCard(.narrow, order: 20, for: .team) { tx, ui in try TeamLoad(in: tx)?.card(ui) },
  ]

  // MARK: Page

  func page(_ ui: UI) -> WebPage {
    WebPage(
      ui("今日", "Today"), section: "today", help: Self.help(ui),
      body: """
        <div class="page__head"><div><h1 class="greet">\(greeting(ui))</h1><p class="sub">\(ui.date(ui.today))　\(advice)</p></div>\
        <div class="actions row">\(views(ui))\(if: mayAddLead, HTML.linkButton(ui("見込み客を追加", "Add a lead"), RecordLinks.new("leads"), icon: "plus", .primary))</div></div>
        <div class="grid today"><div class="stack" style="--span:7;--gap:var(--s-4)">\(wide.html(placed))</div>\
        <div class="stack" style="--span:5;--gap:var(--s-4)">\(narrow.html(placed))</div></div>
        \(if: wide.isEmpty && narrow.isEmpty, HTML.empty(ui("今日は何も待っていません", "Nothing is waiting today"), ui("見込み客や商談が入ると、次にすることがここに並びます。", "As leads and deals come in, what to do next lines up here.")))
        """)
  }

  private func placed(_ card: Placed) -> HTML { "<div class=\"today__card\" style=\"--o:\(card.order)\">\(card.html)</div>" }

  private func greeting(_ ui: UI) -> String {
    let hour = Int((ui.moment.now.milliseconds / 1000 + Int64(ui.moment.zoneOffset)) % 86_400 / 3_600)
    let family = name.split { $0 == " " || $0 == "　" }.first.map(String.init) ?? name
    switch hour {
    case 4..<11: return ui("おはようございます、\(family)さん", "Good morning, \(name)")
    case 11..<18: return ui("こんにちは、\(family)さん", "Good afternoon, \(name)")
    default: return ui("おつかれさまです、\(family)さん", "Good evening, \(name)")
    }
  }

  private func views(_ ui: UI) -> HTML {
    guard let team else { return .empty }
    func link(_ label: String, _ address: String, _ isOn: Bool) -> HTML {
      "<a href=\"\(address)\"\(if: isOn, " aria-current=\"page\"")>\(label)</a>"
    }
    return """
      <div class="seg" role="group" aria-label="\(ui("だれの今日か", "Whose day"))">\(link(ui("自分", "Me"), "/?view=me", view == .own))\(link(team, "/?view=team", view == .team))</div>
      """
  }

  private static func help(_ ui: UI) -> HTML {
    """
    <p>\(ui("今日することを、待たせている順に並べています。数字や名前を押すと、その一覧や記録が開きます。", "What to do today, longest waiting first. Names and figures open what they stand for."))</p>\
    <ul><li>\(ui("「次の一手」は、左の丸を押すと済みになり、その次を決められます。", "Tick a next step off at its circle, and settle the one after."))</li>\
    <li>\(ui("「対応を待っている見込み客」は、まだ誰も手をつけていない人です。", "“Leads waiting for you” are those nobody has taken up."))</li>\
    <li>\(ui("チームを見られる人は、右上で自分とチームを切り替えられます。", "Who sees a team can switch to it at the top right."))</li></ul>\
    <p><a href="/welcome">\(ui("はじめにすることを見る", "See the first steps"))</a></p>
    """
  }
}
