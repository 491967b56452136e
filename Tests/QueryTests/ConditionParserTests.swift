import Database
import Kernel
import Metadata
import Query
import Testing

@Suite struct ConditionParserTests {
  private func problems(_ text: String, on object: String = "account") throws -> [String] {
    let json = try JSON(parsing: text)
    do throws(Problems) {
      _ = try Condition(json: json, on: object, in: Cast.schema, parsing: Cast.parsing)
      return []
    } catch {
      return error.all.map { "\($0.field ?? "-") \($0.code)" }
    }
  }

  @Test(arguments: [
    (#"{}"#, [" type"]),
    (#"[]"#, [" type"]),
    (#"{"feld": "name"}"#, [" unknown_condition"]),
    (#"{"segment": "0K3G"}"#, [" unknown_condition"]),
    (#"{"field": "nothing", "is": "eq", "value": 1}"#, ["/field unknown_field"]),
    (#"{"field": "rank", "is": "like", "value": "A"}"#, ["/is unknown_operator"]),
    (#"{"field": "rank", "is": "lt", "value": "A"}"#, ["/is operator"]),
    (#"{"field": "rank", "is": "eq"}"#, ["/value type"]),
    (#"{"field": "rank", "is": "empty", "value": 1}"#, ["/value unknown_member"]),
    (#"{"field": "rank", "is": "eq", "value": "Z"}"#, ["/value option"]),
    (#"{"field": "rank", "is": "eq", "value": null}"#, ["/value type"]),
    (#"{"field": "rank", "is": "eq", "value": "A", "or": 1}"#, ["/or unknown_member"]),
    (#"{"field": "employees", "is": "eq", "value": "many"}"#, ["/value type"]),
    (#"{"field": "employees", "is": "between", "value": [null, null]}"#, ["/value type"]),
    (#"{"field": "name", "is": "contains", "value": ""}"#, ["/value type"]),
    (#"{"field": "name", "is": "eq", "value": ""}"#, ["/value type"]),
    (#"{"field": "founded_on", "is": "within", "value": "someday"}"#, ["/value period"]),
    (#"{"field": "founded_on", "is": "within", "value": "past_0_days"}"#, ["/value period"]),
    (#"{"field": "founded_on", "is": "within", "value": "past_99999999999999999999_days"}"#, ["/value period"]),
    (#"{"field": "founded_on", "is": "within", "value": {"from": "2026-02-30"}}"#, ["/value period"]),
    (#"{"field": "founded_on", "is": "eq", "value": "2026-02-30"}"#, ["/value format"]),
    (#"{"field": "parent.parent.parent.parent.name", "is": "empty"}"#, ["/field path"]),
    (#"{"field": "name.rank", "is": "empty"}"#, ["/field unknown_field"]),
    (#"{"field": "owner_id", "is": "eq", "value": "you"}"#, ["/value format"]),
    (#"{"field": "parent_id", "is": "eq", "value": "me"}"#, ["/value format"]),
    (#"{"has": "orders"}"#, ["/has unknown_relation"]),
    (#"{"has": "deals", "sum": {"field": "name", "is": "gt", "value": 1}}"#, ["/sum/field operator"]),
    (#"{"has": "deals", "count": {"is": "empty"}}"#, ["/count/is operator"]),
    (#"{"has": "deals", "count": {"is": "gt", "value": 1}, "min": {}}"#, ["/min unknown_member"]),
    (#"{"has": "deals", "latest": {"by": "name", "where": {"all": []}}}"#, ["/latest/by operator"]),
    (#"{"event": "Mail"}"#, ["/event type"]),
    (#"{"event": "a", "where": {"field": "a.b", "is": "eq", "value": 1}}"#, ["/where/field unknown_field"]),
    (#"{"event": "a", "where": {"has": "deals"}}"#, ["/where unknown_condition"]),
    (#"{"event": "a", "within": "always"}"#, ["/within period"]),
    (
      #"{"all": [{"field": "x", "is": "eq", "value": 1}, {"any": [{"field": "rank", "is": "eq", "value": "Q"}, {"not": 5}]}]}"#,
      ["/all/0/field unknown_field", "/all/1/any/0/value option", "/all/1/any/1/not type"]
    ),
  ])
  func `everything that is wrong is said at once, with its place`(_ text: String, _ expected: [String]) throws {
    #expect(try problems(text) == expected)
  }

  @Test func `too deep and too large conditions are refused`() throws {
    let deep = String(repeating: #"{"not":"#, count: 30) + #"{"all": []}"# + String(repeating: "}", count: 30)
    #expect(try problems(deep).map { $0.suffix(8) } == ["too_deep"])
    let large = #"{"field": "employees", "is": "in", "value": [\#((1...10_001).map(String.init).joined(separator: ","))]}"#
    #expect(try problems(large) == ["- too_large"])
  }

  @Test func `the longest and deepest conditions that are accepted run on SQLite's small expression stack`() async throws {
    var deep = #"{"field": "rank", "is": "ne", "value": "A"}"#
    for level in 0..<14 {
      deep = level % 2 == 0 ? #"{"not": \#(deep)}"# : #"{"any": [\#(deep), {"field": "name", "is": "empty"}]}"#
    }
    let wide = (1...1900).map { #"{"not": {"field": "name", "is": "contains", "value": "会社\#($0)"}}"# }.joined(separator: ",")
    let list = (1...9000).map(String.init).joined(separator: ",")
    try await expectMeaning(.account(deep, [1, 4]), .sqlite)
    try await expectMeaning(.account(#"{"all": [\#(wide)]}"#, [1, 2, 3, 4]), .sqlite)
    try await expectMeaning(.account(#"{"field": "employees", "is": "in", "value": [\#(list)]}"#, [1, 2, 4]), .sqlite)
  }

  @Test func `hostile bytes never trap`() {
    let seeds = ConditionMeaningTests.fields + ConditionMeaningTests.relations + ConditionMeaningTests.events
    for seed in seeds {
      let bytes = Array(seed.json.utf8)
      for at in bytes.indices {
        var changed = bytes
        changed[at] ^= 0x15
        isCondition(changed)
        isCondition(Array(bytes[..<at]))
      }
    }
    #expect(isCondition(Array(#"{"field": "rank", "is": "eq", "value": "A"}"#.utf8)))
    #expect(!isCondition([0xFF, 0x00]))
  }

  /// Reads the bytes and takes what they say through every stage that needs no database, as `bin/fuzz` does for longer.
  @discardableResult
  private func isCondition(_ bytes: [UInt8]) -> Bool {
    guard let json = try? JSON(parsing: bytes),
      let condition = try? Condition(json: json, on: "account", in: Cast.schema, parsing: Cast.parsing)
    else { return false }
    _ = ConditionSentence.sentence(condition, on: Cast.account, in: Cast.schema, Cast.parsing)
    for dialect in [Dialect.sqlite, .postgres] {
      _ = try? ConditionSQL(Cast.context(dialect)).predicate(condition, on: Cast.account, alias: "r")
    }
    return true
  }
}
