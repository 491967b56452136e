import Kernel
import Metadata
import People
import RecordPages
import Records
import Sales
import WebKernel

/// What somebody has chosen on the conversion page so far, as typed; shown again whatever is wrong with it.
struct ConversionForm: Sendable {
  enum Mode: String { case new, existing, none }

  /// `nil`: nothing chosen yet, so the plan proposes.
  var account: Mode?
  var accountID: ID<Account>?
  var accountName: String?
  /// Words to find another account by.
  var search = ""
  var deal: Mode?
  var dealID: ID<Deal>?
  /// The fields of a new deal by their names, as typed.
  var typed: [String: String] = [:]

  static let dealFields = ["name", "closes_on", "amount", "stage_id", "owner_id"]

  /// Nothing chosen.
  init() {}

  init(_ form: Form) {
    account = form["account"].flatMap(Mode.init(rawValue:))
    accountID = form["account_id"].flatMap { ID(text: $0) }
    accountName = form["account.name"]
    search = form.trimmed("account_q")
    deal = form["deal"].flatMap(Mode.init(rawValue:))
    dealID = form["deal_id"].flatMap { ID(text: $0) }
    for name in Self.dealFields { typed[name] = form["deal.\(name)"] }
  }

  /// - Returns: the choices as far as they can be read, and what is wrong with the rest.
  func choices(_ object: ObjectDefinition, in tx: RecordTransaction) throws -> (choices: LeadConversion.Choices, problems: [Problem]) {
    var problems: [Problem] = []
    var choices = LeadConversion.Choices()
    switch account {
    case .new: choices.account = .new(name: accountName.map(Self.trimmed).flatMap { $0.isEmpty ? nil : $0 })
    case .existing:
      choices.account = accountID.map { .existing($0) }
      if accountID == nil {
        problems.append(Problem(field: "account", "required", ja: "取引先を候補から選んでください。", en: "Choose one of the accounts."))
      }
    case .some(.none): choices.account = LeadConversion.Choices.AccountChoice.none
    case nil: break
    }
    switch deal {
    case .existing:
      if let dealID {
        choices.deal = .existing(dealID)
      } else {
        problems.append(Problem(field: "deal", "required", ja: "商談を候補から選んでください。", en: "Choose one of the deals."))
      }
    case .some(.none): choices.deal = LeadConversion.Choices.DealChoice.none
    case .new, nil:
      let name = typed["name"].map(Self.trimmed) ?? ""
      choices.deal = .new(name: name.isEmpty ? nil : name)
      let (draft, wrong) = try values(object, in: tx)
      choices.dealValues = draft
      problems += wrong
    }
    return (choices, problems)
  }

  private func values(_ object: ObjectDefinition, in tx: RecordTransaction) throws -> (Draft, [Problem]) {
    var draft = Draft()
    var problems: [Problem] = []
    for name in Self.dealFields where name != Deal.name.name {
      guard let field = object.field(name), let text = typed[name] else { continue }
      let parsed = try TypedValue.read(text, for: field, in: tx)
      if var problem = parsed.problem {
        problem.field = "deal.\(name)"
        problems.append(problem)
      } else {
        draft[name] = parsed.value
      }
    }
    if deal == .new {
      if Self.trimmed(typed["name"] ?? "").isEmpty {
        problems.append(Problem(field: "deal.name", "required", ja: "商談名を入れてください。", en: "Enter a name for the deal."))
      }
      if draft["closes_on"] ?? .null == .null, !problems.contains(where: { $0.field == "deal.closes_on" }) {
        problems.append(
          Problem(
            field: "deal.closes_on", "required", ja: "受注予定日を入れてください。おおよその日でかまいません。", en: "Enter the day you expect the order; a rough one will do."))
      }
    }
    return (draft, problems)
  }

  private static func trimmed(_ text: String) -> String {
    var rest = Substring(text)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
