import Database
import HTTPTypes
import Kernel
import TestSupport
import Testing
import WebTestSupport

@Suite struct ImportRoutesTests {
  private static let file = Array("姓,名,メールアドレス,社内メモ\n山田,太郎,yamada@yamada.example,A\n佐々木,花,not a mail,B\n".utf8)

  private static func multipart(_ fields: [(String, String)], _ file: [UInt8]) -> [UInt8] {
    var body: [UInt8] = []
    for (name, value) in fields {
      body += Array("--b0undary\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
    }
    body += Array("--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"leads.csv\"\r\n\r\n".utf8)
    return body + file + Array("\r\n--b0undary--\r\n".utf8)
  }

  @Test(arguments: Engine.all)
  func `an upload is mapped and queued, as a body or as a form, once per key`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let key: HTTPFields = [try #require(HTTPField.Name("Idempotency-Key")): "list-1"]
      let path = "/api/v1/imports?object=leads&mode=create"
      let first = try await house.client.send(.post, path, as: house.sato, key, body: Self.file, type: "text/csv")
      #expect(first.status == 202, "\(first.text)")
      #expect(first["job"]["state"] == "waiting")
      #expect(first["plan"]["columns"]?.array?.map { $0["target"] ?? .null } == ["last_name", "first_name", "email", "sales_comment"])
      let again = try await house.client.send(.post, path, as: house.sato, key, body: Self.file, type: "text/csv")
      #expect(again["job"]["id"] == first["job"]["id"])
      let location = try #require(first.header("Location"))
      #expect(try await house.client.get(location, as: house.sato)["kind"] == "import")
      #expect(try await house.client.get(location, as: house.takahashi).status == 404)

      let form = Self.multipart([("object", "leads"), ("mapping", "{\"社内メモ\": \"challenge\"}")], Self.file)
      let mapped = try await house.client.send(
        .post, "/api/v1/imports", as: house.sato, body: form, type: "multipart/form-data; boundary=b0undary")
      #expect(mapped.status == 202, "\(mapped.text)")
      #expect(mapped["plan"]["columns"]?.array?.last?["target"] == "challenge")
    }
  }

  @Test(arguments: Engine.all)
  func `a dry run counts and writes nothing`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let answer = try await house.client.send(
        .post, "/api/v1/imports?object=leads&dry_run=1", as: house.sato, body: Self.file, type: "text/csv")
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer["counts"]["created"] == 1)
      #expect(answer["counts"]["rejected"] == 1)
      #expect(answer["lines"].array?.first?["row"] == 3)
      #expect(try await house.client.get("/api/v1/leads", as: house.sato)["count"]["value"] == 0)
    }
  }

  @Test func `contact cards are taken like tables`() async throws {
    try await withAPI(.sqlite) { house in
      let cards = "BEGIN:VCARD\nVERSION:4.0\nN:山田;太郎\nEMAIL:taro@example.jp\nEND:VCARD\nBEGIN:VCARD\nN:a;b\n"
      let answer = try await house.client.send(
        .post, "/api/v1/imports?object=leads&dry_run=1", as: house.sato, body: Array(cards.utf8), type: "text/vcard")
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer["counts"]["created"] == 1 && answer["counts"]["rejected"] == 1)
    }
  }

  @Test func `what is no table, no form or no known mapping is refused in full`() async throws {
    try await withAPI(.sqlite) { house in
      let mapping = "%7B%22%E7%95%AA%E5%8F%B7%22:%22email%22%7D"
      let refused: [(path: String, body: String, type: String, status: Int, errors: [String])] = [
        ("?object=leads", "姓\n山田", "application/pdf", 415, []),
        ("?object=leads", "no parts", "multipart/form-data; boundary=x", 400, ["-: multipart"]),
        ("", "姓\n山田", "text/csv", 422, ["object: required"]),
        ("?object=dragons", "姓\n山田", "text/csv", 422, ["dragons: unknown_collection"]),
        ("?object=leads&mapping=\(mapping)", "姓\n山田", "text/csv", 422, ["mapping: unknown_heading"]),
      ]
      for (path, body, type, status, errors) in refused {
        let answer = try await house.client.send(
          .post, "/api/v1/imports\(path)", as: house.sato, body: Array(body.utf8), type: type)
        #expect(answer.status == status)
        #expect(answer.errors == errors)
      }
    }
  }
}
