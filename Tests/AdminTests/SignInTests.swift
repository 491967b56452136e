import Admin
import AdminTestSupport
import Database
import Kernel
import Records
import Synchronization
import TestSupport
import Testing

@Suite struct SignInTests {
  private static let office = Origin(address: "192.0.2.10")
  private static let elsewhere = Origin(address: "198.51.100.66")

  /// What came of it, in one word.
  private func attempt(_ house: AdminHouse, _ mail: String, _ password: String, from origin: Origin = office) async throws -> String {
    word(try await house.signIn.begin(mail: mail, password: password, isKept: false, from: origin))
  }

  private func word(_ outcome: SignIn.Outcome) -> String {
    switch outcome {
    case .signedIn: "in"
    case .needsCode: "code"
    case .wrong(let left): "wrong \(left)"
    case .refused: "refused"
    case .over: "over"
    }
  }

  private func wrongTimes(_ count: Int, _ house: AdminHouse, _ mail: String, from origin: Origin) async throws -> [String] {
    var words: [String] = []
    for _ in 0..<count { words.append(try await attempt(house, mail, "ちがうパスワードです", from: origin)) }
    return words
  }

  @Test(arguments: Engine.all)
  func `the right password opens whatever the case of the mail address, a wrong one does not`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { (house) async throws in
      #expect(try await attempt(house, "SATO@enishi.example.jp", AdminHouse.satoPassword) == "in")
      #expect(try await attempt(house, AdminHouse.satoMail, "ちがうパスワードです") == "wrong 4")
      #expect(try await attempt(house, "suzuki@enishi.example.jp", "") == "wrong 4")
    }
  }

  @Test(arguments: Engine.all)
  func `unknown mails, people without a password and people who left are told the same as a wrong password`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let sato = house.sato
      let wrong = try await attempt(house, AdminHouse.yamadaMail, "ちがうパスワードです")
      try await house.store.write(for: .user(house.yamada), as: OperationKind("test")) { tx in try tx.deactivate(sato) }
      for (mail, password) in [
        ("nobody@enishi.example.jp", "x"), ("not a mail address", "x"), ("suzuki@enishi.example.jp", "x"),
        (AdminHouse.satoMail, AdminHouse.satoPassword),
      ] {
        #expect(try await attempt(house, mail, password) == wrong)
      }
    }
  }

  @Test func `an unknown mail costs one trial of a password, as a known one does`() async throws {
    try await withAdminHouse(.sqlite) { house in
      let trials = Counter()
      let quick = Kernel.Cryptography.quick
      let counting = Kernel.Cryptography(
        sha256: quick.sha256, hmacSHA1: quick.hmacSHA1, randomBytes: quick.randomBytes, seal: quick.seal, unseal: quick.unseal,
        hashPassword: quick.hashPassword,
        verifyPassword: { password, hash in
          trials.add()
          return try quick.verifyPassword(password, hash)
        })
      let signIn = SignIn(store: house.store, passwords: PasswordCheck(counting))
      var statements: Set<Int> = []
      for mail in [AdminHouse.satoMail, "nobody@enishi.example.jp", "suzuki@enishi.example.jp"] {
        let before = trials.count
        house.test.log.clear()
        _ = try await signIn.begin(mail: mail, password: "ちがうパスワードです", isKept: false, from: Self.office)
        #expect(trials.count == before + 1)
        statements.insert(house.test.log.count)
      }
      #expect(statements.count == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `after five wrong passwords even the right one waits a quarter of an hour`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let words = try await wrongTimes(6, house, AdminHouse.satoMail, from: Self.office)
      #expect(words == ["wrong 4", "wrong 3", "wrong 2", "wrong 1", "wrong 0", "refused"])
      #expect(try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword) == "refused")
      house.clock.advance(.seconds(901))
      #expect(try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword) == "in")
    }
  }

  @Test(arguments: Engine.all)
  func `somebody who tries elsewhere does not lock the owner out`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      _ = try await wrongTimes(10, house, AdminHouse.satoMail, from: Self.elsewhere)
      #expect(try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword, from: Self.elsewhere) == "refused")
      #expect(try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword, from: Self.office) == "in")
    }
  }

  @Test(arguments: Engine.all)
  func `a browser that has signed in before is let in although a colleague behind the same address tried too often`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let outcome = try await house.signIn.begin(
        mail: AdminHouse.satoMail, password: AdminHouse.satoPassword, isKept: false, from: Self.office)
      guard case .signedIn(let entry) = outcome else { throw Unexpected() }
      _ = try await wrongTimes(6, house, AdminHouse.satoMail, from: Self.office)
      var known = Self.office
      known.device = entry.device
      #expect(try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword, from: known) == "in")
      known.device = "planted"
      #expect(try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword, from: known) == "refused")
    }
  }

  @Test(arguments: Engine.all)
  func `a device that somebody planted is not taken over`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      var origin = Self.office
      origin.device = "planted"
      let outcome = try await house.signIn.begin(mail: AdminHouse.satoMail, password: AdminHouse.satoPassword, isKept: false, from: origin)
      guard case .signedIn(let entry) = outcome else { throw Unexpected() }
      #expect(entry.device != "planted")
    }
  }

  @Test(arguments: Engine.all)
  func `one address may try thirty passwords over all accounts`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { (house) async throws in
      for number in 0..<30 {
        #expect(
          try await attempt(house, "person\(number)@enishi.example.jp", "x", from: Self.elsewhere)
            == (number < 26 ? "wrong 4" : "wrong \(29 - number)"))
      }
      #expect(try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword, from: Self.elsewhere) == "refused")
      #expect(try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword, from: Self.office) == "in")
    }
  }

  @Test(arguments: Engine.all)
  func `many attempts at the same moment are not more than allowed`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let words = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<12 {
          group.addTask { try await attempt(house, AdminHouse.satoMail, "ちがうパスワードです", from: Self.elsewhere) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(words.count(where: { $0 == "refused" }) == 7)
    }
  }

  @Test(arguments: [
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
    ("::ffff:192.0.2.10", "192.0.2.10", true), ("192.0.2.10", "192.0.2.11", false),
  ])
  func `of IPv6 the network of one subscriber counts as one place`(_ one: String, _ other: String, _ isSame: Bool) async throws {
    try await withAdminHouse(.sqlite) { house in
      _ = try await wrongTimes(5, house, AdminHouse.satoMail, from: Origin(address: one))
      let word = try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword, from: Origin(address: other))
      #expect(word == (isSame ? "refused" : "in"))
    }
  }

  // MARK: Two steps

  private func turnOn(_ house: AdminHouse) async throws -> (code: @Sendable (Instant) -> String, recovery: [String]) {
    let (sato, now) = (house.sato, house.clock.now)
    try await house.write { try TwoFactor.begin(for: sato, .quick, in: $0) }
    let factor = try #require(try await house.read { try TwoFactor.of(sato, in: $0) })
    let key = try factor.key(.quick)
    let code: @Sendable (Instant) -> String = { OneTimeCode(key: key, .quick).code(ofStep: OneTimeCode.step(at: $0)) }
    #expect(try await house.write { try TwoFactor.confirm("000000", for: sato, at: now, .quick, in: $0) } == nil)
    let codes = try await house.write { try TwoFactor.confirm(code(now), for: sato, at: now, .quick, in: $0) }
    house.clock.advance(.seconds(60))
    return (code, try #require(codes))
  }

  private func second(_ house: AdminHouse, from origin: Origin = office) async throws -> String {
    let outcome = try await house.signIn.begin(mail: AdminHouse.satoMail, password: AdminHouse.satoPassword, isKept: false, from: origin)
    guard case .needsCode(let secret) = outcome else { throw Unexpected() }
    return secret
  }

  private func finish(_ code: String, _ secret: String, _ house: AdminHouse, from origin: Origin = office) async throws -> String {
    word(try await house.signIn.finish(code: code, secret: secret, isKept: false, from: origin))
  }

  @Test(arguments: Engine.all)
  func `keys lie sealed in the database, and those of earlier versions are sealed, too`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (code, _) = try await turnOn(house)
      let (sato, yamada) = (house.sato, house.yamada)
      let key = try #require(try await house.read { try TwoFactor.of(sato, in: $0) }).key(.quick)
      func kept(_ user: ID<User>) async throws -> [UInt8] {
        try #require(try await house.read { try $0.first("SELECT secret FROM two_factor WHERE user_id = \(user)")?.blob(0) })
      }
      #expect(try await kept(sato).firstRange(of: key) == nil)
      // Somebody puts their own key in the place of another's.
      let stolen = try await kept(sato)
      _ = try await house.write { tx in
        try tx.execute("INSERT INTO two_factor (user_id, secret, last_step) VALUES (\(yamada), \(SQLValue.blob(stolen)), 0)")
      }
      let planted = try #require(try await house.read { try TwoFactor.of(yamada, in: $0) })
      #expect(throws: (any Error).self) { try planted.key(.quick) }
      // As an earlier version kept it.
      try await house.write { tx in
        try tx.execute("UPDATE two_factor SET secret = \(SQLValue.blob(key)) WHERE user_id = \(sato)")
        try TwoFactor.sealAll(.quick, in: tx)
      }
      #expect(try await kept(sato).firstRange(of: key) == nil)
      #expect(try await finish(code(house.clock.now), try await second(house), house) == "in")
    }
  }

  @Test(arguments: Engine.all)
  func `the audit trail tells who came in and who was refused, and from where`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      _ = try await attempt(house, AdminHouse.satoMail, "ちがうパスワードです")
      _ = try await attempt(house, "nobody@enishi.example.jp", "ちがうパスワードです")
      _ = try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword)
      let (code, _) = try await turnOn(house)
      let secret = try await second(house)
      _ = try await finish("000000", secret, house)
      _ = try await finish(code(house.clock.now), secret, house)
      let sato = house.sato
      let told = try await house.read { tx in
        try tx.query("SELECT kind, record_id, after FROM change WHERE kind LIKE 'sign_in%' ORDER BY id").map {
          "\(try $0.text(0)) \(try $0.integer(1) == sato.raw ? "佐藤" : "?") \(try $0.optionalText(2) ?? "")"
        }
      }
      let place = #"{"address":"192.0.2.10"}"#
      #expect(
        told == [
          "sign_in.wrong 佐藤 \(place)", "sign_in.wrong ? \(place)", "sign_in 佐藤 \(place)", "sign_in.wrong 佐藤 \(place)", "sign_in 佐藤 \(place)",
        ])
    }
  }

  @Test(arguments: Engine.all)
  func `a key that was not confirmed asks for no code`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let sato = house.sato
      try await house.write { try TwoFactor.begin(for: sato, .quick, in: $0) }
      #expect(try await attempt(house, AdminHouse.satoMail, AdminHouse.satoPassword) == "in")
    }
  }

  @Test(arguments: Engine.all)
  func `a code opens once; the same code, and the second step, do not open again`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (code, _) = try await turnOn(house)
      let (one, two) = (try await second(house), try await second(house))
      let typed = code(house.clock.now)
      #expect(try await finish("123456", one, house).hasPrefix("wrong"))
      #expect(try await finish(typed, one, house) == "in")
      #expect(try await finish(typed, two, house).hasPrefix("wrong"))
      #expect(try await finish(code(house.clock.now + .seconds(30)), one, house) == "over")
      #expect(try await finish(code(house.clock.now + .seconds(30)), two, house) == "in")
    }
  }

  @Test(arguments: Engine.all)
  func `of two who type the same code at the same moment one gets in`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (code, _) = try await turnOn(house)
      let (one, two) = (try await second(house), try await second(house))
      let typed = code(house.clock.now)
      async let first = finish(typed, one, house)
      async let other = finish(typed, two, house)
      #expect(try await [first, other].count(where: { $0 == "in" }) == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `each recovery code opens once, as typed by hand`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (_, recovery) = try await turnOn(house)
      #expect(Set(recovery).count == 10)
      let typed = recovery[3].lowercased().replacing("-", with: " ")
      #expect(try await finish(typed, try await second(house), house) == "in")
      #expect(try await finish(typed, try await second(house), house).hasPrefix("wrong"))
      let sato = house.sato
      #expect(try await house.read { try RecoveryCode.left(of: sato, in: $0) } == 9)
    }
  }

  @Test(arguments: Engine.all)
  func `a second step that took ten minutes begins again`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (code, _) = try await turnOn(house)
      let secret = try await second(house)
      house.clock.advance(.seconds(601))
      #expect(try await finish(code(house.clock.now), secret, house) == "over")
    }
  }

  @Test(arguments: Engine.all)
  func `codes are not guessed: all strangers together try ten, wherever they are, and the owner's browser is not held up`(_ engine: Engine)
    async throws
  {
    try await withAdminHouse(engine) { house in
      let (code, _) = try await turnOn(house)
      let outcome = try await house.signIn.finish(
        code: code(house.clock.now), secret: try await second(house), isKept: false, from: Self.office)
      guard case .signedIn(let entry) = outcome else { throw Unexpected() }
      house.clock.advance(.seconds(30))
      for number in 0..<11 {
        let place = Origin(address: "203.0.113.\(number)")
        let word = try await finish("000000", try await second(house, from: place), house, from: place)
        #expect(word == (number < 10 ? "wrong \(9 - number)" : "refused"))
      }
      var known = Self.office
      known.device = entry.device
      #expect(try await finish(code(house.clock.now), try await second(house, from: known), house, from: known) == "in")
    }
  }
}

private struct Unexpected: Error {}

private final class Counter: Sendable {
  private let value = Mutex(0)
  var count: Int { value.withLock { $0 } }
  func add() { value.withLock { $0 += 1 } }
}
