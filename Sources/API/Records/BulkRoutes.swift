import HTTPTypes
import Jobs
import Kernel
import Metadata
import Records
import WebKernel

/// Many records in one request and one operation: `{"create": […], "update": […], "delete": […]}`, or one change for
/// everything a filter selects: `{"filter": …}` with `"set": {…}`, `"add": {"tags": […]}` or `"delete": true`.
///
/// - By itself all or nothing: one wrong item and nothing is done, with everything that is wrong.
/// - With `"on_error": "skip"` what is right is done and the rest is told, item by item.
/// - A filter that selects more than a request should change while others wait becomes a job, which changes what can be changed.
struct BulkRoutes: Sendable {
  static let mostItems = 1000
  let services: APIServices

  var routes: [Route] {
    [
      Route(
        .post, "/api/v1/{objects}/bulk", name: "bulk", .scope(.write), Label("一括操作", "Bulk"), bodyLimit: 16 << 20, bulk)
    ]
  }

  private func bulk(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    let (json, bytes) = try await request.json()
    return try await services.write(request, as: "record.bulk", body: bytes) { tx, caller in
      let target = try RecordTarget(request, caller, .edit, in: tx)
      var bulk = try Bulk(json, target, in: tx)
      if let order = try bulk.order(in: tx) {
        let job = try services.jobs.enqueue(BulkChangeJob.job(order, actor: tx.actor.userID), in: tx.transaction)
        return .json(.accepted, JobRoutes.json(try services.job(job, in: tx), request.language))
          .with(.location, "/api/v1/jobs/\(job.text)")
      }
      try bulk.run(in: tx)
      return .json(bulk.result(request.language)).undone(by: tx)
    }
  }
}
