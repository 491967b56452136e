import Japan
import Kernel
import Metadata
import Query
import RecordPages
import Records
import WebKernel

/// The one line under the greeting: what is late, and how much of the month is left. This room knows no feature; it asks for
/// deals by the names of the glossary, and says nothing of them where there are none to see.
struct DayAdvice: Sendable {
  let late: Count?
  let isTeam: Bool
  let businessDays: Int

  /// One statement.
  init(isTeam: Bool, in tx: RecordTransaction) throws {
    self.isTeam = isTeam
    let today = tx.moment.today
    let end = Day(year: today.year, month: today.month, day: 1)?.adding(months: 1) ?? today
    businessDays = BusinessCalendar.standard.count(in: (today + 1)..<max(end, today + 1))
    guard tx.actor.rights.scope(.read, on: "deal") > .none, tx.actor.userID != nil, tx.schema.object("deal") != nil else {
      late = nil
      return
    }
    late = try tx.count(
      "deal", where: Condition(json: OpenSteps.condition(before: today, isTeam: isTeam), on: "deal", in: tx.queryContext), upTo: 99)
  }

  func html(_ ui: UI) -> HTML {
    let rest =
      businessDays == 0
      ? ui("今日が今月さいごの営業日です。", "Today is the last business day of the month.")
      : ui("月末まであと\(businessDays)営業日です。", "\(businessDays.counted("business days")) left this month.")
    guard let late, late.value > 0 else { return "\(rest)" }
    let link = OpenSteps.link(OpenSteps.condition(before: ui.today, isTeam: isTeam))
    return """
      <a href="\(link)">\(ui("期限をすぎた次の一手が\(ui.count(late.value, Label("件", ""), isExact: late.isExact))あります", late.isExact ? late.value.counted("next steps are late", one: "next step is late") : "\(late.value)+ next steps are late"))</a>\(ui("。", ". "))\(rest)
      """
  }
}

/// Deals that are open and say what comes next, as conditions and addresses.
enum OpenSteps {
  static let open: JSON = ["field": "stage.kind", "is": "eq", "value": "open"]

  static func condition(before day: Day, isTeam: Bool) -> JSON {
    let due: JSON = ["field": "next_action_on", "is": "lt", "value": .string(day.text)]
    return ["all": isTeam ? [open, due] : [["field": "owner_id", "is": "eq", "value": "me"], open, due]]
  }

  static func of(_ owner: RecordID, _ more: [JSON] = []) -> JSON {
    ["all": .array([["field": "owner_id", "is": "eq", "value": .string(owner.text)], open] + more)]
  }

  static func link(_ condition: JSON) -> String { "\(RecordLinks.list("deals"))?filter=\(PercentEncoding.encode(condition.text))" }
}
