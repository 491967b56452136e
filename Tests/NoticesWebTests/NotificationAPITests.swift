import Database
import HTTPTypes
import Kernel
import Metadata
import Notices
import Records
import RecordsTestSupport
import TestSupport
import Testing
import WebTestSupport

/// Notifications for programs.
@Suite struct NotificationAPITests {
  @Test(arguments: Engine.all)
  func `a token reads and marks the notifications of its own user, as far as its scopes go`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      let (id, deal) = try await web.mention()
      let (all, reader) = (try await web.token("read write", of: web.house.sato), try await web.token("read", of: web.house.sato))
      let other = try await web.token("read write", of: web.house.takahashi)
      let list = try await web.client.get("/api/v1/notifications?unread=true", as: reader)
      #expect(list.ids == [id.text])
      let first = list["data"].array?.first
      #expect(first?["kind"]?.string == "mention" && first?["link"]?.string == "/deals/\(deal.id.text)#composer")
      #expect(first?["text"]?.string == "高橋 一郎さんがメモであなたを呼びました")
      #expect(list["unread"]["value"]?.integer == 1)
      #expect(try await web.client.get("/api/v1/notifications", as: other).ids == [])
      #expect(try await web.client.post("/api/v1/notifications/\(id.text)/read", as: reader).status == 403)
      #expect(try await web.client.post("/api/v1/notifications/\(id.text)/read", as: other).status == 404)
      #expect(try await !web.isRead(id))
      let read = try await web.client.post("/api/v1/notifications/\(id.text)/read", as: all)
      #expect(read.status == 200 && read["read_at"].string != nil)
      #expect(try await web.client.get("/api/v1/notifications?unread=true", as: reader).ids == [])
      try await web.mention()
      #expect(try await web.client.post("/api/v1/notifications/read-all", as: all)["read"].integer == 1)
      #expect(try await web.client.get("/api/v1/notifications").status == 401)
    }
  }

  @Test(arguments: Engine.all)
  func `it is paged, refuses what it does not know, and is described`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      for _ in 1...3 {
        try await web.mention()
        web.house.clock.advance(.seconds(60))
      }
      let token = try await web.token("read", of: web.house.sato)
      let first = try await web.client.get("/api/v1/notifications?limit=2", as: token)
      #expect(first.ids.count == 2)
      let rest = try await web.client.get("/api/v1/notifications?limit=2&cursor=\(first["next"].string ?? "")", as: token)
      #expect(rest.ids.count == 1 && rest["next"] == .null)
      let wrong = try await web.client.get("/api/v1/notifications?limit=0&cursor=x&folder=y", as: token)
      #expect(wrong.errors.sorted() == ["cursor: cursor", "folder: unknown_parameter", "limit: range"])
      let description = try await web.client.get("/api/v1/openapi.json", as: token)
      #expect(description["paths"]["/api/v1/notifications"]?["get"]?["operationId"]?.string == "listNotifications")
      #expect(description["paths"]["/api/v1/notifications/{id}/read"] == nil, "a token that only reads is not told how to write")
    }
  }

  @Test(arguments: Engine.all)
  func `a token for some objects sees no notification about others`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      try await web.mention()
      let accounts = try await web.token("accounts:read", of: web.house.sato)
      let both = try await web.token("deals:read notes:read", of: web.house.sato)
      #expect(try await web.client.get("/api/v1/notifications", as: accounts).ids == [])
      #expect(try await web.client.get("/api/v1/notifications", as: both).ids.count == 1)
    }
  }
}
