import Database
import HTTPTypes
package import Kernel

extension Failure {
  /// The one place where errors of the house become HTTP. `nil`: nobody foresaw it, so it is logged and answered with 500.
  package init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let problems as Problems: self = .invalid(problems.all)
    case let problem as Problem: self = .invalid([problem])
    case let refusal as Refusal: self.init(refusal)
    case let error as DatabaseError:
      guard let failure = Failure(database: error) else { return nil }
      self = failure
    case is CancellationError: self = .unavailable
    default: return nil
    }
  }

  package static func invalid(_ problems: [Problem]) -> Failure {
    Failure(
      .unprocessableContent, "validation",
      Label("入力に問題があります。errors をすべて直してください。", "Something is wrong with what was given. Mend all of errors."),
      problems: problems)
  }

  private init(_ refusal: Refusal) {
    switch refusal {
    case .notFound: self = .notFound
    case .forbidden(let reason): self.init(.forbidden, "forbidden", reason)
    case .state(let problem): self.init(.conflict, problem.code, problem.message, problems: [problem])
    case .conflict(let conflicts):
      self.init(
        .conflict, "conflict",
        ja: "ほかの人が同じ項目を変更しました。conflicts の両方の値を見て、最新の版に対してやり直してください。",
        en: "Somebody else changed the same fields. Look at both values in conflicts and try again on the newest version.")
      self.conflicts = conflicts
    }
  }

  private init?(database error: DatabaseError) {
    switch error {
    case .unique:
      self.init(
        .conflict, "duplicate",
        Label(
          "同じ値がほかで同時に登録されました。読み直してからやり直してください。", "The same value was registered elsewhere at the same time. Read again and retry."
        ),
        problems: [Problem("duplicate", ja: "すでに使われている値です。", en: "This value is already in use.")])
    case .notStorable(let what):
      self = .invalid([
        Problem(
          "not_storable", ja: "保存できない文字が含まれています（\(what)）。取り除いてください。",
          en: "There are characters that cannot be kept (\(what)). Remove them.")
      ])
    case .full:
      self.init(
        .init(code: 507, reasonPhrase: "Insufficient Storage"), "disk_full", ja: "サーバーのディスクに空きがないため、何も保存していません。管理者に知らせてください。",
        en: "The server's disk is full; nothing was saved. Tell an administrator.")
    default:
      guard error.isTransient else { return nil }
      self = .unavailable
    }
  }

  static let unavailable = Failure(
    .serviceUnavailable, "unavailable", ja: "いま応答できません。少し待ってからやり直してください。",
    en: "Not available at the moment. Wait a little and try again."
  ).with(.retryAfter, "1")
}
