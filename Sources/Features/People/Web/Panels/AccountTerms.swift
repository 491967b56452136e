import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

extension RecordPanel {
  /// 取引条件: when an account is billed and pays, who is billed, and up to how much; once any of it is known.
  static let accountTerms = RecordPanel(.side, order: 40, for: [Account.object.name], replacing: AccountTerms.fields) { account, tx, ui in
    try AccountTerms(of: account, in: tx).html(ui)
  }
}

/// The terms of trade with one account, in the words people use for them.
struct AccountTerms {
  private let account: Record
  private let object: ObjectDefinition
  private let names: LookupNames
  private let access: AccessScope

  static let fields: Set<String> = [
    "closing_day", "payment_month_offset", "payment_day", "payment_holiday_rule", "bill_to_id", "collect_from_id", "credit_limit", "tax_rounding",
    "invoice_number",
  ]

  init(of account: Record, in tx: RecordTransaction) throws {
    self.account = account
    object = try tx.object(Account.object.name)
    access = tx.access
    names = try LookupNames(of: [(object, ["bill_to_id", "collect_from_id"], [account])], in: tx)
  }

  func html(_ ui: UI) -> HTML? {
    let lines: [(Label, HTML?)] = [
      (Label("締め・支払", "Closing, payment"), payment(ui).map { "\($0)" }),
      (Account.billTo.definition.label, company(Account.billTo.name)),
      (Account.collectFrom.definition.label, company(Account.collectFrom.name)),
      (Label("与信枠", "Credit limit"), shown(Account.creditLimit).map { "\(ui.reportedText($0))" }),
      (Label("税の端数", "Tax rounding"), shown(Account.taxRounding).map { "\(ui($0.label))" }),
      (Account.invoiceNumber.definition.label, shown(Account.invoiceNumber).map { "<span class=\"num\">\($0)</span>" }),
    ]
    let known = lines.compactMap { label, value in value.map { (label, $0) } }
    guard !known.isEmpty else { return nil }
    return HTML.card(
      "account-terms", ui("取引条件", "Terms"), icon: "yen",
      body: "<div class=\"card__body\"><dl class=\"facts\">\(known.html { "<div><dt>\(ui($0))</dt><dd>\($1)</dd></div>" })</dl></div>")
  }

  /// 20日締め 翌月末払い.
  private func payment(_ ui: UI) -> String? {
    let closing = shown(Account.closingDay).map { $0 > 30 ? ui("末日締め", "closes at month end") : ui("\($0)日締め", "closes on day \($0)") }
    let month = shown(Account.paymentMonthOffset).map { offset in
      switch offset {
      case 0: ui("当月", "same month")
      case 1: ui("翌月", "next month")
      case 2: ui("翌々月", "second month after")
      default: ui("\(offset)か月後", "\(offset) months later")
      }
    }
    let day = shown(Account.paymentDay).map { $0 > 30 ? ui("末払い", ", pays at month end") : ui("\($0)日払い", ", pays on day \($0)") }
    let pays = [month, day].compactMap { $0 }.joined()
    let rule = shown(Account.paymentHolidayRule).map { ui("休日は\($0.label.ja)", "holidays: \($0.label.en.lowercased())") }
    let parts = [closing, pays.isEmpty ? nil : pays, pays.isEmpty ? nil : rule].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ui(" ", "; "))
  }

  private func shown<T: FieldValue>(_ field: Field<T>) -> T? {
    object.field(field.name).map { access.isVisible($0, on: object) } ?? false ? account[field] : nil
  }

  private func company(_ field: String) -> HTML? {
    guard let definition = object.field(field), access.isVisible(definition, on: object), case .reference(let id) = account[field],
      let named = names[Account.object.name, id]
    else { return nil }
    return named.link.map { "<a href=\"\($0)\">\(named.title)</a>" } ?? "\(named.title)"
  }
}
