import Kernel
import Metadata
import Records
import Sales
import WebKernel

/// One deal on the board: what it is, what it is worth, when, and what comes next; with marks where it needs a hand.
struct BoardCard {
  let card: DealBoard.Card
  let account: String?
  let owner: String?
  let mayMove: Bool

  init(_ card: DealBoard.Card, accounts: [RecordID: String], _ colleagues: Colleagues) {
    self.card = card
    account = card.deal[Deal.account].flatMap { accounts[$0.as(AnyRecord.self)] }
    owner = colleagues.name(card.deal.ownerID)
    mayMove = colleagues.mayEdit(card.deal.ownerID)
  }

  func html(_ ui: UI) -> HTML {
    let deal = card.deal
    let name = deal[Deal.name] ?? ""
    return """
      <li><a class="dealcard\(if: card.isStalled || card.isOverdue, " is-stalled")" href="\(DealLinks.deal(deal.id))" draggable="false" \
      data-id="\(deal.id.text)" data-version="\(deal.version)" data-name="\(name)"\(attribute: "data-closes", deal[Deal.closesOn]?.text)\
      \(if: mayMove, " data-moves aria-keyshortcuts=\"ArrowLeft ArrowRight M\"")>\
      <span class="name">\(name)</span><span class="muted clip">\(account ?? ui("取引先なし", "No account"))</span>\
      <span class="row dealcard__sum"><b class="small">\(ui.amount(deal[Deal.amount]))</b>\(ui.yomi(deal[Deal.forecastRank]))\
      <span class="push muted">\(deal[Deal.closesOn].map(ui.monthDay))</span></span>\
      <span class="row dealcard__next">\(next(ui))<span class="push">\(avatar)</span></span></a></li>
      """
  }

  private var avatar: HTML {
    guard let owner, let id = card.deal.ownerID else { return .empty }
    return "\(HTML.avatar(owner, id: id.raw, small: true))<span class=\"sr\">\(owner)</span>"
  }

  private func next(_ ui: UI) -> HTML {
    if card.isOverdue { return HTML.tag(ui("予定日すぎ", "Past its day"), .danger, icon: "warn") }
    if card.isStalled { return HTML.tag(ui("\(card.daysInStage)日 停滞", "stalled \(card.daysInStage.counted("days"))"), .warn, icon: "warn") }
    guard let day = card.deal[Deal.nextActionOn] else {
      return card.deal[Deal.nextAction].map { "<span class=\"muted clip\">\($0)</span>" } ?? HTML.tag(ui("次の予定なし", "Nothing planned"), .line)
    }
    // The day stays readable when the words have to be cut.
    let words: HTML = """
      <span class="clip">\(card.deal[Deal.nextAction] ?? ui("次の一手", "Next step"))</span> <span class="nowrap">\(ui.nearDay(day))</span>
      """
    guard day <= ui.today else { return "<span class=\"muted row clip\" style=\"--gap:.25rem\">\(words)</span>" }
    return """
      <span class="\(day < ui.today ? "c-danger" : "c-shu") medium row clip" style="--gap:.25rem">\(HTML.icon("clock", .small))\(words)</span>
      """
  }
}
