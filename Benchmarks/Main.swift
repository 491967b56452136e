import App
import Database
import Foundation
import Kernel
import Logging
import Records

/// `enishi-bench --data FOLDER` or `enishi-bench --database URL`: makes the company if it is not there yet, measures, and
/// writes docs/benchmarks.md from the newest figures of both engines.
@main
struct Bench {
  static func main() async {
    do {
      let options = try BenchOptions(Array(CommandLine.arguments.dropFirst()))
      let services = try await Services.open(options.configuration, log: Logger(label: "enishi-bench"))
      try await CompanyWriter(records: services.records, size: options.size) { say($0) }.run()
      let bench = try Workbench(services: services, options: options)
      try await measure(bench, options)
      await services.close()
    } catch {
      FileHandle.standardError.write(Data("enishi-bench: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func measure(_ bench: Workbench, _ options: BenchOptions) async throws {
    try await Lists(bench: bench).measure()
    try keep(bench, options)
    try await RecordPages(bench: bench).measure()
    try keep(bench, options)
    try await Searches(bench: bench).measure()
    try keep(bench, options)
    try await Pages(bench: bench).measure()
    try keep(bench, options)
    try await Serving(bench: bench).measure()
    try keep(bench, options)
    try await Writes(bench: bench).measure()
    try keep(bench, options)
    try await Imports(bench: bench).measure()
    try keep(bench, options)
  }

  /// After every section: a run that is cut off keeps what it has found.
  private static func keep(_ bench: Workbench, _ options: BenchOptions) throws {
    try Report.write(
      bench.figures, engine: bench.engine.rawValue, to: options.results, table: options.table, scale: options.size.persons)
  }

  static func say(_ text: String) { FileHandle.standardError.write(Data("  \(text)\n".utf8)) }
}
