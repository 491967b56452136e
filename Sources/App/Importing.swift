import Database
import Foundation
import Jobs
package import Kernel
package import Records

/// An import from the command line: the file is kept in the database first, then brought in by a job, so that whatever kills
/// the command, the next server or worker goes on where it was.
package struct Importing: Sendable {
  /// What somebody says besides the file.
  package struct Wishes: Sendable {
    package var collection: String
    /// Heading → field, over what is guessed.
    package var map: [String: String] = [:]
    package var match: String?
    package var mode: String?
    package var overwrite = false
    /// Acts for this user; `nil`: the system.
    package var user: ID<User>?

    package init(collection: String) { self.collection = collection }
  }

  let services: Services

  package init(services: Services) { self.services = services }

  /// Looks through the file and says what would happen; writes nothing.
  package func dryRun(_ path: String, _ wishes: Wishes) async throws -> JSON {
    let (source, plan) = try await plan(path, wishes)
    let look = try await ImportDryRun(store: services.records, actor: actor(wishes), plan: plan, source: source)
    let lines = look.lines.map { line -> JSON in
      [
        "row": .integer(Int64(line.row)), "outcome": .string(line.outcome.rawValue),
        "messages": .array(line.messages.map { .string($0.ja) }),
      ]
    }
    return .object(
      (look.counts.json.members ?? []) + [
        JSON.Member("exact", .boolean(look.isExact)), JSON.Member("mapping", plan.json["columns"] ?? .null),
        JSON.Member("lines", .array(lines)),
      ])
  }

  /// Imports; returns the counts, the operation, and the files with what could not be taken or was repaired.
  package func run(
    _ path: String, _ wishes: Wishes, progress: @escaping @Sendable (Label) -> Void
  ) async throws -> JSON {
    let (_, plan) = try await plan(path, wishes)
    let file = try await keep(path, wishes)
    let queue = services.queue
    let job = try await services.database.write { tx in
      try queue.enqueue(ImportJob.job(file: file, plan: plan, actor: wishes.user?.as(UserTag.self)), in: tx)
    }
    let handler = ImportJob(store: services.records, workbook: Services.readWorkbook)
    let ended = try await services.finish(job, with: handler, report: { progress($0.label) })
    guard ended.state == .done, let result = ended.result else {
      throw Problems([
        Problem(
          "import_failed", ja: "取り込みを終えられませんでした：\(ended.error ?? "中止")", en: "The import did not finish: \(ended.error ?? "cancelled")")
      ])
    }
    return result
  }

  /// Writes a file that an import made, such as the rows it rejected, to disk.
  package func save(_ file: String, to path: String) async throws {
    guard let id = ID<ExchangeFile>(text: file) else { throw Refusal.notFound }
    let bytes = try await services.database.read { tx in try ExchangeFile.bytes(of: id, in: tx) }
    try Data(bytes).write(to: URL(filePath: path))
  }

  private func actor(_ wishes: Wishes) -> ActorReference { wishes.user.map { .user($0) } ?? .system("import") }

  private func plan(_ path: String, _ wishes: Wishes) async throws -> (ImportSource, ImportPlan) {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw Problems([
        Problem(field: "file", "not_found", ja: "ファイル「\(path)」を読めません。場所を確かめてください。", en: "The file “\(path)” cannot be read. Check where it is.")
      ])
    }
    let source = try await blocking { try ImportSource(path: path, workbook: Services.readWorkbook) }
    let headings = try await blocking { try source.headings() }
    let plan = try await services.records.read(for: actor(wishes)) { tx in
      var plan = try ImportPlan.guess(wishes.collection, headings: headings, in: tx.schema, for: tx.actor)
      for (heading, field) in wishes.map.sorted(by: { $0.key < $1.key }) {
        guard let at = plan.columns.firstIndex(where: { $0.heading == heading }) else {
          throw Problems([
            Problem(
              field: heading, "unknown_heading", ja: "見出し「\(heading)」の列がありません。あるもの：\(headings.joined(separator: "、"))。",
              en: "There is no column “\(heading)”. There are: \(headings.joined(separator: ", ")).")
          ])
        }
        plan.columns[at].target = field == "-" ? nil : field
      }
      if let match = wishes.match { plan.match = match == "auto" ? .auto : .field(match) }
      if let mode = wishes.mode { plan.mode = try Self.mode(mode) }
      if wishes.overwrite { plan.contradictions = .overwrite }
      try Problems.check(plan.problems(in: tx.schema, for: tx.actor))
      return plan
    }
    return (source, plan)
  }

  private static func mode(_ text: String) throws -> ImportPlan.Mode {
    guard let mode = ImportPlan.Mode(rawValue: text) else {
      throw Problems([
        Problem(
          field: "mode", "choice", ja: "--mode は create、update、both のどれかにしてください。", en: "--mode must be create, update or both.")
      ])
    }
    return mode
  }

  private func keep(_ path: String, _ wishes: Wishes) async throws -> ID<ExchangeFile> {
    let id: ID<ExchangeFile> = services.records.ids.next()
    let (now, user) = (services.now(), wishes.user?.as(UserTag.self))
    let name = URL(filePath: path).lastPathComponent
    try await services.database.write { tx in try ExchangeFile.create(id, name: name, by: user, at: now, in: tx) }
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      let bytes = [UInt8](piece)
      try await services.database.write { tx in try ExchangeFile.append(bytes, to: id, in: tx) }
    }
    return id
  }
}
