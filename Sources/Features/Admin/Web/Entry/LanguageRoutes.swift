import Kernel
import WebKernel

/// The language of pages for those who are not signed in.
struct LanguageRoutes: Sendable {
  var routes: [Route] {
    [
      .post("/language", "language", Label("表示言語を選ぶ", "Choose the language"), .visitor) { request in
        let language = request.form["language"].flatMap(Language.init(rawValue:)) ?? .ja
        return Answer.redirect(to: request.form["back"] ?? "/login")
          .with(SetCookie(CookieNames.language, language.rawValue, seconds: 365 * 86_400))
      }
    ]
  }
}
