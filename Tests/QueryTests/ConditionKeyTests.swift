import Database
import Kernel
import Metadata
import Query
import TestSupport
import Testing

@Suite struct ConditionKeyTests {
  private static let rank = Field<String>("rank", "ランク", "Rank")
  private static let size = Field<Int>("employees", "従業員数", "Employees")
  private static let founded = Field<Day>("founded_on", "設立日", "Founded")
  private static let account = Field<RecordID>("account_id", "取引先", "Account", LookupType(target: "account"))

  private static let pairs: [(Condition, String)] = [
    (rank == "A" && size >= 50, #"{"all":[{"field":"rank","is":"eq","value":"A"},{"field":"employees","is":"gte","value":50}]}"#),
    (rank == "A" || rank.isEmpty, #"{"any":[{"field":"rank","is":"eq","value":"A"},{"field":"rank","is":"empty"}]}"#),
    (!(size < 3), #"{"not":{"field":"employees","is":"lt","value":3}}"#),
    (founded.within(.this(.fiscalYear)), #"{"field":"founded_on","is":"within","value":"this_fiscal_year"}"#),
    (account.through(rank) != "B", #"{"field":"account.rank","is":"ne","value":"B"}"#),
    (rank.in(["A", "B"]), #"{"field":"rank","is":"in","value":["A","B"]}"#),
    (
      .has("deals", where: rank == "A", count: .atLeast(2)),
      #"{"has":"deals","where":{"field":"rank","is":"eq","value":"A"},"count":{"is":"gte","value":2}}"#
    ),
    (.happened("mail.clicked", within: .pastDays(30)), #"{"event":"mail.clicked","within":"past_30_days"}"#),
  ]

  @Test(arguments: pairs.indices)
  func `typed keys write the same conditions as JSON`(_ at: Int) {
    #expect(Self.pairs[at].0.json.text == Self.pairs[at].1)
  }

  @Test(arguments: Engine.all)
  func `a contributed condition joins in, and its problems are the condition's`(_ engine: Engine) async throws {
    let vip = ContributedCondition(
      "vip",
      problems: { json, object, _ in
        json.boolean == nil ? [Problem("type", ja: "true か false を指定してください。", en: "Give true or false.")] : []
      },
      sentence: { _ in Label("重要な取引先", "is a VIP") },
      predicate: { json, object, alias, context in
        let inner = try ConditionSQL(context).predicate(Self.rank == "A", on: object, alias: alias)
        return json.boolean == true ? "COALESCE(\(inner), FALSE)" : "NOT COALESCE(\(inner), FALSE)"
      })
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let context = Cast.context(test.database.dialect, .system("tests"), Contributions([vip]))
      let condition = try Condition(
        json: ["all": [["vip": true], ["field": "employees", "is": "gt", "value": 1]]], on: "account", in: context)
      #expect(try await ids(condition, "account", context, test.database) == [1, 4])
      let problems = #expect(throws: Problems.self) { try Condition(json: ["not": ["vip": "yes"]], on: "account", in: context) }
      #expect(problems?.all.map(\.field) == ["/not/vip"])
      #expect(
        ConditionSentence.sentence(
          condition, on: Cast.account, in: Cast.schema, Cast.parsing, contributions: context.contributions)
          == "重要な取引先で、従業員数が 1 を超える値")
    }
  }
}
