import Database
import Kernel
import TestSupport
import Testing

/// Every kind of value comes back from both engines as it went in.
@Suite struct ValueTests {
  static let table = Migration("0001-sample") { dialect in
    [
      """
      CREATE TABLE sample (id BIGINT PRIMARY KEY, i \(dialect.type(.integer)), d \(dialect.type(.double)), \
      t \(dialect.type(.text)), b \(dialect.type(.boolean)), x \(dialect.type(.blob)), at \(dialect.type(.instant)), \
      day \(dialect.type(.day)))
      """
    ]
  }

  private static let columns: [Identifier] = ["id", "i", "d", "t", "b", "x", "at", "day"]

  /// Values at the edges of each kind, in the order of the columns after `id`.
  private static func edges() throws -> [[SQLValue]] {
    let (firstDay, lastDay) = (try #require(Day("0001-01-01")), try #require(Day("9999-12-31")))
    return [
      [.null, .null, .null, .null, .null, .null, .null],
      [
        .integer(.max), .double(.greatestFiniteMagnitude), .text(""), .boolean(true), .blob([]),
        .instant(firstDay.start(offset: 0)), .day(firstDay),
      ],
      [
        .integer(.min), .double(-0.1), .text("髙橋 一郎 🏭 𠮷野家"), .boolean(false), .blob([0, 255, 92, 9, 10]),
        .instant(Instant(milliseconds: (lastDay + 1).start(offset: 0).milliseconds - 1)), .day(lastDay),
      ],
      [
        .integer(0), .double(.leastNonzeroMagnitude), .text("tab\tback\\slash\nnew line\r\\N \\. quote' \"名\""),
        .boolean(true), .blob([0]), .instant(Instant(milliseconds: -1)), .day(Day(number: -1)),
      ],
      [
        .integer(-1), .double(1e-7), .text("\\N"), .boolean(false), .blob(Array(0...255)),
        .instant((lastDay + 1).start(offset: 0)), .day(Day(number: 0)),
      ],
    ]
  }

  private static let megabyte: [SQLValue] = [
    .integer(1 << 53 + 1), .double(3), .text(String(repeating: "縁", count: 350_000)), .boolean(true),
    .blob([UInt8](repeating: 7, count: 1_000_000)), .instant(Instant(milliseconds: 0)), .day(Day(number: 20_000)),
  ]

  private static func numbered(_ rows: [[SQLValue]]) -> [[SQLValue]] {
    rows.enumerated().map { [.integer(Int64($0.offset))] + $0.element }
  }

  @Test(arguments: Engine.all)
  func `bound values come back as they went in`(_ engine: Engine) async throws {
    let rows = Self.numbered(try Self.edges() + [Self.megabyte] + Self.edges())
    try await withDatabase(engine, migrations: [Self.table]) { test in
      try await test.database.write { tx in
        for row in rows { try tx.execute("INSERT INTO sample (\(Self.columns)) VALUES (\(list: row))") }
      }
      try await expect(rows, in: test)
    }
  }

  @Test(arguments: Engine.all, [1, 2000])
  func `rows inserted in bulk come back as they went in`(_ engine: Engine, _ times: Int) async throws {
    let edges = try Self.edges()
    let rows = Self.numbered((0..<times).flatMap { _ in edges } + [Self.megabyte])
    try await withDatabase(engine, migrations: [Self.table]) { test in
      try await test.database.write { tx in try tx.insert(into: "sample", Self.columns, rows: rows) }
      try await expect(rows, in: test)
    }
  }

  @Test(arguments: Engine.all)
  func `what no engine can keep is refused before anything is written`(_ engine: Engine) async throws {
    let cases: [(Identifier, SQLValue)] = [
      ("t", .text("山田\0製作所")), ("day", .day(Day(number: 3_000_000))),
    ]
    try await withDatabase(engine, migrations: [Self.table]) { test in
      for (column, value) in cases {
        for count in [1, 100] {
          await #expect(throws: DatabaseError.self, "\(column.name) \(count)") {
            try await test.database.write { tx in
              let rows = (0..<count).map { [SQLValue.integer(Int64($0)), value] }
              try tx.insert(into: "sample", ["id", column], rows: rows)
            }
          }
        }
      }
      let count = try await test.database.read { tx in try tx.scalar("SELECT count(*) FROM sample") }
      #expect(count == .integer(0))
    }
  }

  @Test(arguments: Engine.all)
  func `sums and averages are numbers`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.table]) { test in
      try await test.database.write { tx in
        try tx.insert(
          into: "sample", ["id", "i"], rows: [10_000, 200_000_001, -4].enumerated().map { [.integer(Int64($0)), .integer($1)] })
      }
      let row = try await test.database.read { tx in
        try tx.query("SELECT sum(i), count(i), avg(i), sum(d), min(i), max(i) FROM sample WHERE i > \(-100)")[0]
      }
      #expect(row[0] == .integer(200_009_997))
      #expect(row[1] == .integer(3))
      #expect(try row.double(2) == 66_669_999.0)
      #expect(row[3] == .null)
      #expect(row[4] == .integer(-4))
      #expect(row[5] == .integer(200_000_001))
    }
  }

  @Test(arguments: Engine.all)
  func `text sorts by its bytes`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.table]) { test in
      let words = ["あ", "B", "a", "ア", "𠮷", "ｱ", "Z", ""]
      try await test.database.write { tx in
        try tx.insert(into: "sample", ["id", "t"], rows: words.enumerated().map { [.integer(Int64($0)), .text($1)] })
      }
      let sorted = try await test.database.read { tx in
        try tx.query("SELECT t FROM sample ORDER BY t").map { try $0.text(0) }
      }
      #expect(sorted == words.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
  }

  @Test(arguments: Engine.all)
  func `a place that was NULL first takes any value later`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.table]) { test in
      try await test.database.write { tx in
        for (id, value) in [SQLValue.null, .integer(5), .null, .integer(7)].enumerated() {
          try tx.execute("INSERT INTO sample (id, i) VALUES (\(id), \(value))")
        }
      }
      let sum = try await test.database.read { tx in try tx.scalar("SELECT sum(i) FROM sample") }
      #expect(sum == .integer(12))
    }
  }

  private func expect(_ rows: [[SQLValue]], in test: TestDatabase) async throws {
    let found = try await test.database.read { tx in
      try tx.query("SELECT \(Self.columns) FROM sample ORDER BY id").map { row in
        [
          try row.optionalInteger(0).sqlValue, try row.optionalInteger(1).sqlValue, try row.optionalDouble(2).sqlValue,
          try row.optionalText(3).sqlValue, try row.optionalBoolean(4).sqlValue,
          try row.optionalBlob(5).map(SQLValue.blob) ?? .null,
          try row.optionalInstant(6).sqlValue, try row.optionalDay(7).sqlValue,
        ]
      }
    }
    #expect(found.count == rows.count)
    for (found, row) in zip(found, rows) { #expect(found == row) }
  }
}
