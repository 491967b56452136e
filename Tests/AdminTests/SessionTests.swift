import Admin
import AdminTestSupport
import Database
import Jobs
import Kernel
import Records
import TestSupport
import Testing

@Suite struct SessionTests {
  private static let desk = Origin(address: "192.0.2.10", userAgent: "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36")

  private func begin(_ house: AdminHouse, kept: Bool = false, from origin: Origin = desk) async throws -> Session.Begun {
    let (store, user) = (house.store, house.sato)
    return try await house.write { try Session.begin(of: user, from: origin, isKept: kept, store: store, in: $0) }
  }

  private func find(_ secret: String, _ house: AdminHouse) async throws -> Session? {
    let (store, now) = (house.store, house.clock.now)
    return try await house.read { try Session.find(secret, store: store, at: now, in: $0) }
  }

  @Test(arguments: Engine.all)
  func `a session is found by its secret, and the database does not know the secret`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let begun = try await begin(house)
      let session = try #require(try await find(begun.secret, house))
      #expect(session.user == house.sato)
      #expect(session.csrf.count == 32)
      #expect(begun.secret.count == 43)
      #expect(try await find(begun.secret + "x", house) == nil)
      let kept = try await house.read { try $0.first("SELECT secret_hash FROM user_session")?.text(0) }
      #expect(kept?.contains(begun.secret) == false && kept?.count == 64)
    }
  }

  @Test(arguments: Engine.all)
  func `twelve hours without use end a session, use prolongs it, thirty days end a kept one`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (idle, kept) = (try await begin(house), try await begin(house, kept: true))
      house.clock.advance(.seconds(11 * 3600))
      let session = try #require(try await find(idle.secret, house))
      #expect(session.isDueForTouch(at: house.clock.now))
      let now = house.clock.now
      try await house.write { try session.touch(at: now, in: $0) }
      house.clock.advance(.seconds(11 * 3600))
      #expect(try await find(idle.secret, house) != nil)
      house.clock.advance(.seconds(3600))
      #expect(try await find(idle.secret, house) == nil)
      #expect(try await find(kept.secret, house) != nil)
      house.clock.advance(.seconds(30 * 86_400))
      #expect(try await find(kept.secret, house) == nil)
    }
  }

  @Test(arguments: Engine.all)
  func `a sign-in ends the session the browser had`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let first = try await begin(house)
      var origin = Self.desk
      origin.session = first.secret
      let second = try await begin(house, from: origin)
      #expect(first.secret != second.secret)
      #expect(try await find(first.secret, house) == nil)
      #expect(try await find(second.secret, house) != nil)
    }
  }

  @Test(arguments: Engine.all)
  func `a new password ends every session, whichever way it was set`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let begun = try await begin(house)
      house.clock.advance(.seconds(1))
      let sato = house.sato
      try await house.store.write(for: .system("command line"), as: OperationKind("test")) { tx in
        try tx.setPassword(hash: "quick 別のパスワードにしました", of: sato)
      }
      #expect(try await find(begun.secret, house) == nil)
    }
  }

  @Test(arguments: Engine.all)
  func `whoever is deactivated is out at once, and stays out after being activated again`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (begun, sato) = (try await begin(house), house.sato)
      try await house.store.write(for: .user(house.yamada), as: OperationKind("test")) { tx in try tx.deactivate(sato) }
      #expect(try await find(begun.secret, house) == nil)
      try await house.store.write(for: .user(house.yamada), as: OperationKind("test")) { tx in try tx.reactivate(sato) }
      #expect(try await find(begun.secret, house) == nil)
      #expect(try await find(try await begin(house).secret, house) != nil)
    }
  }

  @Test(arguments: Engine.all)
  func `one session is ended, or all others; nobody ends those of others`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let (desk, phone, other) = (try await begin(house), try await begin(house), try await begin(house))
      let (sato, yamada) = (house.sato, house.yamada)
      #expect(try await house.write { try Session.end(phone.id, of: yamada, in: $0) } == false)
      #expect(try await house.write { try Session.end(phone.id, of: sato, in: $0) })
      #expect(try await house.write { try Session.endAll(of: sato, except: desk.id, in: $0) } == 1)
      let now = house.clock.now
      #expect(try await house.read { try Session.list(of: sato, at: now, in: $0) }.map(\.id) == [desk.id])
      #expect(try await find(other.secret, house) == nil)
    }
  }

  @Test(arguments: Engine.all)
  func `what is over is swept away, what holds stays`(_ engine: Engine) async throws {
    try await withAdminHouse(engine) { house in
      let old = try await begin(house)
      house.clock.advance(.seconds(13 * 3600))
      let young = try await begin(house)
      let jobs = house.jobs
      _ = try await house.write { try jobs.enqueue(NewJob(kind: SessionSweepJob.kind), in: $0) }
      await house.work()
      #expect(try await house.read { try $0.query("SELECT id FROM user_session").map { try $0.integer(0) } } == [young.id.raw])
      #expect(try await find(old.secret, house) == nil)
    }
  }

  @Test(arguments: [
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Windows の Edge"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1", "iPhone の Safari"),
    ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Android の Chrome"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.6; rv:142.0) Gecko/20100101 Firefox/142.0", "Mac の Firefox"),
    ("curl/8.5.0", "不明な端末"),
  ])
  func `devices are named so that people recognise them`(_ userAgent: String, _ name: String) {
    #expect(DeviceName.of(userAgent).ja == name)
  }
}
