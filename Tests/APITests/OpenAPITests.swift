import Database
import Foundation
import Kernel
import TestSupport
import Testing
import WebTestSupport

@Suite struct OpenAPITests {
  @Test func `every reference of the description leads somewhere, and operation ids are unique`() async throws {
    try await withAPI(.sqlite) { house in
      let answer = try await house.client.get("/api/v1/openapi.json", as: house.sato)
      #expect(answer.status == 200)
      var references: Set<String> = []
      var operations: [String] = []
      func visit(_ json: JSON) {
        for member in json.members ?? [] {
          if member.name == "$ref", let target = member.value.string { references.insert(target) }
          if member.name == "operationId", let name = member.value.string { operations.append(name) }
          visit(member.value)
        }
        for item in json.array ?? [] { visit(item) }
      }
      visit(answer.json)
      for reference in references {
        let found = reference.split(separator: "/").dropFirst().reduce(Optional(answer.json)) { $0?[String($1)] }
        #expect(found != nil, "\(reference)")
      }
      #expect(Set(operations).count == operations.count)
      #expect(operations.contains("create_leads") && operations.contains("undoOperation"))
    }
  }

  /// The judge is another program: openapi-spec-validator from `bin/requirements-test.txt`.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: OpenAPITests.judge)))
  func `an independent validator finds nothing wrong with the description`() async throws {
    try await withAPI(.sqlite) { house in
      let answer = try await house.client.get("/api/v1/openapi.json", as: house.sato)
      let file = FileManager.default.temporaryDirectory.appending(path: "openapi-\(UUID().uuidString).json")
      try Data(answer.body).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      let judge = Process()
      judge.executableURL = URL(filePath: Self.judge)
      judge.arguments = [file.path]
      let output = Pipe()
      judge.standardOutput = output
      judge.standardError = output
      try judge.run()
      let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      judge.waitUntilExit()
      #expect(judge.terminationStatus == 0, "\(said)")
    }
  }

  static let judge = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".venv/bin/openapi-spec-validator").path
}
