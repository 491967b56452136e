import HTTPTypes
import Jobs
import Kernel
import Records
import WebKernel

/// What was done, and taking it back.
struct OperationRoutes: Sendable {
  let services: APIServices

  var routes: [Route] {
    [
      Route(
        .get, "/api/v1/operations", name: "listOperations", .scope(.read), Label("操作の一覧", "List operations"),
        documentation: RouteDocumentation(
          parameters: [Schemas.limit, Schemas.cursor],
          answers: [.init(200, "A page of operations", Schemas.page(of: Schemas.operation))]),
        list),
      Route(
        .get, "/api/v1/operations/{id}", name: "getOperation", .scope(.read), Label("操作の取得", "Get an operation"),
        documentation: RouteDocumentation(
          parameters: [Schemas.id], answers: [.init(200, "The operation", Schemas.operation)], problems: [404]), get),
      Route(
        .post, "/api/v1/operations/{id}/undo", name: "undoOperation", .scope(.write), Label("操作を元に戻す", "Undo an operation"),
        documentation: RouteDocumentation(
          parameters: [Schemas.id, Schemas.idempotencyKey],
          answers: [
            .init(
              200, "What was undone, and what was kept because it changed since", Schemas.undone, headers: ["Enishi-Operation"]),
            .init(202, "A large operation: a job takes it back", Schemas.job, headers: ["Location"]),
          ],
          problems: [404, 409]), undo),
    ]
  }

  private func list(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let limit = reader.integer("limit", in: 1...ListInput.largestPage, default: 50)
    var before: ID<Operation>?
    if let cursor = reader.text("cursor") {
      before = ID(text: cursor)
      if before == nil {
        reader.refuse(
          "cursor", "cursor", ja: "cursor には前の答えの next をそのまま渡してください。", en: "Pass `next` of the previous answer as cursor.")
      }
    }
    try reader.finish()
    let start = before
    return try await services.read(request) { tx, _ in
      let found = try tx.operations(limit: limit + 1, before: start)
      let page = found.prefix(limit)
      let next = found.count > limit ? page.last.map { JSON.string($0.id.text) } ?? .null : .null
      return .json(["data": .array(page.map(Self.json)), "next": next])
    }
  }

  private func get(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.read(request) { tx, _ in .json(Self.json(try Self.find(try request.id("id"), in: tx))) }
  }

  private func undo(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.write(request, as: "undo") { tx, _ in
      let operation = try Self.find(try request.id("id"), in: tx)
      if try UndoJob.isNeeded(for: operation.id, in: tx.transaction) {
        _ = try Undo(operation.id, in: tx)
        let job = try services.jobs.enqueue(UndoJob.job(operation.id, actor: tx.actor.userID), in: tx.transaction)
        return .json(.accepted, JobRoutes.json(try services.job(job, in: tx), request.language))
          .with(.location, "/api/v1/jobs/\(job.text)")
      }
      let outcome = try Undo(operation.id, in: tx).run(in: tx)
      tx.summary = [.init("undone", .integer(Int64(outcome.undone))), .init("kept", .integer(Int64(outcome.kept.count)))]
      return .json([
        "undone": .integer(Int64(outcome.undone)), "kept": .array(outcome.kept.map { Failure.json($0, request.language) }),
      ]).undone(by: tx)
    }
  }

  /// Operations of others need the permission `operations`; without it they do not exist.
  private static func find(_ id: ID<Operation>, in tx: RecordTransaction) throws -> Operation {
    guard let operation = try tx.operation(id),
      tx.actor.rights.may("operations") || operation.actorID == tx.actor.userID?.as(User.self)
    else { throw Refusal.notFound }
    return operation
  }

  private static func json(_ operation: Operation) -> JSON {
    [
      "id": .string(operation.id.text), "kind": .string(operation.kind), "at": .string(operation.at.text),
      "actor_id": operation.actorID.map { .string($0.text) } ?? .null, "actor_name": .string(operation.actorName),
      "object": operation.object.map { .string($0) } ?? .null, "summary": operation.summary,
      "state": .string(operation.state.rawValue), "undoes": operation.undoes.map { .string($0.text) } ?? .null,
      "undone_by": operation.undoneBy.map { .string($0.text) } ?? .null,
    ]
  }
}
