package import Kernel
import Records

/// What is wrong with what somebody gave to get an account, in the words of the forms.
package enum AccountProblems {
  package static func email(_ typed: String) -> [Problem] {
    if typed.isEmpty { return [Problem(field: "email", "required", ja: "メールアドレスを入れてください。", en: "Enter a mail address.")] }
    guard EmailAddress(typed) == nil else { return [] }
    return [
      Problem(
        field: "email", "format", ja: "メールアドレスとして読めません。@のあとを最後まで入れてください（例：sato@example.jp）。",
        en: "This is no mail address. Enter all of it, such as sato@example.com.")
    ]
  }

  package static func newPassword(_ typed: String) -> [Problem] {
    if typed.isEmpty { return [Problem(field: "password", "required", ja: "パスワードを入れてください。", en: "Enter a password.")] }
    return Credential.problems(of: typed) + PasswordCheck.problems(of: typed)
  }

  /// Of the password somebody has now.
  package static let wrongPassword = Problem(
    field: "current", "wrong", ja: "いまのパスワードが違います。もう一度入れてください。", en: "This is not your present password. Enter it once more.")

  package static let wrongCode = Problem(
    field: "code", "wrong", ja: "コードが違うか、もう使われています。アプリに出ている新しい6けたを入れてください。",
    en: "The code is wrong or was used before. Enter the six digits the app shows now.")
}
