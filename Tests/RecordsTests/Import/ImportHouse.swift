import Database
import Foundation
import Japan
import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport

/// A house that imports and exports: with the tables for files, and a folder for them that is gone afterwards.
struct ImportHouse {
  let house: House
  let folder: URL

  /// What somebody's import of a text did.
  struct Outcome {
    let state: ImportState
    let errors: [[String]]
    let notes: [[String]]
    var counts: ImportCounts { state.counts }
  }

  func source(_ text: String, encoding: TextEncoding = .cp932) throws -> ImportSource {
    try source(bytes: encoding == .cp932 ? CP932.encode(text).bytes : Array(text.utf8))
  }

  func source(bytes: [UInt8]) throws -> ImportSource {
    let file = folder.appending(path: "\(UUID().uuidString).csv")
    try Data(bytes).write(to: file)
    return try source(path: file.path)
  }

  func source(path: String) throws -> ImportSource {
    try ImportSource(path: path) { _ in
      throw Problems([Problem("no_workbooks", ja: "ここではブックを読めません。", en: "No workbooks here.")])
    }
  }

  func plan(_ collection: String, _ source: ImportSource, by user: ID<User>) async throws -> ImportPlan {
    let headings = try source.headings()
    return try await house.read(by: user) { tx in
      try ImportPlan.guess(collection, headings: headings, in: tx.schema, for: tx.actor)
    }
  }

  func run(
    _ collection: String = "leads", _ text: String, by user: ID<User>? = nil, _ change: (inout ImportPlan) -> Void = { _ in }
  ) async throws -> Outcome {
    try await run(collection, try source(text), by: user, change)
  }

  func run(
    _ collection: String, _ source: ImportSource, by user: ID<User>? = nil, _ change: (inout ImportPlan) -> Void = { _ in }
  ) async throws -> Outcome {
    let user = user ?? house.yamada
    var plan = try await plan(collection, source, by: user)
    change(&plan)
    let state = try await ImportRun(store: house.records, actor: .user(user), plan: plan, source: source).run()
    return Outcome(state: state, errors: try await rows(of: state.errorFile), notes: try await rows(of: state.noteFile))
  }

  func dryRun(_ collection: String = "leads", _ text: String, by user: ID<User>? = nil) async throws -> ImportDryRun {
    let source = try source(text)
    let plan = try await plan(collection, source, by: user ?? house.yamada)
    return try await ImportDryRun(store: house.records, actor: .user(user ?? house.yamada), plan: plan, source: source)
  }

  /// The rows of a file that an import left, without its headings.
  func rows(of file: ID<ExchangeFile>) async throws -> [[String]] {
    let bytes = try await house.test.database.read { tx in try ExchangeFile.bytes(of: file, in: tx) }
    var given: [UInt8]? = bytes
    var reader = CSVReader {
      defer { given = nil }
      return given
    }
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row.cells) }
    return Array(rows.dropFirst())
  }

  /// Everything but the files and the bookkeeping of imports, to be compared table by table.
  func dump() async throws -> [String: [String]] {
    try await house.dump().tables.filter { !$0.key.hasPrefix("exchange_") && $0.key != "schema_migration" }
  }

  func people() async throws -> [Record] {
    try await house.read(by: house.yamada) { tx in try tx.list("person", sort: "id", limit: 1000).rows }
  }
}

func withImportHouse<Value>(_ engine: Engine, _ body: (ImportHouse) async throws -> Value) async throws -> Value {
  try await withHouse(engine) { house in
    try await Migrator(House.features.flatMap(\.migrations) + ExchangeFile.migrations).run(house.test.database, at: House.noon)
    let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-import-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(ImportHouse(house: house, folder: folder))
  }
}

extension ImportCounts {
  /// created · updated · unchanged · rejected.
  var four: [Int] { [created, updated, unchanged, rejected] }
}
