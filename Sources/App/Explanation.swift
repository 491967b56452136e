import Database
package import Kernel

/// What any error means for a person at a terminal: every problem with what to do about it.
package enum Explanation {
  package static func of(_ error: any Error) -> [Problem] {
    switch error {
    case let problems as Problems: problems.all
    case let problem as Problem: [problem]
    case let refusal as Refusal: of(refusal)
    case let failure as DatabaseError: [of(failure)]
    default: [Problem("internal", ja: "予期しないエラーです: \(error)", en: "Unexpected error: \(error)")]
    }
  }

  private static func of(_ refusal: Refusal) -> [Problem] {
    switch refusal {
    case .notFound: [Problem("not_found", ja: "見つかりません。", en: "Not found.")]
    case .forbidden(let why): [Problem("forbidden", why)]
    case .state(let problem): [problem]
    case .conflict(let conflicts):
      conflicts.map {
        Problem(
          field: $0.field, "conflict", ja: "\($0.field) は他の人が変更しました（現在: \($0.current ?? "空")）。",
          en: "\($0.field) was changed by somebody else (now: \($0.current ?? "empty")).")
      }
    }
  }

  private static func of(_ failure: DatabaseError) -> Problem {
    switch failure {
    case .full:
      Problem("disk_full", ja: "ディスクの空きがありません。空きを作ってからもう一度実行してください。", en: "The disk is full. Free some space and try again.")
    case .unavailable(let what):
      Problem(
        "database_unavailable", ja: "データベースに接続できません（\(what)）。起動しているか、接続先が正しいか確かめてください。",
        en: "The database cannot be reached (\(what)). Check that it is running and that the address is right.")
    case .busy:
      Problem("database_busy", ja: "別の処理がデータベースを使っています。しばらくしてからもう一度実行してください。", en: "Another process is using the database. Try again in a while.")
    default: Problem("database", ja: "データベースのエラーです: \(failure)", en: "Database error: \(failure)")
    }
  }
}
