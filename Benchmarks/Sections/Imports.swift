import Database
import Foundation
import Kernel
import Metadata
import Records

/// A list of 200,000 leads imported as a person hands it over, beside the engine's own load of the very rows this made.
struct Imports {
  static let section = "Import of a CSV file of 200,000 leads"
  private static let rows = 200_000
  let bench: Workbench

  func measure() async throws {
    guard bench.options.isWanted(Self.section) else { return }
    let rows = min(Self.rows, bench.options.size.persons / 5)
    let file = "\(bench.options.results)/import.csv"
    try FileManager.default.createDirectory(atPath: bench.options.results, withIntermediateDirectories: true)
    try Self.write(rows, to: file)
    let before: RecordID = bench.records.ids.next()
    let source = try ImportSource(path: file) { _ in throw BenchProblem("no workbook") }
    let headings = try source.headings()
    let plan = try await bench.records.read(for: .system("bench")) { tx in
      try ImportPlan.guess("leads", headings: headings, in: tx.schema, for: tx.actor)
    }
    let started = ContinuousClock.now
    let state = try await ImportRun(store: bench.records, actor: .system("bench"), plan: plan, source: source).run()
    let took = ContinuousClock.now - started
    Bench.say("imported: \(state.counts.json.text)")
    let made = try await madeSince(before)
    let undone = try await undo(state.operation)
    let bare = try await load(made)
    let budget: Double? = bench.engine == .sqlite ? 20_000 : nil
    bench.add(
      Figure(
        section: Self.section, name: "rows, with validation, repair, duplicate check, search, events, audit",
        measure: .number(Double(rows) / (took / .seconds(1)), unit: "rows/s", bare: Double(rows) / (bare / .seconds(1)), isRate: true),
        budget: budget, ratioBudget: 4))
    bench.add(
      Figure(
        section: Self.section, name: "the same import undone",
        measure: .number(Double(rows) / (undone / .seconds(1)), unit: "rows/s", bare: nil, isRate: true)))
  }

  private static func write(_ rows: Int, to path: String) throws {
    var dice = Dice(CompanyWriter.seed &+ 3)
    var text = "姓,名,セイ,メイ,会社名,部署,役職,メールアドレス,電話番号,携帯番号,郵便番号,都道府県,市区町村,獲得経路,獲得日\n"
    text.reserveCapacity(rows * 260)
    for number in 0..<rows {
      let company = CompanyMaker.Company(800_000 - number / 6)
      let place = Names.places[company.place]
      let (last, first) = (dice.pickSkewed(Names.last), dice.pickSkewed(Names.first))
      text += "\(last.0),\(first.0),\(last.1),\(first.1),\(company.name),\(dice.pick(Names.departments)),\(dice.pick(Names.titles)),"
      text += "\(last.2).i\(number)@\(company.domain),\(place.4)-\(1000 + dice.below(9000))-\(1000 + dice.below(9000)),"
      text +=
        "090-\(1000 + dice.below(9000))-\(1000 + dice.below(9000)),\(place.0),\(place.1),\(place.2),\(dice.pick(Names.sources)),2026/10/\(1 + dice.below(28))\n"
    }
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  private typealias Made = [(table: Identifier, columns: [Identifier], rows: [[SQLValue]])]

  /// Every row that came into being since that id.
  private func madeSince(_ id: RecordID) async throws -> Made {
    let person = try await bench.records.read(for: .system("bench")) { tx in
      try (tx.schema.object("person")?.fields ?? []).filter { $0.type.column != nil }.map { try TableDDL.identifier($0.name) }
    }
    var wanted: [(Identifier, [Identifier], Identifier)] = [
      ("person", person, "id"), ("identity", ["kind", "key", "object", "record_id"], "record_id"),
      ("search_entry", ["record_id", "object", "tokens"], "record_id"),
      ("event", ["id", "at", "kind", "person_id", "account_id", "object", "record_id", "actor_id", "source", "operation_id", "payload"], "id"),
      (
        "change",
        ["id", "batch_id", "operation_id", "at", "actor_id", "kind", "object", "record_id", "version", "fields", "before", "after"], "id"
      ),
    ]
    wanted.sort { $0.0.name < $1.0.name }
    var made = try await bench.database.read { [wanted] tx in
      try wanted.map { table, columns, key in
        (table: table, columns: columns, rows: try tx.query("SELECT \(columns) FROM \(table) WHERE \(key) > \(id)").map(\.values))
      }
    }
    if bench.engine == .sqlite, let entries = made.first(where: { $0.table == "search_entry" }) {
      made.append((table: "search_text", columns: ["rowid", "tokens"], rows: entries.rows.map { [$0[0], $0[2]] }))
    }
    return made
  }

  private func undo(_ operation: ID<Records.Operation>) async throws -> Duration {
    let started = ContinuousClock.now
    var cursor: Int64? = .max
    while let at = cursor {
      cursor = try await bench.records.write(for: .system("bench"), as: OperationKind("undo")) { tx in
        try Undo(operation, in: tx).step(before: at, in: tx).next
      }
    }
    return ContinuousClock.now - started
  }

  /// One transaction of the engine's fastest way, with the indexes in place; taken out again afterwards.
  private func load(_ made: Made) async throws -> Duration {
    let database = bench.database
    // The trail of the import stays, so its rows get other ids.
    let renamed = made.map { part -> (table: Identifier, columns: [Identifier], rows: [[SQLValue]]) in
      guard part.table == "change" else { return part }
      return (part.table, part.columns, part.rows.map { [.integer(bench.records.ids.next(Self.self).raw)] + $0.dropFirst() })
    }
    let started = ContinuousClock.now
    try await database.write { tx in
      for part in renamed { try tx.insert(into: part.table, part.columns, rows: part.rows) }
    }
    let took = ContinuousClock.now - started
    try await database.write { tx in
      for part in renamed where part.table != "search_text" {
        let key: Identifier = part.columns.contains("id") ? "id" : "record_id"
        let at = part.columns.firstIndex(of: key) ?? 0
        for start in stride(from: 0, to: part.rows.count, by: 500) {
          let ids = part.rows[start..<min(start + 500, part.rows.count)].map { $0[at] }
          if part.table == "search_entry", tx.dialect.engine == .sqlite {
            try tx.execute(
              "INSERT INTO search_text (search_text, rowid, tokens) SELECT 'delete', record_id, tokens FROM search_entry WHERE record_id IN (\(list: ids))"
            )
          }
          try tx.execute("DELETE FROM \(part.table) WHERE \(key) IN (\(list: ids))")
        }
      }
    }
    return took
  }
}
