import Database
import Kernel
import Metadata
import Query
import TestSupport
import Testing

@Suite struct AggregateTests {
  private static func read(_ aggregate: Aggregate, _ database: any Database) async throws -> [AggregatePlan.Group] {
    let plan = try aggregate.select(in: Cast.context(database.dialect))
    return try await database.read { tx in try plan.read(try tx.query(plan.sql)).groups }
  }

  private static func expect(
    _ aggregate: Aggregate, _ database: any Database, _ groups: [AggregatePlan.Group], at place: SourceLocation = #_sourceLocation
  ) async throws {
    let found = try await read(aggregate, database)
    #expect(found == groups, sourceLocation: place)
  }

  @Test(arguments: Engine.all)
  func `numbers are exact and groups without a value come first`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let deals = Aggregate(
        of: "deal", by: [.init(["stage"])],
        [.count, .sum(["amount"]), .average(["amount"]), .min(["closes_on"]), .max(["amount"]), .countDistinct(["account_id"])])
      try await Self.expect(
        deals, test.database,
        [
          .init(
            keys: [.text("open")],
            numbers: [
              .integer(2), .integer(1_000_000), .integer(1_000_000), .day(Cast.day("2026-11-20")), .integer(1_000_000),
              .integer(2),
            ]),
          .init(
            keys: [.text("won")],
            numbers: [
              .integer(1), .integer(500_000), .integer(500_000), .day(Cast.day("2026-12-15")), .integer(500_000), .integer(1),
            ]),
        ])
      let rates = Aggregate(of: "account", [.average(["rate"]), .sum(["rate"])])
      try await Self.expect(
        rates, test.database,
        [
          .init(keys: [], numbers: [.decimal(FixedDecimal(units: 113, scale: 2)), .decimal(FixedDecimal(units: 225, scale: 2))])
        ])
      let byAccount = Aggregate(of: "deal", by: [.init(["account", "rank"])], [.sum(["amount"])], order: .measure(0))
      try await Self.expect(
        byAccount, test.database,
        [
          .init(keys: [.text("A")], numbers: [.integer(1_500_000)]), .init(keys: [.text("B")], numbers: [.integer(0)]),
        ])
      let open = try Condition(
        json: ["field": "amount", "is": "gte", "value": 600_000], on: "deal", in: Cast.context(test.database.dialect))
      let unnamed = try Condition(json: ["field": "amount", "is": "empty"], on: "deal", in: Cast.context(test.database.dialect))
      try await Self.expect(
        Aggregate(of: "deal", by: [.init(["stage"])], [.count, .countOf(open), .countOf(unnamed)]), test.database,
        [
          .init(keys: [.text("open")], numbers: [.integer(2), .integer(1), .integer(1)]),
          .init(keys: [.text("won")], numbers: [.integer(1), .integer(0), .integer(0)]),
        ])
      let nothing = Aggregate(of: "deal", where: .never, [.count, .sum(["amount"]), .average(["amount"]), .max(["amount"])])
      try await Self.expect(nothing, test.database, [.init(keys: [], numbers: [.integer(0), .integer(0), .null, .null])])
    }
  }

  @Test(
    arguments: Engine.all,
    [
      ("day", "2026-11-20", "2026-12-15"), ("week", "2026-11-16", "2026-12-14"), ("month", "2026-11-01", "2026-12-01"),
      ("quarter", "2026-10-01", "2026-10-01"), ("fiscal_quarter", "2026-10-01", "2026-10-01"),
      ("year", "2026-01-01", "2026-01-01"),
      ("fiscal_half", "2026-10-01", "2026-10-01"), ("fiscal_year", "2026-04-01", "2026-04-01"),
    ])
  func `days fall into the stretches of the calendar`(_ engine: Engine, _ expected: (String, String, String)) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let bucket = try #require(Bucket(name: expected.0))
      let groups = try await Self.read(Aggregate(of: "deal", by: [.init(["closes_on"], by: bucket)]), test.database)
      let days = [Cast.day(expected.1), Cast.day(expected.2)]
      #expect(groups.map(\.keys) == [[.null]] + (days[0] == days[1] ? [[.day(days[0])]] : days.map { [.day($0)] }))
    }
  }

  @Test(arguments: Engine.all)
  func `instants fall into days of the organisation's zone`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let groups = try await Self.read(Aggregate(of: "account", by: [.init(["created_at"], by: .day)]), test.database)
      #expect(groups.map(\.keys) == ["2026-04-01", "2026-11-21", "2026-11-22", "2026-11-23"].map { [.day(Cast.day($0))] })
    }
  }

  @Test func `a bucket is called after its fiscal year and leads to its days`() {
    let first = Cast.day("2027-01-01")
    #expect(Bucket.unit(.fiscalQuarter).label(first, .ja, Cast.moment) == "2026年度 第4四半期")
    #expect(Bucket.unit(.fiscalQuarter).label(first, .en, Cast.moment) == "FY2026 Q4")
    #expect(Bucket.unit(.fiscalHalf).label(Cast.day("2026-04-01"), .ja, Cast.moment) == "2026年度 上期")
    #expect(Bucket.unit(.fiscalQuarter).period(from: first, Cast.moment) == .days(from: first, to: Cast.day("2027-03-31")))
  }
}
