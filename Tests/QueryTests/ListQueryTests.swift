import Database
import Kernel
import Metadata
import Query
import TestSupport
import Testing

@Suite struct ListQueryTests {
  /// 1,000 companies: employees with many equal values and every seventh without, names in few variants.
  private static let thousand = Migration("0002-thousand") { dialect in
    let rows = (1000..<2000).map { number -> SQL in
      Cast.insert(
        Cast.account, Int64(number),
        [
          "name": .text("会社 \(number % 13)"), "employees": number % 7 == 0 ? .null : .integer(Int64(number * 37 % 40)),
          "founded_on": number % 5 == 0 ? .null : .day(Day(number: 10_000 + number % 90)),
          "parent_id": number % 3 == 0 ? .null : .reference(RecordID(Int64(number % 3))),
          "rate": number % 2 == 0 ? .null : .decimal(FixedDecimal(units: Int64(number % 9), scale: 2)),
          "updated_at": .instant(Instant(milliseconds: 1_795_000_000_000 + Int64(number / 10))),
        ])
    }
    return rows
  }

  private static let orders = [
    "id", "-id", "employees,-id", "employees", "-employees", "founded_on", "-founded_on", "updated_at", "-updated_at", "name",
    "-name", "title",
    "-rate", "is_customer", "employees,-founded_on", "-employees,founded_on,name", "name,-employees,-rate", "parent.name",
    "-parent.name", "-parent.employees,name", "owner.name,-employees",
  ]

  @Test(arguments: Engine.all)
  func `paging through a list gives each record exactly once and in order`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration, Self.thousand]) { test in
      let context = Cast.context(test.database.dialect)
      for order in Self.orders {
        var query = ListQuery("account", sort: try Sort.list(parsing: order), fields: ["name", "employees"], limit: 2000)
        query.limit = 1000
        let whole = try await Self.read(query, context, test.database)
        query.limit = 83
        var paged: [Record] = []
        var pages = 0
        repeat {
          let page = try await Self.read(query, context, test.database)
          paged += page.rows
          query.cursor = page.next
          pages += 1
        } while query.cursor != nil && pages < 20
        #expect(paged.count == 1004, "\(order)")
        #expect(Set(paged.map(\.id)).count == 1004, "\(order)")
        #expect(Array(paged.prefix(1000)) == whole.rows, "\(order)")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `records without a value come first in rising and last in falling order`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let context = Cast.context(test.database.dialect)
      func ids(_ order: String) async throws -> [Int64] {
        try await Self.read(ListQuery("account", sort: try Sort.list(parsing: order)), context, test.database).rows.map(\.id.raw)
      }
      let orders: [(String, [Int64])] = [
        ("employees", [3, 2, 1, 4]), ("-employees", [4, 1, 2, 3]), ("parent.name,-employees", [1, 2, 3, 4]),
        ("-parent.name,name", [4, 3, 2, 1]),
      ]
      for (order, expected) in orders {
        let found = try await ids(order)
        #expect(found == expected, "\(order)")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a page is one statement and its records have the fields asked for`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let context = Cast.context(test.database.dialect)
      let query = ListQuery("person", recordType: "contact", sort: [Sort(["last_name"])], fields: ["email", "birthday"])
      let page = try await Self.read(query, context, test.database)
      #expect(page.rows.map(\.id.raw) == [12, 11])
      #expect(
        page.rows[1].values == [
          "id": .reference(RecordID(11)), "record_type": .text("contact"), "version": .integer(1),
          "email": .text("Takahashi@yamada.example.jp"), "birthday": .day(Cast.day("1980-11-25")),
        ])
      #expect(page.next == nil)
      #expect(test.log.statements.count == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a count stops at its limit and says so`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let context = Cast.context(test.database.dialect)
      func count(upTo limit: Int) async throws -> Count {
        let sql = try ListQuery("account").count(upTo: limit, in: context)
        return try await test.database.read { tx in try Count(row: tx.query(sql)[0], limit: limit) }
      }
      let counts = [try await count(upTo: 10), try await count(upTo: 4), try await count(upTo: 3)]
      #expect(counts == [Count(value: 4, isExact: true), Count(value: 4, isExact: true), Count(value: 3, isExact: false)])
    }
  }

  @Test func `a cursor of another order, a forged and a broken one are refused`() async throws {
    try await withDatabase(.sqlite, migrations: [Cast.migration]) { test in
      let context = Cast.context(.sqlite)
      var query = ListQuery("account", sort: [Sort(["employees"])], limit: 1)
      let next = try #require(try await Self.read(query, context, test.database).next)
      query.cursor = next
      #expect(try await Self.read(query, context, test.database).rows.map(\.id.raw) == [2])
      query.sort = [Sort(["employees"], descending: true)]
      #expect(throws: Problems.self) { try query.select(in: context) }
      query.sort = [Sort(["employees"])]
      for broken in ["", "x", "🍣", String(next.dropLast(4)), "e30", "bnVsbA"] {
        query.cursor = broken
        let problems = #expect(throws: Problems.self) { try query.select(in: context) }
        #expect(problems?.all.map(\.field) == ["cursor"])
      }
    }
  }

  @Test func `unknown and hidden fields cannot be sorted by or shown`() throws {
    let context = Cast.context(.sqlite, Cast.user(Cast.takahashi, .all, hidden: ["account": ["employees"]]))
    for field in ["employees", "nothing", "deleted_at"] {
      let sorted = #expect(throws: Problems.self) { try ListQuery("account", sort: [Sort([field])]).select(in: context) }
      #expect(sorted?.all.map(\.code) == ["unknown_field"])
      let shown = #expect(throws: Problems.self) { try ListQuery("account", fields: [field]).select(in: context) }
      #expect(shown?.all.map(\.code) == ["unknown_field"])
    }
    #expect(try !ListQuery("account").select(in: context).fields.map(\.name).contains("employees"))
    #expect(throws: Problems.self) { try Sort.list(parsing: "name;drop") }
    #expect(throws: Problems.self) { try Sort.list(parsing: "a,b,c,d,e,f") }
  }

  @Test(arguments: Engine.all)
  func `both engines read a page as a range of the index on sort column and id`(_ engine: Engine) async throws {
    let index = Migration("0003-index") { dialect in
      let nulls: SQL = dialect.engine == .postgres ? " NULLS FIRST" : ""
      let analyze: SQL = "ANALYZE account"
      return [
        "CREATE INDEX account_employees_list ON account (employees\(nulls), id) WHERE deleted_at IS NULL",
        "CREATE INDEX account_updated_at_list ON account (updated_at\(nulls), id) WHERE deleted_at IS NULL",
        """
        INSERT INTO account (id, version, name, employees, created_at, updated_at)
        SELECT 10000 + n.id * 1000 + m.id, 1, 'x', (n.id * 7919 + m.id * 31) % 5000, n.created_at, n.created_at
        FROM account n CROSS JOIN account m WHERE n.id >= 1000 AND n.id < 1021 AND m.id >= 1000
        """,
        analyze,
      ]
    }
    try await withDatabase(engine, migrations: [Cast.migration, Self.thousand, index]) { test in
      let context = Cast.context(test.database.dialect)
      for order in ["employees", "-employees", "updated_at", "-updated_at"] {
        var query = ListQuery("account", sort: try Sort.list(parsing: order), fields: ["name"], limit: 50)
        for page in 1...3 {
          let plan = try query.select(in: context)
          let steps = try await test.database.read { tx in try tx.explain(plan.sql) }
          #expect(
            !steps.contains("TEMP B-TREE") || steps.contains("COMPOUND") || steps.contains("UNION ALL"),
            "\(order) \(page)\n\(steps)")
          #expect(steps.contains("account_\(query.sort[0].path[0])_list"), "\(order) \(page)\n\(steps)")
          #expect(!steps.contains("Seq Scan"), "\(order) \(page)\n\(steps)")
          if page > 1 {
            #expect(steps.contains(engine == .sqlite ? "SEARCH" : "Index Cond"), "\(order) \(page)\n\(steps)")
          }
          query.cursor = try await Self.read(query, context, test.database).next
        }
      }
    }
  }

  @Test(arguments: Engine.all, ["name", "-employees", "updated_at"])
  func `a long list is walked in its order and a short one found by its filter, with the same pages`(
    _ engine: Engine, _ order: String
  ) async throws {
    try await withDatabase(engine, migrations: [Cast.migration, Self.thousand]) { test in
      let context = Cast.context(test.database.dialect)
      let filter = Field<Int>("employees", "従業員数", "Employees") < 30 || Path<String>(["parent", "name"]) == "山田製作所"
      var found: [[Record]] = []
      for expected in [Count(value: 700, isExact: true), Count(value: 10_000, isExact: false)] {
        var query = ListQuery("account", where: filter, sort: try Sort.list(parsing: order), limit: 100)
        query.expected = expected
        var all: [Record] = []
        repeat {
          let page = try await Self.read(query, context, test.database)
          all += page.rows
          query.cursor = page.next
          query.expected = nil
        } while query.cursor != nil
        found.append(all)
      }
      #expect(found[0].count > 600)
      #expect(found[0] == found[1])
      if engine == .sqlite {
        let long = ListQuery("account", where: filter, sort: try Sort.list(parsing: order))
        #expect(try Self.isWalked(long, Count(value: ListQuery.longList, isExact: true), context))
        #expect(try !Self.isWalked(long, Count(value: ListQuery.longList - 1, isExact: true), context))
      }
    }
  }

  private static func isWalked(_ query: ListQuery, _ expected: Count, _ context: QueryContext) throws -> Bool {
    var query = query
    query.expected = expected
    return try query.select(in: context).sql.texts.contains { $0.contains("+\"r\".\"employees\" <") }
  }

  private static func read(_ query: ListQuery, _ context: QueryContext, _ database: any Database) async throws -> Page<Record> {
    let plan = try query.select(in: context)
    return try await database.read { tx in try plan.page(try tx.query(plan.sql)) }
  }
}
