import Database
import Foundation
import Jobs
import Kernel
import Metadata
import Records
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@Suite struct ListExportTests {
  @Test(arguments: Engine.all)
  func `the file holds the rows and columns of the list, and only who asked for it gets it`(_ engine: Engine) async throws {
    try await withLists(engine) { house in
      try await house.lead("高橋", "一郎", of: "山田", ["lead_status": .text("working"), "company_name": .text("山田製作所")])
      try await house.lead("鈴木", "花子", of: "山田", ["lead_status": .text("new")])
      let condition: JSON = ["field": "lead_status", "is": "eq", "value": "working"]
      let begun = try await house.browser("山田").submit(
        "/leads/export", ["where": condition.text, "order": "-acquired_on", "fields": "last_name,company_name", "format": "csv"])
      let page = try begun.location.orFail()
      #expect(try await house.browser("山田").page(page).text.contains("順番を待っています"))
      #expect(try await house.browser("山田").page("\(page)/file").status == 404)
      try await work(house)
      #expect(try await house.browser("山田").page(page).text.contains("1件を書き出しました"))
      let file = try await house.browser("山田").page("\(page)/file")
      #expect(file.header("Content-Disposition") == "attachment; filename=\"lead.csv\"")
      #expect(file.text.contains("高橋") && file.text.contains("山田製作所") && !file.text.contains("鈴木") && !file.text.contains("対応中"))
      for other in ["佐藤", "小林"] { #expect(try await house.browser(other).page("\(page)/file").status == 404) }
    }
  }

  @Test func `who may not export gets no file`() async throws {
    try await withLists(.sqlite) { house in
      let refused = try await house.browser("佐藤").submit("/leads/export", ["format": "csv"])
      #expect(refused.status == 403)
      let page = try await house.browser("佐藤").page("/leads")
      #expect(page.status == 200 && !page.text.contains("data-export"))
    }
  }

  /// Does the export as a worker does.
  private func work(_ house: ListHouse) async throws {
    let queue = JobQueue(ids: house.store.ids, now: house.store.now)
    let worker = Worker(
      database: house.test.database, queue: queue, handlers: [ExportJob(store: house.store, workbook: { _, _ in throw CancellationError() })])
    let running = Task { await worker.run() }
    defer { running.cancel() }
    for _ in 0..<200 {
      if try await house.test.database.read({ try queue.jobs(kind: "export", in: $0).first?.state.isFinished }) == true { return }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
