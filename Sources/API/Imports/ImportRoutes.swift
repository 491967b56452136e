import Database
import Foundation
import HTTPTypes
import Jobs
import Kernel
import Records
import WebKernel

/// Importing files: the upload is kept, looked at and mapped at once; the rows are worked on by a job.
struct ImportRoutes: Sendable {
  let services: APIServices

  var routes: [Route] {
    [
      Route(
        .post, "/api/v1/imports", name: "startImport", .scope(.import), Label("ファイルの取り込み", "Import a file"),
        bodyLimit: Self.mostBytes, documentation: Self.documentation, start),
      Route(
        .get, "/api/v1/imports/{id}", name: "getImport", .scope(.import), Label("取り込みの進み具合", "How an import is getting on"),
        documentation: RouteDocumentation(
          parameters: [Schemas.id], answers: [.init(200, "Its job", Schemas.job)], problems: [404]), get),
      Route(
        .get, "/api/v1/imports/{id}/errors", name: "getImportErrors", .scope(.import),
        Label("取り込めなかった行と理由（CSV）", "Rejected rows with reasons (CSV)"), produces: ["text/csv"],
        documentation: RouteDocumentation(
          parameters: [Schemas.id], answers: [.init(200, "The rows with a reason column", Schemas.text, type: "text/csv")],
          problems: [404]),
        errors),
    ]
  }

  private static let documentation = RouteDocumentation(
    parameters: [
      RouteDocumentation.query("object", "A collection", Schemas.objectName, required: true),
      RouteDocumentation.json(
        "mapping", "Heading → field, null leaves the column out; the others are guessed",
        ["type": "object", "additionalProperties": ["type": ["string", "null"]]]),
      RouteDocumentation.query("match", "`auto`, or the field by which records are found", Schemas.fieldName),
      RouteDocumentation.query(
        "mode", "What may happen", ["type": "string", "enum": ["create", "update", "both"], "default": "both"]),
      RouteDocumentation.query(
        "contradictions", "Where a record already has another value",
        ["type": "string", "enum": ["keep", "overwrite"], "default": "keep"]),
      RouteDocumentation.query(
        "dry_run", "Only look what would happen", ["type": "string", "enum": ["1", "true", "0", "false"]]),
      Schemas.idempotencyKey,
    ], body: [("text/csv", Schemas.text), ("text/vcard", Schemas.text), ("application/octet-stream", ["type": "string"])],
    answers: [
      .init(200, "What a dry run found", Schemas.dryRun),
      .init(202, "Queued", Schemas.object([("job", Schemas.job), ("plan", Schemas.anyObject)]), headers: ["Location"]),
    ])

  /// 300 MB hold two million rows of a usual list.
  private static let mostBytes = 300 << 20
  private static let media = [
    "text/csv", "text/tab-separated-values", "text/vcard", "text/x-vcard", "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ]

  private func start(_ request: AppRequest) async throws -> Answer {
    let caller = try request.signedIn()
    let upload = try await Upload.receive(request, raw: Self.media, sha256: services.store.cryptography.sha256)
    defer { upload.remove() }
    let input = try ImportInput(request, upload.fields)
    let source = try await services.source(upload.file.path)
    let headings = try await services.store.database.read { _ in try source.headings() }
    if input.isDryRun { return try await dryRun(request, caller, input, source, headings) }
    let file: ID<ExchangeFile> = services.store.ids.next()
    let user = caller.user.as(UserTag.self)
    // A wrong plan is told before the file is copied; the pieces become true with the job that refers to them.
    _ = try await services.read(request) { tx, _ in
      _ = try input.plan(headings, in: tx)
      return .noContent
    }
    do {
      try await keep(upload, as: file)
      let answer = try await services.write(request, as: "import.start", body: upload.fingerprint) { [services] tx, _ in
        let plan = try input.plan(headings, in: tx)
        try ExchangeFile.create(file, name: upload.name, by: user, at: tx.now, in: tx.transaction)
        let id = try services.jobs.enqueue(ImportJob.job(file: file, plan: plan, actor: user), in: tx.transaction)
        let job = try services.job(id, in: tx)
        return .json(.accepted, ["job": JobRoutes.json(job, request.language), "plan": plan.json])
          .with(.location, "/api/v1/imports/\(id.text)")
      }
      if answer.headers[.idempotencyReplayed] != nil { try await discard(file) }
      return answer
    } catch {
      try? await discard(file)
      throw error
    }
  }

  /// What the import would do, over the whole file, with the first hundred rows of which there is something to say.
  private func dryRun(
    _ request: AppRequest, _ caller: Caller, _ input: ImportInput, _ source: ImportSource, _ headings: [String]
  ) async throws -> Answer {
    let store = services.store
    let plan = try await store.read(for: caller.actor) { try input.plan(headings, in: $0) }
    let look = try await ImportDryRun(store: store, actor: caller.actor, plan: plan, source: source)
    let lines = look.lines.map { line -> JSON in
      [
        "row": .integer(Int64(line.row)), "outcome": .string(line.outcome.rawValue),
        "messages": .array(line.messages.map { .string($0[request.language]) }),
      ]
    }
    return .json(["plan": plan.json, "counts": look.counts.json, "exact": .boolean(look.isExact), "lines": .array(lines)])
  }

  private func keep(_ upload: Upload, as file: ID<ExchangeFile>) async throws {
    let database = services.store.database
    try await upload.eachPiece { piece in
      try await database.write { try ExchangeFile.append(piece, to: file, in: $0) }
    }
  }

  /// Pieces that no import refers to.
  private func discard(_ file: ID<ExchangeFile>) async throws {
    try await services.store.database.write { tx in
      _ = try tx.execute("DELETE FROM exchange_piece WHERE file_id = \(file)")
    }
  }

  private func get(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.read(request) { tx, _ in .json(JobRoutes.json(try self.job(request, in: tx), request.language)) }
  }

  private func errors(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.read(request) { tx, _ in
      guard let file = try self.job(request, in: tx).result?["error_file"]?.string.flatMap({ ID<ExchangeFile>(text: $0) }) else {
        throw Refusal.notFound
      }
      return Answer(
        .ok,
        headers: [.contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"import-errors.csv\""],
        body: try ExchangeFile.bytes(of: file, in: tx.transaction))
    }
  }

  private func job(_ request: AppRequest, in tx: RecordTransaction) throws -> Job {
    let job = try services.job(try request.id("id"), in: tx)
    guard job.kind == ImportJob.kind else { throw Refusal.notFound }
    return job
  }
}

extension APIServices {
  /// An upload as a table. Looking at it blocks, so it is done on the database's own threads.
  fileprivate func source(_ path: String) async throws -> ImportSource {
    let workbook = workbook
    return try await store.database.read { _ in try ImportSource(path: path, workbook: workbook) }
  }
}
