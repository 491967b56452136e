import Database
import Kernel
import Metadata
import Notices
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Who is told what.
@Suite struct NoticeTests {
  @Test(arguments: Engine.all)
  func `who is given a record by somebody else is told, who takes it is not`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      let lead = try await house.person(by: house.takahashi, ["last_name": .text("髙橋")])
      #expect(try await house.told(house.takahashi) == [])
      try await house.change(lead, by: house.takahashi, house.sato.owner)
      #expect(try await house.told(house.sato) == ["assigned person 1"])
      try await house.change(lead, by: house.takahashi, ["company_name": .text("株式会社つばめ製菓")])
      #expect(try await house.told(house.sato).count == 1)
      let deal = try await house.deal(by: house.takahashi, "給茶機の更新", house.suzuki.owner)
      #expect(try await house.told(house.suzuki) == ["assigned deal 1"])
      #expect(try await house.notifications(house.suzuki).first?.record == deal.id)
      #expect(try await house.told(house.takahashi) == [])
    }
  }

  @Test(arguments: Engine.all)
  func `many records in one stroke are one notification with their number`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      var leads: [Record] = []
      for name in ["髙橋", "田中", "森"] { leads.append(try await house.person(by: house.takahashi, ["last_name": .text(name)])) }
      let changes = leads.map { RecordChange(id: $0.id, draft: Draft(house.sato.owner)) }
      let owner = house.sato.owner
      _ = try await house.write(by: house.takahashi, as: "bulk") { tx in
        for outcome in try tx.updateEach("person", Array(changes.dropLast())) { _ = try outcome.get() }
        for outcome in try tx.updateEach("person", Array(changes.suffix(1))) { _ = try outcome.get() }
        try tx.create("deal", Draft(["name": .text("更新")].merging(owner) { $1 }))
      }
      #expect(try await house.told(house.sato) == ["assigned - 4"])
      #expect(try await house.notifications(house.sato).first?.record == nil)
    }
  }

  @Test(arguments: Engine.all)
  func `who is called in a note is told once, whatever they follow and however often the note is changed`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      let names = try await house.names()
      let deal = try await house.deal(by: house.sato, "給茶機の更新")
      let note = try await house.note(by: house.takahashi, "@\(names[house.sato]!) 見積をお願いします", on: "deal_id", deal)
      #expect(try await house.told(house.sato) == ["mention note 1"])
      try await house.change(note, by: house.takahashi, ["text": .text("@\(names[house.sato]!) 見積を今週中に")])
      #expect(try await house.told(house.sato) == ["mention note 1"])
      try await house.change(note, by: house.takahashi, ["text": .text("@\(names[house.sato]!) @\(names[house.yamada]!) 今週中に")])
      #expect(try await house.told(house.yamada) == ["mention note 1"])
      #expect(try await house.notifications(house.yamada, .mine).count == 1)
      _ = try await house.note(by: house.yamada, "@\(names[house.yamada]!) 覚え書き", on: "deal_id", deal)
      #expect(try await house.told(house.yamada).count == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a person who is renamed stays the one who was called`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      let names = try await house.names()
      let deal = try await house.deal(by: house.sato, "給茶機の更新")
      let note = try await house.note(by: house.takahashi, "@\(names[house.yamada]!) ご確認を", on: "deal_id", deal)
      let yamada = house.yamada
      _ = try await house.write(by: yamada) { tx in try tx.update(User.self, yamada, Draft(["name": .text("川口 太郎")])) }
      try await house.change(note, by: house.takahashi, ["text": .text("@\(names[house.yamada]!) ご確認を。急ぎです")])
      let mentions = try await house.read(by: house.takahashi) { tx in try Mention.all(of: [note.id], in: tx) }
      #expect(mentions[note.id]?.map(\.user) == [house.yamada])
      #expect(try await house.told(house.yamada) == ["mention note 1"])
      try await house.change(note, by: house.takahashi, ["text": .text("だれも呼ばない")])
      #expect(try await house.read(by: house.takahashi) { tx in try Mention.all(of: [note.id], in: tx) }.isEmpty)
    }
  }

  @Test(arguments: Engine.all)
  func `owners follow what is theirs until they stop, others when they choose to`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      let deal = try await house.deal(by: house.sato, "給茶機の更新")
      func follow(_ user: ID<User>, _ isOn: Bool) async throws {
        _ = try await house.write(by: user) { tx in try Follow.set(isOn, "deal", deal.id, in: tx) }
      }
      try await follow(house.yamada, true)
      try await house.note(by: house.takahashi, "先方は来月に決める", on: "deal_id", deal)
      #expect(try await house.told(house.sato) == ["followed note 1"])
      #expect(try await house.told(house.yamada) == ["followed note 1"])
      #expect(try await house.told(house.takahashi) == [])
      try await follow(house.sato, false)
      try await follow(house.yamada, false)
      try await house.note(by: house.takahashi, "電話した", on: "deal_id", deal)
      #expect(try await house.told(house.sato).count == 1)
      #expect(try await house.told(house.yamada).count == 1)
    }
  }

  /// How somebody else moves a deal, and what its owner hears.
  struct Move: Sendable {
    let stage: String
    var place = 0
    var values: [String: Value] = [:]
    let outcome: String
  }

  private static let moves = [
    Move(stage: "open", place: 1, outcome: "moved"),
    Move(stage: "won", values: ["amount": .integer(100), "closes_on": .day(House.noon.day(offset: 32_400))], outcome: "won"),
    Move(stage: "lost", values: ["lost_reason": .text("price")], outcome: "lost"),
  ]

  @Test(arguments: Engine.all, moves)
  func `a deal that somebody else moves is told to its owner and to who follows it`(_ engine: Engine, _ move: Move) async throws {
    try await withNotices(engine) { house in
      let deal = try await house.deal(by: house.sato, "給茶機の更新")
      _ = try await house.write(by: house.yamada) { tx in try Follow.set(true, "deal", deal.id, in: tx) }
      var values = move.values
      values["stage_id"] = try await house.stage(move.stage, at: move.place)
      try await house.change(deal, by: house.takahashi, values)
      #expect(try await house.told(house.sato) == ["deal deal 1 \(move.outcome)"])
      #expect(try await house.told(house.yamada) == ["followed deal 1 \(move.outcome)"])
      #expect(try await house.told(house.takahashi) == [])
    }
  }

  @Test(arguments: Engine.all)
  func `nobody is told of what they may not see, and what they lose sight of goes away`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      let names = try await house.names()
      let deal = try await house.deal(by: house.sato, "給茶機の更新")
      // 伊藤 sees only what is her own.
      try await house.note(by: house.sato, "@\(names[house.ito]!) 内緒の話", on: "deal_id", deal)
      #expect(try await house.told(house.ito) == [])
      #expect(try await house.unread(house.ito) == 0)
      try await house.change(deal, by: house.takahashi, house.ito.owner)
      #expect(Set(try await house.told(house.ito)) == ["mention note 1", "assigned deal 1"])
      let theirs = try await house.notifications(house.ito)[0].id
      try await house.change(deal, by: house.takahashi, house.sato.owner)
      #expect(try await house.told(house.ito) == [])
      #expect(await refusals { try await house.write(by: house.ito) { tx in try NotificationBox(tx).read(theirs) } } == ["not_found"])
      #expect(await refusals { try await house.write(by: house.sato) { tx in try NotificationBox(tx).read(theirs) } } == ["not_found"])
    }
  }

  @Test(arguments: Engine.all)
  func `kinds that somebody does not want do not come, nor anything to who has left`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      let sato = house.sato
      _ = try await house.write(by: sato) { tx in try NotificationSettings([.mention]).save(for: sato, in: tx.transaction) }
      let deal = try await house.deal(by: house.takahashi, "給茶機の更新", house.sato.owner)
      let names = try await house.names()
      try await house.note(by: house.takahashi, "@\(names[house.sato]!)", on: "deal_id", deal)
      #expect(try await house.told(house.sato) == ["mention note 1"])
      let suzuki = house.suzuki
      _ = try await house.write(by: house.yamada) { tx in
        try tx.update(User.self, suzuki, Draft(["deactivated_at": .instant(House.noon)]))
      }
      try await house.change(deal, by: house.takahashi, house.suzuki.owner)
      let rows = try await house.test.database.read { tx in try tx.first("SELECT count(*) FROM notification WHERE user_id = \(suzuki)")?.int(0) }
      #expect(rows == 0)
    }
  }

  @Test(arguments: Engine.all)
  func `reading one, reading all up to what was seen, and pages`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      for number in 1...7 {
        house.clock.advance(.seconds(60))
        _ = try await house.deal(by: house.takahashi, "商談\(number)", house.sato.owner)
      }
      let pages = try await house.read(by: house.sato) { tx in
        let box = try NotificationBox(tx)
        let first = try box.page(.all, limit: 4)
        return [first, try box.page(.all, limit: 4, after: first.next.flatMap(NotificationBox.Cursor.init(text:)))]
      }
      #expect(pages.map(\.rows.count) == [4, 3])
      #expect(pages[1].next == nil)
      let all = pages.flatMap(\.rows)
      #expect(all.map(\.id) == all.map(\.id).sorted(by: >))
      try await house.write(by: house.sato) { tx in _ = try NotificationBox(tx).read(all[0].id) }
      #expect(try await house.unread(house.sato) == 6)
      try await house.write(by: house.sato) { tx in _ = try NotificationBox(tx).readAll(upTo: all[3].id) }
      #expect(try await house.notifications(house.sato, .unread).map(\.id) == [all[1].id, all[2].id])
      house.clock.advance(.seconds(86_400 * 91))
      let now = house.clock.now
      try await house.test.database.write { tx in _ = try NotificationSweepJob.sweep(at: now, in: tx) }
      #expect(try await house.notifications(house.sato).isEmpty)
    }
  }

  @Test(arguments: Engine.all)
  func `the number in the menu is one statement, and counting ends at a hundred`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      for number in 1...104 { _ = try await house.deal(by: house.takahashi, "商談\(number)", house.sato.owner) }
      house.test.log.clear()
      let unread = try await house.read(by: house.sato) { tx in
        let before = house.test.log.count
        let unread = try NotificationBox(tx).unread()
        #expect(house.test.log.count == before + 1)
        return unread
      }
      #expect(unread.count == 100)
    }
  }
}

extension House {
  func names() async throws -> [ID<User>: String] {
    try await read(by: yamada) { tx in
      Dictionary(uniqueKeysWithValues: try tx.configuration("user").map { ($0.id.as(User.self), $0[User.name] ?? "") })
    }
  }
}
