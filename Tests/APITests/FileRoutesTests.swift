import Foundation
import HTTPTypes
import Kernel
import TestSupport
import Testing
import WebTestSupport

@Suite struct FileRoutesTests {
  @Test(arguments: Engine.all)
  func `a file goes in, is listed and comes out as it was, for those who see the record`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let lead = try await house.lead("山田", "太郎", as: house.takahashi)
      let path = "/api/v1/leads/\(lead)/files"
      let quote = Array("%PDF-1.7 <script>御見積書".utf8)
      let made = try await house.client.send(
        .post, path + "?name=%E8%A6%8B%E7%A9%8D%E6%9B%B8.pdf", as: house.takahashi, body: quote, type: "application/octet-stream")
      #expect(made.status == 201 && made["name"] == "見積書.pdf" && made["content_type"] == "application/pdf", "\(made.text)")
      #expect(made.header("Enishi-Operation") != nil)
      let id = made["id"].string ?? ""
      for (token, status) in [(house.takahashi, 200), (house.sato, 200), (house.suzuki, 404)] {
        #expect(try await house.client.get(path, as: token).status == status)
        #expect(try await house.client.get("/api/v1/files/\(id)", as: token).status == status)
        let content = try await house.client.get("/api/v1/files/\(id)/content", as: token)
        #expect(content.status == status)
        guard status == 200 else { continue }
        #expect(content.text == String(decoding: quote, as: UTF8.self))
        #expect(content.header("Content-Type") == "application/octet-stream" && content.header("X-Content-Type-Options") == "nosniff")
        #expect(content.header("Content-Disposition")?.hasSuffix("filename*=UTF-8''%E8%A6%8B%E7%A9%8D%E6%9B%B8.pdf") == true)
      }
      #expect(try await house.client.get(path, as: house.takahashi)["data"].array?.count == 1)
      #expect(try await house.client.delete("/api/v1/files/\(id)", as: house.suzuki).status == 404)
      #expect(try await house.client.delete("/api/v1/files/\(id)", as: house.takahashi).status == 204)
      #expect(try await house.client.get("/api/v1/files/\(id)/content", as: house.takahashi).status == 404)
      let empty = try await house.client.send(.post, path, as: house.takahashi, body: [], type: "application/octet-stream")
      #expect(empty.status == 422)
      #expect(try await house.client.post("/api/v1/files", ["name": "空.pdf"], as: house.sato).status == 422)
      let foreign = try await house.client.send(.post, path, as: house.suzuki, body: quote, type: "application/octet-stream")
      #expect(foreign.status == 404)
    }
  }
}
