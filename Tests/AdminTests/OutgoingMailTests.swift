import Admin
import AdminTestSupport
import Foundation
import Kernel
import Testing

@Suite struct OutgoingMailTests {
  private func message(name: String = "佐藤 花子", subject: String = "パスワードの再設定", text: String = "こんにちは\n") throws -> String {
    let mail = OutgoingMail(to: try #require(EmailAddress("sato@example.jp")), name: name, subject: subject, text: text)
    return mail.message(
      from: try #require(EmailAddress("no-reply@crm.example.jp")), sender: "縁 Enishi", id: "1", at: AdminHouse.noon, zoneOffset: 32_400)
  }

  private func headers(_ message: String) -> [String] {
    String(message[..<(message.range(of: "\r\n\r\n")?.lowerBound ?? message.endIndex)]).components(separatedBy: "\r\n")
  }

  @Test func `a mail has the headers of the RFC, its text as base64, and lines end as they must`() throws {
    let message = try message()
    let body = try #require(message.components(separatedBy: "\r\n\r\n").last)
    #expect(headers(message).contains("Date: Sun, 22 Nov 2026 12:00:00 +0900"))
    #expect(headers(message).contains("Message-ID: <1@crm.example.jp>"))
    #expect(headers(message).contains("Subject: =?utf-8?B?44OR44K544Ov44O844OJ44Gu5YaN6Kit5a6a?="))
    #expect(headers(message).contains("To: =?utf-8?B?5L2Q6JekIOiKseWtkA==?= <sato@example.jp>"))
    let decoded = Data(base64Encoded: body, options: .ignoreUnknownCharacters).map { String(decoding: $0, as: UTF8.self) }
    #expect(decoded == "こんにちは\r\n")
    #expect(message.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" } == false)
  }

  @Test func `a long subject is folded into words of whole letters, none too long`() throws {
    let subject = String(repeating: "縁の下の力持ち株式会社からの大切なお知らせ", count: 5)
    let lines = headers(try message(subject: subject))
    let start = try #require(lines.firstIndex { $0.hasPrefix("Subject: ") })
    let words = ([String(lines[start].dropFirst(9))] + lines[(start + 1)...].prefix { $0.hasPrefix(" ") }.map { String($0.dropFirst()) })
    #expect(lines.allSatisfy { $0.utf8.count <= 76 })
    let decoded = words.map { word -> String? in
      guard word.hasPrefix("=?utf-8?B?"), word.hasSuffix("?="), word.utf8.count <= 75 else { return nil }
      return Data(base64Encoded: String(word.dropFirst(10).dropLast(2))).flatMap { String(data: $0, encoding: .utf8) }
    }
    #expect(decoded.compactMap { $0 }.joined() == subject)
    #expect(!decoded.contains(nil))
  }

  @Test(arguments: ["佐藤\r\nBcc: everybody@example.com", "\"><script>", "a, b@example.com"])
  func `a name cannot add a header or an address`(_ name: String) throws {
    let lines = headers(try message(name: name, subject: name))
    #expect(!lines.contains { $0.hasPrefix("Bcc") })
    #expect(lines.count(where: { $0.hasPrefix("To: ") }) == 1)
    #expect(lines.first { $0.hasPrefix("To: ") }?.contains("example.com") == false)
  }
}
