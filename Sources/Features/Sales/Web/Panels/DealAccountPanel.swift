import Kernel
import Metadata
import People
import RecordPages
import Records
import Sales
import WebKernel

extension RecordPanel {
  /// 取引先: the company behind a deal, as far as one wants to know it before a call.
  static let dealAccount = RecordPanel(.side, order: 10, for: [Deal.object.name]) { deal, tx, ui in
    guard let id = deal[Deal.account]?.as(AnyRecord.self), let account = try tx.fetch(tx.object(Account.object.name), [id]).first else { return nil }
    return try DealAccount(account, of: deal, in: tx).html(ui)
  }
}

/// One company in a few lines, and what else is going on with it.
private struct DealAccount {
  private let account: Record
  private let object: ObjectDefinition
  private let isVisible: (String) -> Bool
  /// Its other open deals; one more than are shown.
  private let others: [Record]

  private static let most = 3

  init(_ account: Record, of deal: Record, in tx: RecordTransaction) throws {
    self.account = account
    let object = try tx.object(Account.object.name)
    let access = tx.access
    self.object = object
    isVisible = { name in object.field(name).map { access.isVisible($0, on: object) } ?? false }
    others = try tx.list(Deal.object.name, where: Self.open(account), sort: "closes_on", limit: Self.most + 2).rows.filter { $0.id != deal.id }
  }

  private static func open(_ account: Record) -> JSON {
    ["all": [["field": "account_id", "is": "eq", "value": .string(account.id.text)], ["field": "stage.kind", "is": "eq", "value": "open"]]]
  }

  func html(_ ui: UI) -> HTML {
    let place = ["prefecture", "city"].filter(isVisible).compactMap { String(value: account[$0]) }.joined()
    let phone = isVisible("phone") ? account[Account.phone] : nil
    let lines: [(String, HTML?)] = [
      (ui("業種", "Industry"), text("industry").map { "\($0)" }),
      (ui("所在地", "Place"), place.isEmpty ? nil : "\(place)"),
      (ui("従業員", "Employees"), isVisible("employees") ? account[Account.employees].map { "\(ui.count($0, Label("人", "people")))" } : nil),
      (ui("電話", "Phone"), phone.map { "<a href=\"tel:\($0.filter { $0.isNumber || $0 == "+" })\" data-call>\($0)</a>" }),
      (ui("ランク", "Rank"), isVisible("rank") ? account[Account.rank].map { "\($0.rawValue)" } : nil),
    ]
    return HTML.card(
      "deal-account", ui("取引先", "Account"), icon: "building", foot: foot(ui),
      body: """
        <div class="card__body stack" style="--gap:var(--s-2)"><p><a href="\(RecordLinks.record(account, object))"><b>\(account[Account.name])</b></a></p>\
        <dl class="facts">\(lines.html { label, value in value.map { "<div><dt>\(label)</dt><dd>\($0)</dd></div>" } ?? "" })</dl></div>\
        \(if: !others.isEmpty, "<div class=\"rows\">\(others.prefix(Self.most).html { row($0, ui) })</div>")
        """)
  }

  private func text(_ field: String) -> String? { isVisible(field) ? String(value: account[field]) : nil }

  private func row(_ deal: Record, _ ui: UI) -> HTML {
    """
    <a href="\(DealLinks.deal(deal.id))"><span class="who grow"><span class="clip"><b>\(deal[Deal.name])</b>\
    <small>\(deal[Deal.closesOn].map { ui.monthDay($0) } ?? ui("予定日なし", "no date"))</small></span></span>\
    <span class="num small">\(deal[Deal.amount].map { ui.amount($0) })</span></a>
    """
  }

  private func foot(_ ui: UI) -> HTML {
    guard others.count > Self.most else { return .empty }
    return "<a href=\"\(DealLinks.list(where: Self.open(account)))\">\(ui("進行中の商談をすべて見る", "See all open deals"))</a>"
  }
}
