import Admin
import AdminTestSupport
import Database
import HTTPTypes
import Kernel
import Records
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@Suite struct LoginRoutesTests {
  @Test(arguments: Engine.all)
  func `people sign in, are led where they wanted to go, and out again`(_ engine: Engine) async throws {
    try await AdminDoor.open(engine) { door in
      let browser = door.browser
      let asked = try await browser.page("/leads")
      #expect(asked.status == 303)
      #expect(asked.location == "/login?next=%2Fleads")
      let answer = try await browser.signIn(AdminHouse.satoMail, AdminHouse.satoPassword, next: "/leads")
      #expect(answer.status == 303)
      #expect(answer.location == "/leads")
      #expect(try await browser.page("/leads").text == "page of \(door.house.sato.text)")
      _ = try await browser.page("/me")
      #expect(try await browser.submit("/logout").location == "/login")
      #expect(try await browser.whoAmI() == nil)
      #expect(try await browser.page("/login").text.contains("ログアウトしました"))
    }
  }

  @Test func `the cookie of a session is out of reach for scripts, other sites and plain HTTP`() async throws {
    try await AdminDoor.open { door in
      _ = try await door.browser.page("/login")
      let kept = try await door.browser.submit(
        "/login", ["email": AdminHouse.satoMail, "password": AdminHouse.satoPassword, "keep": "1"])
      let cookie = try #require(kept.cookie(CookieNames.session))
      for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=2592000"] { #expect(cookie.contains(attribute)) }
      let short = try await door.browser.another().signIn(AdminHouse.satoMail, AdminHouse.satoPassword)
      #expect(short.cookie(CookieNames.session)?.contains("Max-Age") == false)
    }
  }

  @Test func `a wrong password and an unknown mail look the same, and keep the mail but not the password`() async throws {
    try await AdminDoor.open { door in
      let wrong = try await door.browser.signIn(AdminHouse.satoMail, "ちがうパスワードです")
      let unknown = try await door.browser.another(at: "192.0.2.99").signIn("nobody@enishi.example.jp", "ちがうパスワードです")
      #expect(wrong.status == 422)
      #expect(unknown.status == 422)
      #expect(wrong.text.contains("メールかパスワードが違います"))
      #expect(wrong.text.contains("value=\"\(AdminHouse.satoMail)\""))
      #expect(!wrong.text.contains("ちがうパスワードです"))
      #expect(bare(wrong, AdminHouse.satoMail) == bare(unknown, "nobody@enishi.example.jp"))
    }
  }

  /// Without what differs from page to page: the mail and the masked tokens.
  private func bare(_ answer: WebAnswer, _ mail: String) -> String {
    answer.text.replacing(mail, with: "").replacing(/[0-9a-f]{128}/, with: "")
  }

  @Test func `too many attempts are held up where they come from, with the time to wait`() async throws {
    try await AdminDoor.open { door in
      for _ in 0..<5 { _ = try await door.browser.signIn(AdminHouse.satoMail, "ちがうパスワードです") }
      let held = try await door.browser.signIn(AdminHouse.satoMail, AdminHouse.satoPassword)
      #expect(held.status == 429)
      #expect(held.text.contains("あと15分"))
      #expect(try await door.sato().whoAmI() != nil)
    }
  }

  @Test(arguments: [
    "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\r\nSet-Cookie: a=b", "leads", "", "/login?next=/x",
  ])
  func `the way on never leads out of the house, nor in a circle`(_ next: String) async throws {
    try await AdminDoor.open { (door) async throws in
      #expect(try await door.browser.signIn(AdminHouse.satoMail, AdminHouse.satoPassword, next: next).location == "/")
    }
  }

  @Test func `a session that was planted in the browser does not become the victim's`() async throws {
    try await AdminDoor.open { door in
      let attacker = try await door.yamada()
      let planted = try #require(attacker.jar[CookieNames.session])
      let victim = door.browser
      victim.jar[CookieNames.session] = "made-up-by-somebody"
      try await victim.signIn(AdminHouse.satoMail, AdminHouse.satoPassword)
      #expect(victim.jar[CookieNames.session] != "made-up-by-somebody")
      // The attacker's own session, planted while it holds, ends when the victim signs in with it.
      let second = door.browser.another(at: "192.0.2.11")
      _ = try await second.page("/login")
      let token = second.jar.token
      second.jar[CookieNames.session] = planted
      second.jar.token = token
      let answer = try await second.submit("/login", ["email": AdminHouse.satoMail, "password": AdminHouse.satoPassword])
      #expect(answer.status == 303)
      #expect(second.jar[CookieNames.session] != planted)
      #expect(try await second.whoAmI() == "page of \(door.house.sato.text)")
      #expect(try await attacker.whoAmI() == nil)
    }
  }

  @Test func `every form is refused without its token, and with that of another session`() async throws {
    try await AdminDoor.open { door in
      let (sato, yamada) = (try await door.sato(), try await door.yamada())
      _ = try await sato.page("/me")
      _ = try await yamada.page("/me")
      let visitor = door.browser
      _ = try await visitor.page("/login")
      let posts = door.routes.filter { $0.method == .post }
      #expect(posts.count > 20)
      for route in posts {
        let path = route.pattern.text.replacing("{id}", with: door.house.suzuki.text).replacing("{secret}", with: "x")
        for client in [visitor, yamada] {
          let answer = try await client.submitFromElsewhere(path, ["email": AdminHouse.satoMail, "password": AdminHouse.satoPassword])
          #expect(answer.status == 403 || (answer.status == 303 && answer.location?.hasPrefix("/login") == true), "\(path): \(answer.status)")
        }
        let foreign = yamada.another()
        foreign.jar[CookieNames.session] = yamada.jar[CookieNames.session]
        foreign.jar[CookieNames.visitor] = yamada.jar[CookieNames.visitor]
        foreign.jar.token = sato.jar.token
        #expect(try await foreign.submit(path).status == 403, "\(path)")
      }
    }
  }

  @Test(arguments: ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}"])
  func `what was typed stays text`(_ typed: String) async throws {
    try await AdminDoor.open { door in
      let answer = try await door.browser.signIn(typed, typed)
      #expect(answer.status == 422)
      #expect(!answer.text.contains("<script>alert") && !answer.text.contains("<img src=x"))
      let reset = try await door.browser.submit("/forgot", ["email": typed])
      #expect(!reset.text.contains("<script>alert") && !reset.text.contains("<img src=x"))
    }
  }

  @Test func `the language of visitors is chosen and kept, and the page stays where it was`() async throws {
    try await AdminDoor.open { door in
      _ = try await door.browser.page("/login?next=/leads")
      let answer = try await door.browser.submit("/language", ["language": "en", "back": "/login?next=/leads"])
      #expect(answer.location == "/login?next=/leads")
      let page = try await door.browser.page("/login?next=/leads").text
      #expect(page.contains("<html lang=\"en\""))
      #expect(page.contains("Sign in"))
      #expect(try await door.browser.submit("/language", ["language": "en", "back": "//evil.example"]).location == "/")
    }
  }

  @Test(arguments: Engine.all)
  func `who has chosen no language reads what the browser asks for, until they choose`(_ engine: Engine) async throws {
    try await AdminDoor.open(engine) { door in
      let sato = try await door.sato()
      func lang(_ header: String) async throws -> String? {
        try await sato.get("/me", [.accept: "text/html", .acceptLanguage: header]).text.firstMatch(of: /<html lang="(..)"/).map { String($0.1) }
      }
      #expect(try await [lang("en-GB,en;q=0.9"), lang("fr,en;q=0.5"), lang("ja"), lang("fr")] == ["en", "en", "ja", "ja"])
      _ = try await sato.page("/me")
      _ = try await sato.submit("/me/profile", ["name": "佐藤 花子", "language": "ja"])
      #expect(try await lang("en-GB,en;q=0.9") == "ja")
    }
  }

  @Test(arguments: Engine.all)
  func `signing out stands in the audit trail`(_ engine: Engine) async throws {
    try await AdminDoor.open(engine) { door in
      let (sato, user) = (try await door.sato(), door.house.sato)
      _ = try await sato.page("/me")
      _ = try await sato.submit("/logout")
      let row = try await door.house.read { try $0.first("SELECT record_id, actor_id, after FROM change WHERE kind = 'sign_out'") }
      let told = try #require(row)
      #expect(try told.integer(0) == user.raw && told.integer(1) == user.raw && told.text(2) == #"{"address":"192.0.2.20"}"#)
    }
  }

  @Test func `only a demo tells its logins`() async throws {
    try await AdminDoor.open { door in
      #expect(try await !door.browser.page("/login").text.contains("login__demo"))
      try await door.house.write {
        try DemoLogins(logins: [.init(name: "佐藤 花子", email: AdminHouse.satoMail, role: "営業")], password: AdminHouse.satoPassword).save(in: $0)
      }
      let page = try await door.browser.page("/login").text
      #expect(page.contains("デモの会社です"))
      #expect(page.contains(AdminHouse.satoPassword))
    }
  }

  // MARK: Two steps

  @Test(arguments: Engine.all)
  func `two steps are turned on with a code, asked for at the sign-in, and the same code opens once`(_ engine: Engine) async throws {
    try await AdminDoor.open(engine) { door in
      let (sato, clock) = (try await door.sato(), door.house.clock)
      _ = try await sato.page("/me")
      #expect(try await sato.submit("/me/two-steps", ["two-current": "ちがうパスワードです"]).status == 422)
      #expect(try await sato.submit("/me/two-steps", ["two-current": AdminHouse.satoPassword]).location == "/me/two-steps")
      _ = try await sato.page("/me/two-steps")
      let user = door.house.sato
      let factor = try #require(try await door.house.read { try TwoFactor.of(user, in: $0) })
      let key = try factor.key(.quick)
      func code() -> String { OneTimeCode(key: key, .quick).code(ofStep: OneTimeCode.step(at: clock.now)) }
      #expect(try await sato.submit("/me/two-steps/confirm", ["code": "000000"]).status == 422)
      let codes = try await sato.submit("/me/two-steps/confirm", ["code": code()])
      let recovery = codes.text.matches(of: /<code>([0-9A-Z]{5}-[0-9A-Z]{5})<\/code>/).map { String($0.1) }
      #expect(recovery.count == 10)
      #expect(try await door.house.read { try $0.first("SELECT 1 FROM change WHERE kind = 'two_steps.on'") } != nil)
      clock.advance(.seconds(60))

      let (one, other) = (door.browser, door.browser.another(at: "192.0.2.40"))
      for client in [one, other] {
        let step = try await client.signIn(AdminHouse.satoMail, AdminHouse.satoPassword, next: "/leads")
        #expect(step.location == "/login/code?next=%2Fleads")
        #expect(try await client.whoAmI() == nil)
        _ = try await client.page("/login/code?next=%2Fleads")
      }
      let typed = code()
      #expect(try await one.submit("/login/code", ["code": typed, "next": "/leads"]).location == "/leads")
      #expect(try await other.submit("/login/code", ["code": typed, "next": "/leads"]).status == 422)
      #expect(try await other.submit("/login/code", ["code": recovery[0], "next": "//evil.example"]).location == "/")
      #expect(try await other.whoAmI() != nil)
    }
  }
}
