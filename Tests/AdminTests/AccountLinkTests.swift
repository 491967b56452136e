import Admin
import AdminTestSupport
import Database
import Kernel
import Metadata
import Records
import TestSupport
import Testing

@Suite struct AccountLinkTests {
  private func input(_ change: (inout SetupLink.Input) -> Void = { _ in }) -> SetupLink.Input {
    var input = SetupLink.Input(
      organisation: "みはる珈琲機材株式会社", name: "渡辺 隆", email: "watanabe@miharu.example", password: "豆は毎朝はかってから挽く")
    change(&input)
    return input
  }

  private func setUp(_ house: AdminHouse, _ secret: String) async throws -> SignIn.Entry {
    try await SetupLink.run(
      input(), passwordHash: "quick 豆は毎朝はかってから挽く", secret: secret, from: Origin(), language: .ja, store: house.store)
  }

  private func secret(_ path: String?) throws -> String { String(try #require(path).split(separator: "/").last ?? "") }

  // MARK: Set-up

  @Test(arguments: Engine.all)
  func `a new house is set up once, by the link of the latest start`(_ engine: Engine) async throws {
    try await withAdminHouse(engine, hasUsers: false) { house in
      let store = house.store
      let first = try secret(try await SetupLink.renew(in: store))
      let second = try secret(try await SetupLink.renew(in: store))
      #expect(await refused { _ = try await setUp(house, first) })
      let entry = try await setUp(house, second)
      #expect(await refused { _ = try await setUp(house, second) })
      #expect(try await SetupLink.renew(in: store) == nil)
      let user = entry.session.user
      let (permissions, name) = try await store.read(for: .user(user)) { ($0.actor.rights.permissions, $0.settings.name) }
      #expect(permissions.contains("users"))
      #expect(name == "みはる珈琲機材株式会社")
    }
  }

  @Test(arguments: Engine.all)
  func `two who open the set-up link at the same moment make one administrator`(_ engine: Engine) async throws {
    try await withAdminHouse(engine, hasUsers: false) { house in
      let secret = try secret(try await SetupLink.renew(in: house.store))
      async let one = refused { _ = try await setUp(house, secret) }
      async let other = refused { _ = try await setUp(house, secret) }
      #expect(await [one, other].count(where: { $0 }) == 1)
      #expect(try await house.read { try $0.query("SELECT id FROM app_user").count } == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a set-up link is too old after a day, and nothing opens a house that has users`(_ engine: Engine) async throws {
    try await withAdminHouse(engine, hasUsers: false) { house in
      let secret = try secret(try await SetupLink.renew(in: house.store))
      house.clock.advance(.seconds(86_401))
      #expect(await refused { _ = try await setUp(house, secret) })
    }
    try await withAdminHouse(engine) { house in
      let store = house.store
      let planted = try await house.write { try AccountLink.make(.setup, for: nil, store: store, in: $0) }
      #expect(await refused { _ = try await setUp(house, planted) })
      #expect(try await SetupLink.renew(in: store) == nil)
    }
  }

  @Test(arguments: [
    ("organisation", "required"), ("name", "required"), ("email", "format"), ("password", "too_short"),
  ])
  func `everything that is missing from the set-up is said at its field`(_ field: String, _ code: String) {
    let problems = input { input in
      switch field {
      case "organisation": input.organisation = ""
      case "name": input.name = ""
      case "email": input.email = "watanabe@"
      default: input.password = "12文字より短い"
      }
    }.problems
    #expect(problems.map { "\($0.field ?? ""):\($0.code)" } == ["\(field):\(code)"])
  }

  // MARK: Forgotten password

  private func ask(_ mail: String, _ house: AdminHouse, from address: String = "192.0.2.10") async throws -> Int? {
    try await PasswordReset(store: house.store).request(
      try #require(EmailAddress(mail)), from: Origin(address: address), jobs: house.jobs)
  }

  @Test(arguments: Engine.all)
  func `the link comes by mail, sets a password once, and ends every session`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (store, sato) = (house.store, house.sato)
      let session = try await house.write { try Session.begin(of: sato, from: Origin(), isKept: true, store: store, in: $0) }
      #expect(try await ask("Sato@Enishi.example.jp", house) == nil)
      await house.work()
      #expect(house.mails.all.map(\.to.key) == [AdminHouse.satoMail])
      let secret = try secret(house.mails.link)
      let reset = PasswordReset(store: store)
      #expect(try await reset.user(of: secret) == house.sato)
      try await reset.run(secret, passwordHash: "quick 新しいパスワードです")
      #expect(await refused { try await reset.run(secret, passwordHash: "quick もう一度") })
      let now = house.clock.now
      #expect(try await house.read { try Session.find(session.secret, store: store, at: now, in: $0) } == nil)
      #expect(try await house.read { try $0.first("SELECT password_hash FROM credential WHERE user_id = \(sato)")?.text(0) } == "quick 新しいパスワードです")
    }
  }

  @Test(arguments: Engine.all)
  func `asking for an unknown address is answered the same, costs the same statements, and mails nobody`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      house.test.log.clear()
      let answer = try await ask(AdminHouse.satoMail, house)
      let known = house.test.log.statements
      house.test.log.clear()
      #expect(try await ask("nobody@enishi.example.jp", house) == answer)
      #expect(house.test.log.statements == known)
      await house.work()
      #expect(house.mails.all.count == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a link is too old after half an hour, and a newer one takes its place`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let reset = PasswordReset(store: house.store)
      _ = try await ask(AdminHouse.satoMail, house)
      await house.work()
      let first = try secret(house.mails.link)
      _ = try await ask(AdminHouse.satoMail, house)
      await house.work()
      let second = try secret(house.mails.link)
      #expect(first != second)
      #expect(try await reset.user(of: first) == nil)
      #expect(try await reset.user(of: second) != nil)
      house.clock.advance(.seconds(1801))
      #expect(try await reset.user(of: second) == nil)
    }
  }

  @Test(arguments: Engine.all)
  func `nobody's mailbox is filled: three mails an hour, twenty requests from one place in a quarter of it`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      var waits: [Int?] = []
      for _ in 0..<21 {
        waits.append(try await ask(AdminHouse.satoMail, house))
        await house.work()
      }
      #expect(house.mails.all.count == 3)
      #expect(waits.prefix(20).allSatisfy { $0 == nil })
      #expect(waits.last == 900)
      #expect(try await ask(AdminHouse.satoMail, house, from: "198.51.100.1") == nil)
    }
  }

  // MARK: Invitation

  @Test(arguments: Engine.all)
  func `an invitation sets the first password once and signs in`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (store, suzuki, invitation) = (house.store, house.suzuki, Invitation(store: house.store))
      let make: @Sendable (RecordTransaction) throws -> String = { try Invitation.make(for: suzuki, in: $0) }
      let first = try await store.write(for: .user(house.yamada), as: OperationKind("test"), make)
      let second = try await store.write(for: .user(house.yamada), as: OperationKind("test"), make)
      #expect(try await invitation.invited(first) == nil)
      #expect(try await invitation.invited(second)?.name == "鈴木 次郎")
      let entry = try await invitation.accept(second, passwordHash: "quick 招かれてうれしいです", from: Origin())
      #expect(entry.session.user == house.suzuki)
      #expect(await refused { _ = try await invitation.accept(second, passwordHash: "quick もう一度", from: Origin()) })
      #expect(await refused { _ = try await store.write(for: .user(house.yamada), as: OperationKind("test"), make) })
    }
  }

  @Test(arguments: Engine.all)
  func `an invitation ends after a week, and when the user is deactivated`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (store, suzuki, invitation) = (house.store, house.suzuki, Invitation(store: house.store))
      let make: @Sendable (RecordTransaction) throws -> String = { try Invitation.make(for: suzuki, in: $0) }
      let late = try await store.write(for: .user(house.yamada), as: OperationKind("test"), make)
      house.clock.advance(.seconds(7 * 86_400 + 1))
      #expect(try await invitation.invited(late) == nil)
      let next = try await store.write(for: .user(house.yamada), as: OperationKind("test"), make)
      try await store.write(for: .user(house.yamada), as: OperationKind("test")) { tx in try tx.deactivate(suzuki) }
      #expect(try await invitation.invited(next) == nil)
    }
  }

  @Test(arguments: Engine.all)
  func `links of one kind do not open another`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (store, sato) = (house.store, house.sato)
      let secret = try await house.write { try AccountLink.make(.secondStep, for: sato, store: store, in: $0) }
      #expect(try await PasswordReset(store: store).user(of: secret) == nil)
      #expect(try await Invitation(store: store).invited(secret) == nil)
    }
  }

  // MARK: Changing the password

  @Test(arguments: Engine.all)
  func `a password is changed by who knows the present one, and one browser stays signed in`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (store, sato) = (house.store, house.sato)
      let change = PasswordChange(store: store, passwords: house.passwords)
      let before = try await house.write { try Session.begin(of: sato, from: Origin(), isKept: true, store: store, in: $0) }
      for (current, new, expected) in [
        ("ちがうパスワードです", "新しいパスワードはこれにする", "current:wrong"), (AdminHouse.satoPassword, "短い", "password:too_short"),
      ] {
        do {
          _ = try await change.run(current: current, new: new, of: sato, isKept: true, from: Origin(session: before.secret))
          Issue.record("\(expected) was let through")
        } catch let problems as Problems {
          #expect(problems.all.map { "\($0.field ?? ""):\($0.code)" } == [expected])
        }
      }
      let after = try await change.run(
        current: AdminHouse.satoPassword, new: "新しいパスワードはこれにする", of: sato, isKept: true, from: Origin(session: before.secret))
      let now = house.clock.now
      #expect(try await house.read { try Session.find(before.secret, store: store, at: now, in: $0) } == nil)
      #expect(try await house.read { try Session.find(after.secret, store: store, at: now, in: $0) }?.isKept == true)
    }
  }

  private func refused(_ body: () async throws -> Void) async -> Bool {
    do {
      try await body()
      return false
    } catch {
      return error is Refusal
    }
  }
}
