import Kernel
import Metadata
import People
import RecordPages
import Records
import Sales
import WebKernel

/// Several leads on their way: what will happen with each when the usual choices are made for all of them.
struct BulkConversion {
  /// As many are looked at one by one, and converted while somebody waits.
  static let most = 100

  struct Line {
    let id: RecordID
    let name: String
    let company: String?
    let plan: Result<LeadConversion, Problem>
  }

  let lines: [Line]
  let makesDeals: Bool
  private let accounts: [RecordID: String]

  /// One plan per lead, as each has candidates of its own; at most `most` of them.
  init(_ ids: [ID<Person>], makesDeals: Bool, in tx: RecordTransaction) throws {
    self.makesDeals = makesDeals
    let object = try tx.object(Person.object.name)
    let leads = try tx.fetch(object, ids.map { $0.as(AnyRecord.self) })
    let choices = LeadConversion.Choices.forMany(makesDeals: makesDeals)
    let colleagues = try Colleagues(in: tx)
    lines = try leads.map { lead in
      Line(
        id: lead.id, name: tx.title(of: lead, object), company: lead[Person.companyName],
        plan: colleagues.mayEdit(lead.ownerID, object: object.name)
          ? try Self.plan(lead.id.as(Person.self), choices, in: tx) : .failure(Self.notYours))
    }
    accounts = try tx.titles(of: Account.object.name, lines.compactMap { $0.existing })
  }

  private static let notYours = Problem(
    "forbidden", ja: "担当ではないので変換できません。先に担当を自分にしてください。", en: "Not yours to convert. Become its owner first.")

  private static func plan(_ id: ID<Person>, _ choices: LeadConversion.Choices, in tx: RecordTransaction) throws -> Result<LeadConversion, Problem> {
    do {
      let plan = try LeadConversion.plan(for: id, choices: choices, in: tx)
      return plan.problems.first.map { .failure($0) } ?? .success(plan)
    } catch Refusal.state(let problem) {
      return .failure(problem)
    }
  }

  var ready: [Line] { lines.filter { if case .success = $0.plan { true } else { false } } }

  func row(_ line: Line, _ ui: UI) -> HTML {
    """
    <tr><td data-wide><b><a href="/leads/\(line.id.text)">\(line.name)</a></b><small class="muted block">\(line.company)</small></td>\(outcome(line, ui))</tr>
    """
  }

  private func outcome(_ line: Line, _ ui: UI) -> HTML {
    switch line.plan {
    case .failure(let problem):
      return
        "<td colspan=\"2\" data-wide>\(HTML.tag(ui("変換しません", "Not converted"), .warn, icon: "warn")) <span class=\"small\">\(problem.message[ui.language])</span></td>"
    case .success(let plan):
      let account: HTML
      switch plan.accountChoice {
      case .existing(let id): account = "\(HTML.tag(ui("既存に結ぶ", "Existing"), .ok)) \(accounts[id.as(AnyRecord.self)])"
      case .new: account = "\(HTML.tag(ui("新しく作る", "New"), .primary)) \(plan.account[Account.name])\(doubt(plan, ui))"
      case .none: account = HTML.tag(ui("なし", "None"), .line)
      }
      let deal: HTML = makesDeals ? "\(HTML.tag(ui("新しく作る", "New"), .primary)) \(plan.deal[Deal.name])" : HTML.tag(ui("なし", "None"), .line)
      return "<td data-label=\"\(ui("取引先", "Account"))\">\(account)</td><td data-label=\"\(ui("商談", "Deal"))\">\(deal)</td>"
    }
  }

  /// Candidates that are not certain are not taken for many at once; somebody should know of them.
  private func doubt(_ plan: LeadConversion, _ ui: UI) -> HTML {
    guard let first = plan.accountCandidates.first else { return .empty }
    return """
      <small class="c-warn block">\(ui("似た取引先: \(first.record[Account.name] ?? "")", "Similar: \(first.record[Account.name] ?? "")"))・\
      <a href="\(DealLinks.convert(plan.lead.id))">\(ui("1人ずつ決める", "decide one by one"))</a></small>
      """
  }
}

extension BulkConversion.Line {
  fileprivate var existing: RecordID? {
    guard case .success(let plan) = plan, case .existing(let id) = plan.accountChoice else { return nil }
    return id.as(AnyRecord.self)
  }
}
