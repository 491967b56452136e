import App
import Database
import Kernel
import Metadata
import Records

/// What every section measures with: the company, the engine itself, and somewhere to put the figures.
final class Workbench {
  let services: Services
  let bare: any BareEngine
  let options: BenchOptions
  private(set) var figures: [Figure] = []

  init(services: Services, options: BenchOptions) throws {
    self.services = services
    self.options = options
    let configuration = services.configuration
    bare = try configuration.postgres.map { try BarePostgres(url: $0) } ?? BareSQLite(path: configuration.sqliteFile)
  }

  var records: RecordStore { services.records }
  var database: any Database { services.database }
  var now: Instant { services.now() }
  var engine: Dialect.Engine { services.database.dialect.engine }

  func add(_ figure: Figure) {
    var figure = figure
    figure.load = machineLoad()
    figures.append(figure)
    Bench.say(Report.line(figure))
  }

  /// Ours and the engine's own, by turns of the same runs.
  func compare(
    _ section: String, _ name: String, budget: Double?, ratio: Double?, ours: (Int) async throws -> Void,
    bare: ((Int) throws -> Void)?
  ) async throws {
    let mine = try await Timing.of(options.runs, ours)
    var limit: Timing?
    if let bare { limit = try await Timing.of(options.runs) { try bare($0) } }
    add(Figure(section: section, name: name, measure: .time(mine, bare: limit), budget: budget, ratioBudget: ratio))
  }

  func user(_ email: String) async throws -> ActorReference {
    let id = try await records.read(for: .system("bench")) { tx in
      try EmailAddress(email).flatMap { try tx.user(email: $0) }
    }
    guard let id else { throw BenchProblem("there is no \(email)") }
    return .user(id)
  }

  /// Ids of records scattered over the table.
  func sample(_ table: Identifier, where condition: SQL = .true_, count: Int) async throws -> [RecordID] {
    try await services.database.read { tx in
      let (low, high) = (try tx.scalar("SELECT min(id) FROM \(table)"), try tx.scalar("SELECT max(id) FROM \(table)"))
      guard case .integer(let low) = low, case .integer(let high) = high else { return [] }
      return try (0..<count).compactMap { number in
        let from = low + (high - low) / Int64(count) * Int64(number)
        return try tx.first("SELECT id FROM \(table) WHERE id >= \(from) AND \(condition) ORDER BY id LIMIT 1")?.id(0)
      }
    }
  }
}
