import HTTPTypes
import Jobs
import Kernel
import Records
import WebKernel

/// How work that takes long is getting on.
struct JobRoutes: Sendable {
  let services: APIServices

  var routes: [Route] {
    [
      Route(
        .get, "/api/v1/jobs/{id}", name: "getJob", .caller, Label("ジョブの進み具合", "How a job is getting on"),
        documentation: RouteDocumentation(
          parameters: [Schemas.id], answers: [.init(200, "The job", Schemas.job)], problems: [404]), get),
      Route(
        .delete, "/api/v1/jobs/{id}", name: "cancelJob", .scope(.write), Label("ジョブの中止", "Cancel a job"),
        documentation: RouteDocumentation(
          parameters: [Schemas.id], answers: [.init(202, "It ends before its next step; what is done stays", Schemas.job)],
          problems: [404, 409]),
        cancel),
    ]
  }

  private func get(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.read(request) { tx, _ in
      .json(Self.json(try services.job(try request.id("id"), in: tx), request.language))
    }
  }

  private func cancel(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.write(request, as: "job.cancel") { tx, _ in
      let job = try services.job(try request.id("id"), in: tx)
      guard try services.jobs.cancel(job.id, in: tx.transaction) else {
        throw Refusal.state(Problem("job_finished", ja: "このジョブはもう終わっています。", en: "This job has already ended."))
      }
      return .json(.accepted, Self.json(try services.job(job.id, in: tx), request.language))
    }
  }

  static func json(_ job: Job, _ language: Language) -> JSON {
    let progress: JSON =
      job.progress.map { progress in
        [
          "done": .integer(Int64(progress.done)), "total": progress.total.map { .integer(Int64($0)) } ?? .null,
          "label": .string(progress.label[language]),
        ]
      } ?? .null
    return [
      "id": .string(job.id.text), "kind": .string(job.kind), "state": .string(job.state.rawValue), "progress": progress,
      "result": job.result ?? .null, "error": job.error.map { .string($0) } ?? .null,
      "operation_id": job.operationID.map { .string(ID<Operation>($0).text) } ?? .null,
      "created_at": .string(job.createdAt.text), "finished_at": job.finishedAt.map { .string($0.text) } ?? .null,
    ]
  }
}

extension APIServices {
  /// Jobs of others need the permission `jobs`; without it they do not exist.
  func job(_ id: ID<Job>, in tx: RecordTransaction) throws -> Job {
    guard let job = try jobs.job(id, in: tx.transaction),
      tx.actor.rights.may("jobs") || (job.actorID != nil && job.actorID == tx.actor.userID)
    else { throw Refusal.notFound }
    return job
  }
}
