import Database
import Kernel
import Metadata
import Query
import TestSupport
import Testing

@Suite struct ConditionSentenceTests {
  private static let sentences: [(String, String, String, String)] = [
    (
      "person",
      #"{"all": [{"field": "account.industry", "is": "in", "value": ["製造", "卸売"]}, {"field": "account.rank", "is": "eq", "value": "A"}]}"#,
      "取引先の業界が製造または卸売で、取引先のランクが A", "Account › Industry is 製造 or 卸売, and Account › Rank is A"
    ),
    ("account", #"{"field": "name", "is": "contains", "value": "山田"}"#, "取引先名に「山田」を含む", "Name contains “山田”"),
    (
      "account", #"{"all": [{"field": "name", "is": "starts_with", "value": "山"}, {"field": "rank", "is": "empty"}]}"#,
      "取引先名が「山」で始まり、ランクが未入力", "Name starts with “山”, and Rank is empty"
    ),
    ("account", #"{"field": "employees", "is": "gte", "value": 1200}"#, "従業員数が 1,200 以上", "Employees is at least 1,200"),
    ("account", #"{"field": "created_at", "is": "lt", "value": "this_month"}"#, "作成日時が今月より前", "Created is before this month"),
    (
      "account", #"{"field": "founded_on", "is": "within", "value": "next_7_days"}"#, "設立日が今後7日以内",
      "Founded is in the next 7 days"
    ),
    (
      "account", #"{"field": "rank", "is": "changed_within", "value": "30d"}"#, "ランクが過去30日以内に変更された",
      "Rank changed in the past 30 days"
    ),
    ("account", #"{"field": "owner_id", "is": "eq", "value": "me"}"#, "担当者が自分", "Owner is me"),
    ("account", #"{"field": "owner_id", "is": "ne", "value": "00000000000CA"}"#, "担当者が鈴木 営業以外", "Owner is not 鈴木 営業"),
    (
      "account", #"{"any": [{"field": "rank", "is": "eq", "value": "A"}, {"field": "is_customer", "is": "eq", "value": true}]}"#,
      "ランクが A、または得意先がはい", "(Rank is A, or Customer is Yes)"
    ),
    ("account", #"{"not": {"field": "name", "is": "contains", "value": "商事"}}"#, "「取引先名に「商事」を含む」ではない", "not Name contains “商事”"),
    (
      "account",
      #"{"has": "deals", "where": {"field": "stage", "is": "eq", "value": "open"}, "count": {"is": "gte", "value": 2}}"#,
      "ステージが open の商談の件数が 2 以上", "the number of Deal where Stage is open is at least 2"
    ),
    (
      "account", #"{"has": "deals", "sum": {"field": "amount", "is": "gt", "value": 1000000}}"#,
      "商談の金額の合計が 1,000,000円を超える値", "the total Amount of Deal is more than ¥1,000,000"
    ),
    (
      "person", #"{"event": "mail.clicked", "count": {"is": "gte", "value": 2}, "within": "30d"}"#,
      "過去30日以内に「mail.clicked」の回数が 2 以上", "the number of “mail.clicked” in the past 30 days is at least 2"
    ),
  ]

  @Test(arguments: sentences.indices)
  func `a condition is said in both languages`(_ at: Int) throws {
    let (name, text, ja, en) = Self.sentences[at]
    let object = try #require(Cast.schema.object(name))
    let condition = try Condition(json: JSON(parsing: text), on: name, in: Cast.schema, parsing: Cast.parsing)
    func sentence(_ language: Language) -> String {
      ConditionSentence.sentence(
        condition, on: object, in: Cast.schema, ParseContext(language: language, moment: Cast.moment),
        names: { object, id in object == "user" && id == RecordID(394) ? "鈴木 営業" : nil })
    }
    #expect(sentence(.ja) == ja)
    #expect(sentence(.en) == en)
  }

  @Test(arguments: Engine.all)
  func `an explanation tells which part fails, what the value is and what would do`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let context = Cast.context(test.database.dialect)
      let rank = Field<String>("rank", "ランク", "Rank")
      let condition = rank == "A" && .has("deals", count: .atLeast(2)) && !(rank == "C")
      let found = try await test.database.read { tx in
        try ConditionExplanation.explain(condition, of: Cast.sato, on: Cast.account, in: context, using: tx)
      }
      let explanation = try #require(found)
      #expect(!explanation.holds)
      #expect(
        explanation.failures.map(\.advice) == [
          "ランクは B です。A なら当てはまります。", "現在の値は 1 です。「商談の件数が 2 以上」なら当てはまります。",
        ])
      guard case .all(let parts) = explanation.part else {
        Issue.record("not a conjunction")
        return
      }
      #expect(parts.map(\.holds) == [false, false, true])
      #expect(parts.map(\.actual) == ["B", "1", nil])
    }
  }
}
