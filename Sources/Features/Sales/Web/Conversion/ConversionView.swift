import Kernel
import Metadata
import People
import Records
import Sales
import WebKernel

/// What the conversion page shows of one lead, for what has been chosen so far. A fixed number of queries.
struct ConversionView {
  let form: ConversionForm
  let plan: LeadConversion
  let name: String
  let person: ObjectDefinition
  let deal: ObjectDefinition
  let account: ObjectDefinition
  /// Candidates, whatever was searched for, and the chosen one, each once.
  let accounts: [AccountOption]
  let stages: [Record]
  let pipelines: Pipelines
  let colleagues: Colleagues
  /// How many events of the person come along.
  let history: Count
  let mayMakeAccount: Bool
  /// What is wrong with what was typed, or with the plan.
  let problems: [Problem]

  struct AccountOption {
    let record: Record
    let strength: DuplicateCandidate.Strength?
    let reasons: [Label]
  }

  init(_ id: ID<Person>, _ form: ConversionForm, problems given: [Problem] = [], in tx: RecordTransaction, _ ui: UI) throws {
    person = try tx.object(Person.object.name)
    deal = try tx.object(Deal.object.name)
    account = try tx.object(Account.object.name)
    var form = form
    var (choices, typing) = try form.choices(deal, in: tx)
    var plan = try LeadConversion.plan(for: id, choices: choices, in: tx)
    if form.account == nil, let best = Self.best(of: plan) {
      (form.account, form.accountID) = (.existing, best)
      (choices, typing) = try form.choices(deal, in: tx)
      plan = try LeadConversion.plan(for: id, choices: choices, in: tx)
    }
    (self.form, self.plan) = (form, plan)
    name = tx.title(of: plan.lead, person)
    accounts = try Self.accounts(plan, form.search, account, in: tx)
    pipelines = try Pipelines(in: tx)
    stages = pipelines.allStages.filter { $0[Stage.kind] == .open }
    colleagues = try Colleagues(in: tx)
    let events = try tx.timeline(Person.object.name, id.as(AnyRecord.self), limit: 200)
    history = Count(value: events.rows.count, isExact: events.next == nil)
    mayMakeAccount = tx.actor.rights.scope(.create, on: Account.object.name) > .none
    problems = given.isEmpty ? (form.deal == nil ? [] : typing + plan.problems) : given
  }

  /// Of several that are certain the one with most reasons, for a person to confirm; the plan by itself takes none of them.
  private static func best(of plan: LeadConversion) -> ID<Account>? {
    guard case .new = plan.accountChoice else { return nil }
    let strong = plan.accountCandidates.filter { $0.strength == .strong }
    return strong.max { $0.reasons.count < $1.reasons.count }?.record.id.as(Account.self)
  }

  private static func accounts(
    _ plan: LeadConversion, _ search: String, _ object: ObjectDefinition, in tx: RecordTransaction
  ) throws -> [AccountOption] {
    var options = plan.accountCandidates.map { AccountOption(record: $0.record, strength: $0.strength, reasons: $0.reasons) }
    var known = Set(options.map(\.record.id))
    if !search.isEmpty {
      for hit in try tx.search(search, objects: [object.name], limit: 8) where known.insert(hit.record.id).inserted {
        options.append(AccountOption(record: hit.record, strength: nil, reasons: []))
      }
    }
    if case .existing(let id) = plan.accountChoice, !known.contains(id.as(AnyRecord.self)) {
      options.insert(AccountOption(record: try tx.get(Account.self, id), strength: nil, reasons: []), at: 0)
    }
    return options
  }

  var accountMode: ConversionForm.Mode {
    if let mode = form.account { return mode }
    switch plan.accountChoice {
    case .existing: return .existing
    case .new: return .new
    case .none: return ConversionForm.Mode.none
    }
  }

  var dealMode: ConversionForm.Mode { form.deal ?? .new }

  var chosenAccount: RecordID? {
    if case .existing(let id) = plan.accountChoice { id.as(AnyRecord.self) } else { form.accountID?.as(AnyRecord.self) }
  }

  /// What a control of the new deal begins with.
  func typed(_ name: String, _ ui: UI) -> String {
    if let typed = form.typed[name] { return typed }
    switch name {
    case "name": return plan.deal[Deal.name] ?? ""
    case "stage_id": return stages.first { $0[Stage.pipeline]?.raw == pipelines.first?.id.raw }?.id.text ?? ""
    case "owner_id": return ui.person?.id.text ?? ""
    case "closes_on": return DayType().shown(.day(Self.usualDay(after: ui.today)), in: ui.parsing)
    default: return ""
    }
  }

  /// The end of the month after next: a first guess to be mended.
  static func usualDay(after today: Day) -> Day { (today - (today.day - 1)).adding(months: 3) - 1 }

  func message(_ field: String, _ ui: UI) -> String? { problems.first { $0.field == field }?.message[ui.language] }
}
