import Database
import HTTPTypes
import Kernel
import WebKernel

/// A request that may be sent again without being done again (draft-ietf-httpapi-idempotency-key-header). The key is
/// claimed, the work done and the answer kept in one transaction, so no crash can separate them. Only answers of success
/// are kept: whoever was refused may mend the request and use the key anew.
struct IdempotencyKey: Sendable {
  static let hours = 24
  static let longest = 255

  let key: String
  let token: Int64
  let requestHash: String

  /// The answer of the first time, or `nil` after claiming the key for this request.
  func claim(at now: Instant, in tx: any Transaction) throws -> Answer? {
    let oldest = now - .seconds(3600 * Self.hours)
    try tx.execute("DELETE FROM idempotency_key WHERE created_at < \(oldest)")
    let kept = try tx.first(
      "SELECT request_hash, status, headers, body FROM idempotency_key WHERE token_id = \(token) AND key = \(key)")
    if let kept {
      guard try kept.text(0) == requestHash else { throw Self.otherRequest }
      return try Self.answer(status: try kept.int(1), headers: try kept.text(2), body: try kept.text(3))
    }
    // On PostgreSQL this waits for another request that holds the same key.
    let claimed = try tx.execute(
      """
      INSERT INTO idempotency_key (token_id, key, request_hash, created_at) VALUES (\(token), \(key), \(requestHash), \(now))
      ON CONFLICT (token_id, key) DO NOTHING
      """)
    guard claimed == 1 else { throw Self.underWay }
    return nil
  }

  func keep(_ answer: Answer, in tx: any Transaction) throws {
    let headers = JSON.object(answer.headers.map { JSON.Member($0.name.canonicalName, .string($0.value)) })
    try tx.execute(
      """
      UPDATE idempotency_key SET status = \(Int(answer.status.code)), headers = \(headers.text),
        body = \(String(decoding: answer.body, as: UTF8.self))
      WHERE token_id = \(token) AND key = \(key)
      """)
  }

  private static func answer(status: Int, headers: String, body: String) throws -> Answer {
    var answer = Answer(HTTPResponse.Status(code: status), body: Array(body.utf8))
    for member in try JSON(parsing: headers).members ?? [] {
      if let name = HTTPField.Name(member.name) { answer.headers[name] = member.value.string }
    }
    return answer.with(.idempotencyReplayed, "true")
  }

  private static let otherRequest = Failure.invalid([
    Problem(
      field: "Idempotency-Key", "idempotency_key_reused",
      ja: "このキーは別の内容の要求に使われています。新しいキーを使ってください。",
      en: "This key was used for a different request. Use a new key.")
  ])

  private static let underWay = Failure(
    .conflict, "idempotency_key_under_way", ja: "同じキーの要求を処理しています。少し待ってから同じ要求をもう一度送ってください。",
    en: "A request with the same key is under way. Wait a little and send the same request again."
  ).with(.retryAfter, "1")
}
