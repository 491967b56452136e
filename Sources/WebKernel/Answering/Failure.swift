package import HTTPTypes
package import Kernel

/// Why a request was not done, in HTTP's words: becomes problem+json (RFC 9457).
package struct Failure: Error, Sendable {
  package let status: HTTPResponse.Status
  /// What kind, for programs: the last part of the problem's `type`.
  package let code: String
  package let title: Label
  package var problems: [Problem] = []
  package var conflicts: [FieldConflict] = []
  package var headers: HTTPFields = [:]

  package init(_ status: HTTPResponse.Status, _ code: String, _ title: Label, problems: [Problem] = []) {
    self.status = status
    self.code = code
    self.title = title
    self.problems = problems
  }

  package init(_ status: HTTPResponse.Status, _ code: String, ja: String, en: String) {
    self.init(status, code, Label(ja, en))
  }

  package func with(_ name: HTTPField.Name, _ value: String) -> Failure {
    var copy = self
    copy.headers[name] = value
    return copy
  }

  package func answer(_ language: Language, request: String) -> Answer {
    var members: [JSON.Member] = [
      .init("type", .string("urn:enishi:problem:\(code)")), .init("title", .string(title[language])),
      .init("status", .integer(Int64(status.code))), .init("request_id", .string(request)),
      .init("errors", .array(problems.map { Self.json($0, language) })),
    ]
    if !conflicts.isEmpty { members.append(.init("conflicts", .array(conflicts.map(Self.json)))) }
    var answer = Answer.json(status, .object(members))
    answer.headers[.contentType] = MediaTypes.problem
    answer.headers[.contentLanguage] = language.rawValue
    for header in headers { answer.headers[header.name] = header.value }
    return answer
  }

  /// `{"field", "code", "message"}`; `field` is null for what is wrong with the whole.
  package static func json(_ problem: Problem, _ language: Language) -> JSON {
    [
      "field": problem.field.map { .string($0) } ?? .null, "code": .string(problem.code),
      "message": .string(problem.message[language]),
    ]
  }

  private static func json(_ conflict: FieldConflict) -> JSON {
    [
      "field": .string(conflict.field), "current": conflict.current.map { .string($0) } ?? .null,
      "wanted": conflict.wanted.map { .string($0) } ?? .null,
      "changed_by": conflict.changedBy.map { .string($0) } ?? .null,
      "changed_at": conflict.changedAt.map { .string($0.text) } ?? .null,
    ]
  }
}

extension Failure {
  package static let notFound = Failure(.notFound, "not_found", ja: "見つかりません。", en: "Not found.")

  package static let unauthorized = Failure(
    .unauthorized, "unauthorized", ja: "有効なトークンを Authorization: Bearer で送ってください。",
    en: "Send a valid token as Authorization: Bearer."
  ).with(.wwwAuthenticate, "Bearer realm=\"enishi\"")

  package static func scopeMissing(_ scope: String) -> Failure {
    Failure(
      .forbidden, "scope", ja: "このトークンにはスコープ「\(scope)」がありません。スコープを加えたトークンを作成してください。",
      en: "This token lacks the scope “\(scope)”. Create one that has it."
    ).with(.wwwAuthenticate, "Bearer realm=\"enishi\", error=\"insufficient_scope\", scope=\"\(scope)\"")
  }

  package static func methodNotAllowed(_ allowed: String) -> Failure {
    Failure(
      .methodNotAllowed, "method_not_allowed", ja: "このアドレスで使えるメソッドは \(allowed) です。",
      en: "This address allows \(allowed)."
    ).with(.allow, allowed)
  }

  package static func tooLarge(_ limit: Int) -> Failure {
    Failure(
      .contentTooLarge, "too_large", ja: "送れるのは \(limit) バイトまでです。分けて送ってください。",
      en: "At most \(limit) bytes can be sent. Send it in parts.")
  }

  package static func unsupportedMediaType(_ types: [String]) -> Failure {
    let list = types.joined(separator: ", ")
    return Failure(
      .unsupportedMediaType, "media_type", ja: "Content-Type は \(list) にしてください。", en: "Set Content-Type to \(list).")
  }

  package static func notAcceptable(_ types: [String]) -> Failure {
    let list = types.joined(separator: ", ")
    return Failure(
      .notAcceptable, "not_acceptable", ja: "答えは \(list) です。Accept に含めてください。", en: "The answer is \(list). Accept it.")
  }

  package static func malformed(_ problem: Problem) -> Failure {
    Failure(
      .badRequest, "malformed", Label("送られた内容を読めません。", "What was sent cannot be read."), problems: [problem])
  }

  package static func tooMany(retryAfter seconds: Int) -> Failure {
    Failure(
      .tooManyRequests, "too_many_requests", ja: "要求が多すぎます。\(seconds) 秒ほど待ってからやり直してください。",
      en: "Too many requests. Try again in about \(seconds.counted("seconds"))."
    ).with(.retryAfter, "\(seconds)")
  }

  package static let broken = Failure(
    .internalServerError, "internal", ja: "サーバーで問題が起きました。request_id を添えて管理者に知らせてください。",
    en: "Something went wrong in the server. Tell an administrator the request_id.")
}
