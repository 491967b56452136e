import Database
import Kernel
import Metadata
import Query
import TestSupport
import Testing

/// One condition and the records it must select.
struct Case: Sendable, CustomTestStringConvertible {
  let object: String
  let json: String
  let expected: [Int64]

  init(_ object: String, _ json: String, _ expected: [Int64]) {
    self.object = object
    self.json = json
    self.expected = expected
  }

  static func account(_ json: String, _ expected: [Int64]) -> Case { Case("account", json, expected) }
  static func person(_ json: String, _ expected: [Int64]) -> Case { Case("person", json, expected) }

  var testDescription: String { json }
}

/// Selects in every way there is and demands that all agree: as written, optimised, read back from its JSON, the
/// opposite, and the explanation of every record.
func expectMeaning(_ item: Case, _ engine: Engine, _ actor: Actor = .system("tests")) async throws {
  try await withDatabase(engine, migrations: [Cast.migration]) { test in try await expectMeaning([item], test.database, actor) }
}

func expectMeaning(_ items: [Case], _ database: any Database, _ actor: Actor = .system("tests")) async throws {
  let context = Cast.context(database.dialect, actor)
  for item in items {
    let condition = try Condition(json: JSON(parsing: item.json), on: item.object, in: context)
    #expect(try Condition(json: condition.json, on: item.object, in: context) == condition, "JSON round trip of \(item.json)")
    let all = try await ids(.always, item.object, context, database)
    #expect(try await ids(condition, item.object, context, database) == item.expected, "\(item.json)")
    #expect(
      try await ids(condition, item.object, context, database, optimising: false) == item.expected, "not optimised: \(item.json)")
    #expect(
      try await ids(condition, item.object, context, database, following: "r") == item.expected, "in order: \(item.json)")
    let rest = all.filter { !item.expected.contains($0) }
    #expect(try await ids(.not(condition), item.object, context, database) == rest, "not \(item.json)")
    #expect(try await ids(.not(condition), item.object, context, database, following: "r") == rest, "not, in order: \(item.json)")
    #expect(try await ids(.not(.not(condition)), item.object, context, database, optimising: false) == item.expected)
    let object = try #require(context.schema.object(item.object))
    let holding = try await database.read { tx in
      try all.filter {
        try ConditionExplanation.explain(condition, of: RecordID($0), on: object, in: context, using: tx)?.holds == true
      }
    }
    #expect(holding == item.expected, "explanation of \(item.json)")
  }
}

func ids(
  _ condition: Condition, _ name: String, _ context: QueryContext, _ database: any Database, optimising: Bool = true,
  following: Identifier? = nil
) async throws -> [Int64] {
  let object = try #require(context.schema.object(name))
  let predicate = try ConditionSQL(context, optimising: optimising, following: following).predicate(
    condition, on: object, alias: "r")
  let access = context.access(object, "r").map { " AND \($0)" as SQL } ?? .empty
  return try await database.read { tx in
    try tx.query(
      """
      SELECT r.id FROM \(Cast.identifier(object.table)) r WHERE r.deleted_at IS NULL\(access) AND \(predicate) ORDER BY r.id
      """
    ).map { try $0.integer(0) }
  }
}

@Suite struct ConditionMeaningTests {
  @Test(arguments: Engine.all)
  func `each operator of each family selects these companies`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      try await expectMeaning(Self.fields, test.database)
    }
  }

  @Test(arguments: Engine.all)
  func `lookups up, related records down and events select these records`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      try await expectMeaning(Self.relations + Self.events, test.database)
    }
  }

  @Test(arguments: Engine.all)
  func `me and my team are the user who asks and the team's members`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let actor = Cast.user(Cast.takahashi, .all, teams: [302])
      try await expectMeaning(
        [
          .account(#"{"field": "owner_id", "is": "eq", "value": "me"}"#, [1]),
          .account(#"{"field": "owner_id", "is": "ne", "value": "me"}"#, [2, 3, 4]),
          .account(#"{"field": "owner_id", "is": "eq", "value": "my_team"}"#, [1, 2, 4]),
          .account(#"{"field": "owner_id", "is": "in", "value": ["me", "\#(RecordID(202).text)"]}"#, [1, 2, 4]),
          .account(#"{"field": "owner_id", "is": "not_in", "value": ["my_team"]}"#, [3]),
        ], test.database, actor)
      try await expectMeaning([.account(#"{"field": "owner_id", "is": "eq", "value": "me"}"#, [])], test.database)
    }
  }

  static let fields: [Case] = [
    // text: eq is exact, contains and starts_with take ASCII letters in either case
    .account(#"{"field": "name", "is": "eq", "value": "山田製作所"}"#, [1]),
    .account(#"{"field": "name", "is": "eq", "value": "tanaka 100%_Trading"}"#, []),
    .account(#"{"field": "name", "is": "ne", "value": "山田製作所"}"#, [2, 3, 4]),
    .account(#"{"field": "name", "is": "in", "value": ["山田製作所", "佐藤商事"]}"#, [1, 2]),
    .account(#"{"field": "name", "is": "not_in", "value": ["山田製作所"]}"#, [2, 3, 4]),
    .account(#"{"field": "name", "is": "contains", "value": "製作"}"#, [1]),
    .account(#"{"field": "name", "is": "contains", "value": "TRADING"}"#, [3]),
    .account(#"{"field": "name", "is": "contains", "value": "0%_t"}"#, [3]),
    .account(#"{"field": "name", "is": "contains", "value": "1%T"}"#, []),
    .account(#"{"field": "name", "is": "starts_with", "value": "山"}"#, [1]),
    .account(#"{"field": "name", "is": "starts_with", "value": "TANAKA"}"#, [3]),
    .account(#"{"field": "name", "is": "lt", "value": "Z"}"#, [3]),
    .account(#"{"field": "name", "is": "gte", "value": "山"}"#, [1, 4]),
    // number and decimal
    .account(#"{"field": "employees", "is": "eq", "value": 120}"#, [1, 4]),
    .account(#"{"field": "employees", "is": "ne", "value": 120}"#, [2, 3]),
    .account(#"{"field": "employees", "is": "in", "value": [30, 120]}"#, [1, 2, 4]),
    .account(#"{"field": "employees", "is": "in", "value": []}"#, []),
    .account(#"{"field": "employees", "is": "not_in", "value": [30]}"#, [1, 3, 4]),
    .account(#"{"field": "employees", "is": "not_in", "value": []}"#, [1, 2, 3, 4]),
    .account(#"{"field": "employees", "is": "lt", "value": 120}"#, [2]),
    .account(#"{"field": "employees", "is": "lte", "value": 120}"#, [1, 2, 4]),
    .account(#"{"field": "employees", "is": "gt", "value": 30}"#, [1, 4]),
    .account(#"{"field": "employees", "is": "gte", "value": 30}"#, [1, 2, 4]),
    .account(#"{"field": "employees", "is": "between", "value": [30, 119]}"#, [2]),
    .account(#"{"field": "employees", "is": "between", "value": [31, null]}"#, [1, 4]),
    .account(#"{"field": "employees", "is": "between", "value": {"to": 30}}"#, [2]),
    .account(#"{"field": "rate", "is": "gte", "value": 0.75}"#, [1, 2]),
    .account(#"{"field": "rate", "is": "eq", "value": 1.5}"#, [1]),
    // boolean: without a value it is neither true nor false
    .account(#"{"field": "is_customer", "is": "eq", "value": true}"#, [1]),
    .account(#"{"field": "is_customer", "is": "eq", "value": false}"#, [2]),
    .account(#"{"field": "is_customer", "is": "ne", "value": true}"#, [2, 3, 4]),
    // choice and choices
    .account(#"{"field": "rank", "is": "eq", "value": "A"}"#, [1, 4]),
    .account(#"{"field": "rank", "is": "ne", "value": "A"}"#, [2, 3]),
    .account(#"{"field": "rank", "is": "in", "value": ["B", "C"]}"#, [2]),
    .account(#"{"field": "rank", "is": "not_in", "value": ["B", "C"]}"#, [1, 3, 4]),
    .account(#"{"field": "rank", "is": "empty"}"#, [3]),
    .account(#"{"field": "rank", "is": "not_empty"}"#, [1, 2, 4]),
    .account(#"{"field": "tags", "is": "contains", "value": "重要"}"#, [1, 2]),
    .account(#"{"field": "tags", "is": "in", "value": ["展示会", "重要客"]}"#, [1, 4]),
    .account(#"{"field": "tags", "is": "not_in", "value": ["展示会", "重要客"]}"#, [2, 3]),
    .account(#"{"field": "tags", "is": "empty"}"#, [3]),
    // reference
    .account(#"{"field": "parent_id", "is": "eq", "value": "\#(RecordID(1).text)"}"#, [4]),
    .account(#"{"field": "parent_id", "is": "ne", "value": "\#(RecordID(1).text)"}"#, [1, 2, 3]),
    .account(#"{"field": "id", "is": "in", "value": ["\#(RecordID(2).text)", "\#(RecordID(3).text)"]}"#, [2, 3]),
    // day
    .account(#"{"field": "founded_on", "is": "eq", "value": "1985-04-01"}"#, [1]),
    .account(#"{"field": "founded_on", "is": "gt", "value": "today"}"#, [2, 4]),
    .account(#"{"field": "founded_on", "is": "lt", "value": "this_month"}"#, [1]),
    .account(#"{"field": "founded_on", "is": "lte", "value": "this_month"}"#, [1, 2]),
    .account(#"{"field": "founded_on", "is": "gt", "value": "this_month"}"#, [4]),
    .account(#"{"field": "founded_on", "is": "gte", "value": "this_month"}"#, [2, 4]),
    .account(#"{"field": "founded_on", "is": "eq", "value": "next_month"}"#, [4]),
    .account(#"{"field": "founded_on", "is": "between", "value": ["2026-11-30", "2026-12-01"]}"#, [2, 4]),
    .account(#"{"field": "founded_on", "is": "within", "value": "next_8_days"}"#, [2]),
    .account(#"{"field": "founded_on", "is": "within", "value": "next_9_days"}"#, [2, 4]),
    .account(#"{"field": "founded_on", "is": "within", "value": {"from": "2026-12-01"}}"#, [4]),
    .person(#"{"field": "birthday", "is": "anniversary_within", "value": "next_3_days"}"#, [11]),
    .person(#"{"field": "birthday", "is": "anniversary_within", "value": "next_60_days"}"#, [11, 14]),
    .person(#"{"field": "birthday", "is": "anniversary_within", "value": {"from": "2027-02-28", "to": "2027-02-28"}}"#, [12]),
    .person(#"{"field": "birthday", "is": "anniversary_within", "value": {"from": "2028-02-28", "to": "2028-02-28"}}"#, []),
    .person(
      #"{"field": "birthday", "is": "anniversary_within", "value": {"from": "2026-12-20", "to": "2027-03-01"}}"#, [12, 14]),
    .person(
      #"{"field": "birthday", "is": "anniversary_within", "value": {"from": "2025-01-01", "to": "2026-12-31"}}"#, [11, 12, 14]),
    // instant: a day means the whole day in Tokyo
    .account(#"{"field": "created_at", "is": "within", "value": "yesterday"}"#, [2]),
    .account(#"{"field": "created_at", "is": "within", "value": "today"}"#, [3]),
    .account(#"{"field": "created_at", "is": "lte", "value": "2026-11-21"}"#, [1, 2]),
    .account(#"{"field": "created_at", "is": "gt", "value": "2026-11-21"}"#, [3, 4]),
    .account(#"{"field": "created_at", "is": "between", "value": ["2026-11-21", "2026-11-22"]}"#, [2, 3]),
    .account(#"{"field": "created_at", "is": "gte", "value": "2026-11-22T15:00:00Z"}"#, [4]),
    .account(#"{"field": "created_at", "is": "within", "value": "this_fiscal_year"}"#, [1, 2, 3, 4]),
    .account(#"{"field": "created_at", "is": "anniversary_within", "value": {"from": "2027-04-01", "to": "2027-04-01"}}"#, [1]),
    // the audit trail
    .account(#"{"field": "rank", "is": "changed_within", "value": "30d"}"#, [1]),
    .account(#"{"field": "rank", "is": "changed_within", "value": "this_year"}"#, [1, 2]),
    .account(#"{"field": "name", "is": "changed_within", "value": "this_year"}"#, []),
    // trees
    .account(#"{"all": []}"#, [1, 2, 3, 4]),
    .account(#"{"any": []}"#, []),
    .account(
      #"{"not": {"any": [{"field": "rank", "is": "eq", "value": "A"}, {"field": "employees", "is": "lt", "value": 50}]}}"#, [3]),
    .account(#"{"all": [{"field": "rank", "is": "eq", "value": "A"}, {"field": "rank", "is": "eq", "value": "B"}]}"#, []),
    .account(
      #"{"any": [{"field": "rank", "is": "eq", "value": "A"}, {"field": "rank", "is": "ne", "value": "A"}]}"#, [1, 2, 3, 4]),
  ]

  static let relations: [Case] = [
    .person(#"{"field": "account.rank", "is": "eq", "value": "A"}"#, [11, 14]),
    // ne holds where there is no account, and where it was deleted
    .person(#"{"field": "account.rank", "is": "ne", "value": "A"}"#, [12, 13]),
    .person(#"{"field": "account.rank", "is": "empty"}"#, [13]),
    .person(#"{"field": "account.parent.industry", "is": "eq", "value": "製造"}"#, [14]),
    .person(#"{"field": "account.parent.owner.name", "is": "contains", "value": "高橋"}"#, [14]),
    .person(#"{"field": "account_id.name", "is": "starts_with", "value": "佐藤"}"#, [12]),
    .person(#"{"field": "account.rank", "is": "changed_within", "value": "30d"}"#, [11]),
    .account(#"{"has": "deals"}"#, [1, 2]),
    .account(#"{"has": "deals", "count": {"is": "eq", "value": 0}}"#, [3, 4]),
    .account(#"{"has": "deals", "count": {"is": "gte", "value": 1}}"#, [1, 2]),
    .account(#"{"has": "deals", "count": {"is": "gte", "value": 2}}"#, [1]),
    .account(#"{"has": "deals", "count": {"is": "between", "value": [0, 1]}}"#, [2, 3, 4]),
    .account(#"{"has": "deals", "where": {"field": "stage", "is": "eq", "value": "won"}}"#, [1]),
    .account(#"{"has": "deals", "where": {"field": "account.rank", "is": "eq", "value": "B"}}"#, [2]),
    .account(#"{"has": "deals", "sum": {"field": "amount", "is": "gte", "value": 1500000}}"#, [1]),
    .account(#"{"has": "deals", "sum": {"field": "amount", "is": "eq", "value": 0}}"#, [2, 3, 4]),
    .account(#"{"has": "deals", "min": {"field": "amount", "is": "lt", "value": 600000}}"#, [1]),
    .account(#"{"has": "deals", "max": {"field": "closes_on", "is": "within", "value": "next_month"}}"#, [1]),
    .account(#"{"has": "deals", "max": {"field": "closes_on", "is": "empty"}}"#, [2, 3, 4]),
    .account(#"{"has": "deals", "latest": {"where": {"field": "stage", "is": "eq", "value": "won"}}}"#, [1]),
    .account(#"{"has": "deals", "latest": {"by": "created_at", "where": {"field": "stage", "is": "eq", "value": "open"}}}"#, [2]),
    .account(
      #"{"has": "deals", "where": {"field": "stage", "is": "ne", "value": "won"}, "latest": {"where": {"field": "amount", "is": "gt", "value": 0}}}"#,
      [1]),
    .account(
      #"{"has": "accounts", "where": {"has": "persons", "where": {"field": "last_name", "is": "eq", "value": "鈴木"}}}"#, [1]),
  ]

  static let events: [Case] = [
    .person(#"{"event": "mail.clicked"}"#, [11, 12]),
    .person(#"{"event": "mail.clicked", "within": "30d"}"#, [11]),
    .person(#"{"event": "mail.clicked", "count": {"is": "gte", "value": 2}, "within": "30d"}"#, [11]),
    .person(#"{"event": "mail.clicked", "count": {"is": "lt", "value": 2}}"#, [12, 13, 14]),
    .person(#"{"event": "mail.clicked", "count": {"is": "eq", "value": 0}}"#, [13, 14]),
    .person(#"{"event": "mail.clicked", "where": {"field": "mailing_id", "is": "eq", "value": "M2"}}"#, [11]),
    .person(
      #"{"event": "mail.clicked", "where": {"field": "mailing_id", "is": "in", "value": ["M1", 7]}, "within": "this_year"}"#,
      [11, 12]),
    .person(#"{"event": "mail.clicked", "where": {"field": "link", "is": "gt", "value": 2}}"#, [11]),
    .person(#"{"event": "mail.clicked", "where": {"field": "link", "is": "ne", "value": 1}}"#, [11, 12]),
    .person(#"{"event": "mail.clicked", "where": {"field": "first", "is": "eq", "value": true}}"#, [11]),
    .person(#"{"event": "mail.clicked", "where": {"field": "first", "is": "empty"}}"#, [12]),
    .person(#"{"event": "mail.clicked", "where": {"field": "mailing_id", "is": "starts_with", "value": "m"}}"#, [11, 12]),
    .person(#"{"event": "deal.won", "where": {"field": "amount", "is": "gte", "value": 500000}}"#, [11]),
    .person(#"{"event": "deal.won", "where": {"field": "record_id", "is": "eq", "value": "\#(RecordID(22).text)"}}"#, [11]),
    .person(
      #"{"event": "deal.won", "where": {"all": [{"field": "source", "is": "eq", "value": "web"}, {"not": {"field": "x", "is": "eq", "value": 1}}]}}"#,
      [11]),
    .account(#"{"event": "deal.won"}"#, [1]),
    Case("deal", #"{"event": "deal.won"}"#, [22]),
  ]
}
