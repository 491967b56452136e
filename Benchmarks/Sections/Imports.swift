import Database
import Foundation
import Kernel
import Records

/// Lists of leads imported as people hand them over, beside the engine's own load of the very rows this made, with the same indexes
/// and as many persons in a commit.
struct Imports {
  static let section = "Import of a CSV file of 200,000 leads"
  private static let rows = 200_000
  let bench: Workbench

  func measure() async throws {
    guard bench.options.isWanted(Self.section) else { return }
    let rows = min(Self.rows, bench.options.size.persons / 5)
    let file = "\(bench.options.results)/import.csv"
    try FileManager.default.createDirectory(atPath: bench.options.results, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: file) }
    try ImportLists.writeClean(rows, to: file)
    try await measure(file, "clean rows, with validation, repair, duplicate check, search, events, audit", isBudgeted: true)
    try ImportLists.writeDirty(rows, to: file)
    try await measure(file, "rows of a dirty list in Shift_JIS: damaged, repeated, wrong ones", isBudgeted: false)
  }

  private func measure(_ file: String, _ name: String, isBudgeted: Bool) async throws {
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
    let copy = try await ImportCopy(since: before, from: bench)
    let undone = try await undo(state.operation)
    let bare = try copy.load(by: bench.bare, persons: ImportRun.rowsPerStep)
    try await copy.remove(from: bench.database)
    func rate(_ count: Int, _ time: Duration) -> Double { Double(count) / (time / .seconds(1)) }
    let made = state.counts.created
    bench.add(
      Figure(
        section: Self.section, name: name,
        measure: .number(rate(state.counts.rows, took), unit: "rows/s", bare: rate(made, bare), isRate: true),
        budget: isBudgeted && bench.engine == .sqlite ? 20_000 : nil, ratioBudget: isBudgeted ? 4 : nil))
    bench.add(
      Figure(
        section: Self.section, name: "undone: \(name.prefix { $0 != "," && $0 != ":" })",
        measure: .number(rate(made, undone), unit: "records/s", bare: nil, isRate: true)))
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
}
