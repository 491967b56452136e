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

@Suite struct AccountRoutesTests {
  // MARK: Set-up

  @Test(arguments: Engine.all)
  func `a new house is set up by its link, and the administrator is in`(_ engine: Engine) async throws {
    try await AdminDoor.open(engine, hasUsers: false) { door in
      let path = try #require(try await SetupLink.renew(in: door.house.store))
      let browser = door.browser
      #expect(try await browser.page("/setup/made-up").status == 404)
      #expect(try await browser.page(path).status == 200)
      let short = try await browser.submit(
        path, ["organisation": "山田製作所", "name": "山田 太郎", "email": "yamada@example.jp", "password": "短い"])
      #expect(short.status == 422)
      #expect(short.text.contains("value=\"山田製作所\""))
      #expect(!short.text.contains("value=\"短い\""))
      let done = try await browser.submit(
        path, ["organisation": "山田製作所", "name": "山田 太郎", "email": "yamada@example.jp", "password": AdminHouse.yamadaPassword])
      #expect(done.location == "/welcome", "\(done.text)")
      #expect(try await browser.whoAmI() != nil)
      #expect(try await browser.page("/users").status == 200)
      #expect(try await door.browser.another().page(path).status == 404)
      #expect(try await door.browser.another().page("/login").text.contains("山田製作所"))
    }
  }

  // MARK: Permissions of routes

  @Test func `a page for a permission opens to those who have it, whatever its handler looks for`() async throws {
    try await AdminDoor.open { door in
      #expect(try await door.yamada().page("/guarded").status == 200)
      let refused = try await door.sato().page("/guarded")
      #expect(refused.status == 403)
      #expect(!refused.text.contains("inside"))
      #expect(try await door.browser.page("/guarded").location == "/login?next=%2Fguarded")
    }
  }

  // MARK: Forgotten password

  @Test(arguments: Engine.all)
  func `a forgotten password is set anew by the link in the mail, once`(_ engine: Engine) async throws {
    try await AdminDoor.open(engine) { door in
      let (browser, signedIn) = (door.browser, try await door.sato())
      _ = try await browser.page("/forgot")
      let known = try await browser.submit("/forgot", ["email": AdminHouse.satoMail])
      let unknown = try await browser.submit("/forgot", ["email": "nobody@enishi.example.jp"])
      #expect(known.status == 200)
      #expect(
        known.text.replacing(AdminHouse.satoMail, with: "").replacing(/[0-9a-f]{128}/, with: "")
          == unknown.text.replacing("nobody@enishi.example.jp", with: "").replacing(/[0-9a-f]{128}/, with: ""))
      await door.house.work()
      #expect(door.house.mails.all.count == 1)
      let link = try #require(door.house.mails.link)
      _ = try await browser.page(link)
      #expect(try await browser.submit(link, ["password": "短い"]).status == 422)
      #expect(try await browser.submit(link, ["password": "新しいパスワードはこれにする"]).location == "/login")
      #expect(try await signedIn.whoAmI() == nil)
      #expect(try await browser.page(link).status == 404)
      #expect(try await browser.submit(link, ["password": "もう一度ちがうパスワード"]).status == 404)
      #expect(try await door.browser.another(at: "192.0.2.50").signIn(AdminHouse.satoMail, AdminHouse.satoPassword).status == 422)
      #expect(try await browser.signIn(AdminHouse.satoMail, "新しいパスワードはこれにする").status == 303)
    }
  }

  @Test func `links in mails begin with the address of the house, whatever the request says`() async throws {
    try await AdminDoor.open { door in
      _ = try await door.browser.page("/forgot")
      _ = try await door.browser.submit(
        "/forgot", ["email": AdminHouse.satoMail], [.referer: "https://evil.example/", .origin: "https://evil.example"])
      await door.house.work()
      #expect(door.house.mails.all.first?.text.contains("https://crm.example.jp/reset/") == true)
      #expect(door.house.mails.all.first?.text.contains("evil.example") == false)
    }
  }

  // MARK: Members

  private func role(_ name: String, _ door: AdminDoor) async throws -> String {
    try await door.house.read { try $0.first("SELECT id FROM role WHERE name = \(name)").map { ID<Role>(try $0.integer(0)).text } } ?? ""
  }

  @Test(arguments: Engine.all)
  func `an administrator invites somebody, who chooses a password and is in, once`(_ engine: Engine) async throws {
    try await AdminDoor.open(engine) { door in
      let yamada = try await door.yamada()
      let role = try await role("sales", door)
      _ = try await yamada.page("/users/new")
      let wrong = try await yamada.submit("/users", ["name": "高橋 一郎", "email": "takahashi@", "role": role])
      #expect(wrong.status == 422)
      #expect(wrong.text.contains("value=\"高橋 一郎\""))
      let invited = try await yamada.submit("/users", ["name": "高橋 一郎", "email": "takahashi@enishi.example.jp", "role": role, "language": "ja"])
      #expect(invited.status == 200, "\(invited.text)")
      let link = try #require(door.house.mails.link)
      #expect(invited.text.contains(AdminHouse.url + link))
      let takahashi = door.browser
      #expect(try await takahashi.page(link).text.contains("高橋 一郎"))
      #expect(try await takahashi.submit(link, ["password": "短い"]).status == 422)
      #expect(try await takahashi.submit(link, ["password": "招かれてうれしいです、よろしく"]).location == "/")
      #expect(try await takahashi.whoAmI() != nil)
      #expect(try await door.browser.another().page(link).status == 404)
      #expect(try await yamada.page("/users").text.contains("高橋 一郎"))
    }
  }

  @Test func `an invitation is renewed, and the earlier link stops working`() async throws {
    try await AdminDoor.open { door in
      let yamada = try await door.yamada()
      _ = try await yamada.page("/users/\(door.house.suzuki.text)")
      _ = try await yamada.submit("/users/\(door.house.suzuki.text)/invitation")
      let first = try #require(door.house.mails.link)
      _ = try await yamada.submit("/users/\(door.house.suzuki.text)/invitation")
      let second = try #require(door.house.mails.link)
      #expect(try await door.browser.page(first).status == 404)
      #expect(try await door.browser.page(second).status == 200)
      #expect(try await yamada.submit("/users/\(door.house.sato.text)/invitation").status == 409)
    }
  }

  @Test func `an administrator hands over a link for a new password, which works once`() async throws {
    try await AdminDoor.open { door in
      let yamada = try await door.yamada()
      _ = try await yamada.page("/users/\(door.house.sato.text)")
      let handed = try await yamada.submit("/users/\(door.house.sato.text)/password")
      let link = try #require(handed.text.firstMatch(of: /\/reset\/[A-Za-z0-9_-]{43}/).map { String($0.0) })
      _ = try await door.browser.page(link)
      #expect(try await door.browser.submit(link, ["password": "新しいパスワードはこれにする"]).location == "/login")
      #expect(try await door.browser.page(link).status == 404)
      #expect(try await yamada.submit("/users/\(door.house.suzuki.text)/password").status == 404)
    }
  }

  @Test func `nobody else sees or changes members`() async throws {
    try await AdminDoor.open { door in
      let sato = try await door.sato()
      let suzuki = door.house.suzuki.text
      _ = try await sato.page("/me")
      for path in ["/users", "/users/new", "/users/\(suzuki)"] { #expect(try await sato.page(path).status == 403, "\(path)") }
      for path in [
        "/users", "/users/\(suzuki)", "/users/\(suzuki)/deactivation", "/users/\(suzuki)/activation", "/users/\(suzuki)/invitation",
        "/users/\(suzuki)/two-steps/off", "/users/\(suzuki)/password", "/teams",
      ] {
        #expect(try await sato.submit(path, ["name": "鈴木 次郎", "email": "suzuki@enishi.example.jp"]).status == 403, "\(path)")
      }
      #expect(try await !sato.page("/me").text.contains("href=\"/users\""))
    }
  }

  @Test func `who is deactivated is out with the next click; nobody deactivates themselves or demotes the last administrator`() async throws {
    try await AdminDoor.open { door in
      let (yamada, sato) = (try await door.yamada(), try await door.sato())
      #expect(try await sato.whoAmI() != nil)
      _ = try await yamada.page("/users")
      #expect(try await yamada.submit("/users/\(door.house.yamada.text)/deactivation").status == 409)
      let demoted = try await yamada.submit(
        "/users/\(door.house.yamada.text)",
        ["name": "山田 太郎", "email": AdminHouse.yamadaMail, "role": try await role("sales", door), "version": "1"])
      #expect(demoted.status == 409)
      #expect(try await yamada.submit("/users/\(door.house.sato.text)/deactivation").location == "/users")
      #expect(try await sato.whoAmI() == nil)
      #expect(try await door.browser.signIn(AdminHouse.satoMail, AdminHouse.satoPassword).status == 422)
      #expect(try await yamada.page("/users").text.contains("停止中"))
      _ = try await yamada.submit("/users/\(door.house.sato.text)/activation")
      #expect(try await door.browser.signIn(AdminHouse.satoMail, AdminHouse.satoPassword).status == 303)
    }
  }

  @Test func `ids that name nobody answer 404`() async throws {
    try await AdminDoor.open { door in
      let yamada = try await door.yamada()
      for path in ["/users/0K3F8Z0000001", "/users/nobody", "/users/..%2f..%2fetc"] { #expect(try await yamada.page(path).status == 404, "\(path)") }
      _ = try await yamada.page("/me")
      #expect(try await yamada.submit("/me/sessions/0K3F8Z0000001/end").status == 404)
    }
  }

  @Test func `two administrators do not overwrite each other`() async throws {
    try await AdminDoor.open { door in
      let yamada = try await door.yamada()
      let (sato, role) = (door.house.sato.text, try await role("sales", door))
      _ = try await yamada.page("/users/\(sato)")
      let first = try await yamada.submit(
        "/users/\(sato)", ["name": "佐藤 華子", "email": AdminHouse.satoMail, "role": role, "version": "1"])
      #expect(first.location == "/users")
      let second = try await yamada.submit(
        "/users/\(sato)", ["name": "佐藤 はなこ", "email": AdminHouse.satoMail, "role": role, "version": "1"])
      #expect(second.status == 422)
      #expect(second.text.contains("value=\"佐藤 はなこ\""))
    }
  }

  @Test(arguments: Engine.all)
  func `the page of members costs the same queries whether there are three or thirty`(_ engine: Engine) async throws {
    try await AdminDoor.open(engine) { door in
      let yamada = try await door.yamada()
      func queries() async throws -> Int {
        _ = try await yamada.page("/users")
        door.house.test.log.clear()
        #expect(try await yamada.page("/users").status == 200)
        return door.house.test.log.count
      }
      let few = try await queries()
      let role = try await role("sales", door)
      for number in 0..<27 {
        _ = try await yamada.page("/users/new")
        _ = try await yamada.submit("/users", ["name": "高橋 \(number)郎", "email": "t\(number)@enishi.example.jp", "role": role])
      }
      #expect(try await queries() == few)
      #expect(few <= 6)
    }
  }

  // MARK: Personal settings

  @Test func `a changed password signs out the other devices and tells the owner`() async throws {
    try await AdminDoor.open { door in
      let (desk, phone) = (try await door.sato(), try await door.sato(at: "192.0.2.21"))
      _ = try await desk.page("/me")
      let wrong = try await desk.submit("/me/password", ["current": "ちがうパスワードです", "password": "新しいパスワードはこれにする"])
      #expect(wrong.status == 422)
      #expect(!wrong.text.contains("新しいパスワードはこれにする"))
      door.house.clock.advance(.seconds(1))
      #expect(try await desk.submit("/me/password", ["current": AdminHouse.satoPassword, "password": "新しいパスワードはこれにする"]).location == "/me")
      #expect(try await desk.whoAmI() != nil)
      #expect(try await phone.whoAmI() == nil)
      #expect(door.house.mails.all.last?.subject == "パスワードが変わりました")
    }
  }

  @Test func `sessions are listed with their devices, and ended one by one or all at once`() async throws {
    try await AdminDoor.open { door in
      let (desk, phone, tablet) = (try await door.sato(), try await door.sato(at: "192.0.2.21"), try await door.sato(at: "192.0.2.22"))
      let page = try await desk.page("/me").text
      #expect(page.contains("192.0.2.21"))
      let ids = page.matches(of: /\/me\/sessions\/([0-9A-Z]{13})\/end/).map { String($0.1) }
      #expect(ids.count == 2)
      let yamada = try await door.yamada()
      _ = try await yamada.page("/me")
      #expect(try await yamada.submit("/me/sessions/\(ids[0])/end").status == 404)
      #expect(try await desk.submit("/me/sessions/\(ids[0])/end").location == "/me")
      #expect(try await [phone.whoAmI(), tablet.whoAmI()].count(where: { $0 != nil }) == 1)
      #expect(try await desk.submit("/me/sessions/end").location == "/me")
      #expect(try await [phone.whoAmI(), tablet.whoAmI()].allSatisfy { $0 == nil })
      #expect(try await desk.whoAmI() != nil)
    }
  }

  @Test func `name, language, theme and keys follow a person to the next browser`() async throws {
    try await AdminDoor.open { door in
      let desk = try await door.sato()
      _ = try await desk.page("/me")
      #expect(try await desk.submit("/me/profile", ["name": "", "language": "en"]).status == 422)
      _ = try await desk.submit("/me/profile", ["name": "佐藤 華子", "language": "en"])
      let saved = try await desk.submit("/me/preferences", ["theme": "dark"])
      #expect(saved.cookie(CookieNames.theme)?.contains("HttpOnly") == false)
      let phone = try await door.sato(at: "192.0.2.21")
      let page = try await phone.page("/me").text
      #expect(page.contains("lang=\"en\""))
      #expect(page.contains("data-theme=\"dark\""))
      #expect(page.contains("data-keys=\"off\""))
      #expect(page.contains("佐藤 華子"))
    }
  }
}
