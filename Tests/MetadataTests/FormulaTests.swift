import Kernel
import Metadata
import Testing

@Suite struct FormulaTests {
  /// A deal of 株式会社山田製作所 over 1,200,000 yen at 75 %, to be won on 31 March 2027.
  static let record = Record(
    object: "deal", id: RecordID(1),
    values: [
      "name": .text("旋盤 NX-5 一式"), "amount": .integer(1_200_000), "probability": Cast.decimal("75", 2),
      "unit_price": Cast.decimal("19.995", 3), "quantity": .integer(3), "closes_on": Cast.day("2027-03-31"),
      "won_at": Cast.instant("2026-12-31T15:30:00Z"), "sector": .text("manufacturing"), "tags": .list(["展示会", "東京"]),
      "urgent": .boolean(true), "account_id": .reference(RecordID(2)),
    ])

  static func value(_ expression: String, _ result: ComputedKind) throws -> Value {
    try Formula("f", FormulaType(expression, result: result), in: Cast.deal).value(of: record)
  }

  @Test(arguments: [
    ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("10 - 4 - 3", "3"), ("100 / 10 / 5", "2"), ("-quantity + 5", "2"), ("2 - -3", "5"),
    ("0.1 + 0.2", "0.3"), ("1 / 3", "0.333333"), ("2 / 3", "0.666667"), ("1 / 3 * 3", "1"),
    ("amount * probability / 100", "900000"),
    ("unit_price * quantity", "59.985"), ("round(unit_price * quantity)", "60"), ("round(unit_price, 2)", "20"),
    ("round(-2.5)", "-3"),
    ("round(1250, -2)", "1300"), ("floor(-2.1)", "-3"), ("ceiling(-2.9)", "-2"), ("ceiling(2.1)", "3"),
    ("floor(12.39, 1)", "12.3"),
    ("abs(3 - 5)", "2"), ("min(3, 1, 2)", "1"), ("max(3, null, 7)", "7"), ("length(name)", "10"),
    ("value(\"１，２００\") + 1", "1201"),
    ("year(closes_on)", "2027"), ("month(closes_on)", "3"), ("day(closes_on)", "31"), ("year(won_at)", "2027"),
    ("closes_on - won_on_day", ""),
    ("days_between(won_at, closes_on)", "89"), ("closes_on - add_days(closes_on, -10)", "10"), ("if(urgent, 1, 2)", "1"),
    ("if(amount > 1000000 , 10, 20)", "10"), ("coalesce(null, next_action_number, 5)", ""), ("coalesce(null, 5)", "5"),
    ("（１＋２）×３÷２", "4.5"), ("if(contains(tags, '東京'), 1, 0)", "1"), ("if(contains(tags, '東'), 1, 0)", "0"),
  ])
  func `numbers are computed exactly`(_ expression: String, _ expected: String) throws {
    guard !expected.isEmpty else {
      #expect(throws: Problems.self) { try Self.value(expression, .decimal(scale: 6)) }
      return
    }
    #expect(try Self.value(expression, .decimal(scale: 6)) == Cast.decimal(expected, 6))
  }

  @Test(arguments: [
    ("name & ' / ' & quantity", "旋盤 NX-5 一式 / 3"), ("concat('計 ', 1.50, ' 円')", "計 1.5 円"), ("left(name, 2)", "旋盤"),
    ("right(name, 2)", "一式"),
    ("left(name, 0)", nil), ("left(name, 99)", "旋盤 NX-5 一式"), ("text(closes_on)", "2027-03-31"),
    ("text(won_at)", "2027-01-01 00:30"),
    ("text(1 = 1)", "true"), ("if(sector = 'manufacturing', \"製造\", 'その他')", "製造"), ("'it''s'", "it's"), ("\"\"", nil),
    ("next_action", nil),
    ("next_action & 'なし'", "なし"),
  ])
  func `text is joined and cut by characters`(_ expression: String, _ expected: String?) throws {
    #expect(try Self.value(expression, .text) == expected.map { .text($0) } ?? .null)
  }

  @Test(arguments: [
    ("amount + next_number", nil), ("null + 1", nil), ("blank(next_action)", true), ("blank(name)", false),
    ("next_action = null", true),
    ("next_action != 'x'", true), ("next_action < 'x'", false), ("null >= 1", false), ("and(urgent, null)", false),
    ("or(null, urgent)", true),
    ("not(null)", true), ("if(null, true, false)", false), ("if(false, true)", nil), ("contains(next_action, 'x')", false),
    ("1 < 2", true), ("2 <= 2", true), ("'あ' < 'い'", true), ("closes_on > add_days(closes_on, -1)", true), ("1.0 = 1", true),
    ("1 <> 1", false),
  ])
  func `blanks follow the rules that are written down`(_ expression: String, _ expected: Bool?) throws {
    if expression.contains("next_number") {
      #expect(throws: Problems.self) { try Self.value(expression, .boolean) }
    } else if expression == "null + 1" {
      #expect(try Self.value(expression, .integer) == .null)
    } else {
      #expect(try Self.value(expression, .boolean) == expected.map { .boolean($0) } ?? .null)
    }
  }

  @Test(arguments: [
    ("1 / 0", ComputedKind.integer), ("999999999999999 + 1", .integer),
    ("999999999999999 * 999999999999999 * 999999999999999", .integer),
    ("value('応相談')", .integer), ("add_days(closes_on, 3999999)", .day), ("add_days(closes_on, 0 - 900000)", .day),
    ("round(1, 99)", .integer),
  ])
  func `what cannot be computed is blank, and nothing overflows`(_ expression: String, _ kind: ComputedKind) throws {
    #expect(try Self.value(expression, kind) == .null)
  }

  @Test(arguments: [
    ("amount / 7", ComputedKind.yen, Value.integer(171_429)), ("2.5", .integer, .integer(3)), ("-2.5", .integer, .integer(-3)),
    ("33.333333", .percent, Cast.decimal("33.33", 2)), ("closes_on + 30", .day, Cast.day("2027-04-30")),
    ("won_at", .instant, Cast.instant("2026-12-31T15:30:00Z")),
    ("null", .day, .null),
  ])
  func `the result is kept at the scale of its field`(_ expression: String, _ kind: ComputedKind, _ expected: Value) throws {
    #expect(try Self.value(expression, kind) == expected)
  }

  @Test(arguments: [
    ("", "ends too early"), ("1 +", "ends too early"), ("(1", "“)” is needed"), ("1 2", "cannot stand here"),
    ("amout", "no field “amout”"),
    ("金額 * 2", "API names"), ("sum(1)", "no function “sum”"), ("round()", "takes 1–2 arguments"),
    ("left(name)", "takes 2 arguments"),
    ("'abc", "not closed"), ("name + 1", "needs a date or a number, not text"), ("amount & tags", "not several choices"),
    ("amount = name", "mixes a number with text"), ("if(amount, 1, 2)", "needs yes or no"),
    ("if(urgent, 1, 'a')", "mixes a number with text"),
    ("account_id > 1", "not a lookup"), ("urgent < true", "not yes or no"), ("year(name)", "needs a date"),
    ("name", "results in text, but"),
    ("1.2.3", "cannot be read"), ("0.1234567", "cannot be read"), ("1 ; 2", "has no meaning"),
    ("closes_on + closes_on", "needs a number"),
    (String(repeating: "(", count: 60) + "1" + String(repeating: ")", count: 60), "too complex"),
    (String(repeating: "-", count: 3999) + "1", "too complex"),
    (Array(repeating: "1", count: 1900).joined(separator: "+"), "too complex"),
    (String(repeating: "1", count: 4001), "at most 4000 characters"),
  ])
  func `a wrong formula says where and what`(_ expression: String, _ words: String) {
    let problems = #expect(throws: Problems.self) { try Self.value(expression, .integer) }
    #expect(
      problems?.all.contains { $0.message.en.contains(words) && $0.field == "f" } == true,
      "\(problems?.all.map(\.message.en) ?? [])")
  }

  @Test func `all mistakes of a formula are told at once`() {
    let problems = #expect(throws: Problems.self) { try Self.value("name * 2 + nothing + year(urgent)", .integer) }
    #expect(problems?.all.count == 3)
  }

  @Test func `formulas are computed after those they read`() throws {
    var deal = Cast.deal
    deal.put(Cast.field("total", "合計", FormulaType("net + tax", result: .yen)))
    deal.put(Cast.field("tax", "税", FormulaType("round(net / 10)", result: .yen)))
    deal.put(Cast.field("net", "税抜", FormulaType("unit_price * quantity * 100", result: .yen)))
    let formulas = try Formula.all(of: deal)
    #expect(formulas.map(\.field) == ["net", "tax", "total"])
    var record = Self.record
    for formula in formulas { record[formula.field] = formula.value(of: record) }
    #expect(record["total"] == .integer(5999 + 600))
    #expect(formulas.last?.inputs == ["net", "tax"])
  }

  @Test func `formulas in a circle are refused, each of them`() {
    var deal = Cast.deal
    deal.put(Cast.field("a", "A", FormulaType("b + 1", result: .integer)))
    deal.put(Cast.field("b", "B", FormulaType("c + 1", result: .integer)))
    deal.put(Cast.field("c", "C", FormulaType("a + 1", result: .integer)))
    deal.put(Cast.field("d", "D", FormulaType("quantity", result: .integer)))
    let problems = #expect(throws: Problems.self) { try Formula.all(of: deal) }
    #expect(problems?.all.map(\.field) == ["a", "b", "c"])
    #expect(problems?.all.allSatisfy { $0.code == "formula_circle" } == true)
  }

  @Test func `a formula may not read itself`() {
    var deal = Cast.deal
    deal.put(Cast.field("a", "A", FormulaType("a + 1", result: .integer)))
    #expect(throws: Problems.self) { try Formula.all(of: deal) }
  }
}
