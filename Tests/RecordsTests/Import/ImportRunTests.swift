import Database
import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import Synchronization
import TestSupport
import Testing

/// Lists as people hand them over.
@Suite struct ImportRunTests {
  static let headings = "会社名,役職,姓,名,セイ,メイ,メールアドレス,電話番号,郵便番号,住所,獲得日,メモ\r\n"

  /// What Excel and people do to a list: full width, half-width kana, lost zeros, 和暦, line breaks, blank rows.
  static let damaged =
    headings
    + "㈱山田製作所,部長,髙橋,一郎,ﾀｶﾊｼ,ｲﾁﾛｳ,ichiro＠yamada.example.jp,0312345678,600000,北海道札幌市中央区北一条西1-2-3,令和8年1月20日,\"1行目\r\n2行目\"\r\n"
    + ",,,,,,,,,,,\r\n"
    + "有限会社東亜精機,,佐藤,花子,サトウ,ハナコ, hanako@toa.example.jp ,312345678,８１９－１６２６,福岡県糸島市二丈波呂9-11-3,2026/9/27,=1+2\r\n"
    + "東亜精機,,鈴木,,,,suzuki.at.toa.example.jp,,,,R8.13.1,\r\n"

  @Test(arguments: Engine.all)
  func `every row is imported, repaired or rejected with its reasons`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let outcome = try await imports.run("leads", Self.damaged)
      #expect(outcome.counts.rows == 3)
      #expect(outcome.counts.blank == 1)
      #expect(outcome.counts.four == [2, 0, 0, 1])
      #expect(outcome.counts.repaired == 2)
      #expect(outcome.errors.count == 1)
      #expect(outcome.errors.first?.prefix(3) == ["東亜精機", "", "鈴木"])
      #expect(outcome.errors.first?[12] == "5", "the number a person finds the row under")
      let reasons = try #require(outcome.errors.first?.last)
      #expect(reasons.contains("メールアドレス") && reasons.contains("獲得日"), "all reasons at once: \(reasons)")
      let person = try #require(try await imports.people().first { $0["last_name"] == .text("髙橋") })
      #expect(person["last_kana"] == .text("タカハシ"))
      #expect(person["email"] == .text("ichiro@yamada.example.jp"))
      #expect(person["postal_code"] == .text("060-0000"))
      #expect(person["prefecture"] == .text("北海道"))
      #expect(person["acquired_on"] == .day(try #require(Day("2026-01-20"))))
      #expect(person["sales_comment"] == .text("1行目\n2行目"))
      #expect(person.recordType == "lead")
      let repairs = outcome.notes.filter { $0[0] == "4" }.map { $0[2] }
      #expect(repairs.contains("電話番号"), "the zero that Excel had cut off is told")
    }
  }

  @Test(arguments: Engine.all)
  func `running it twice changes nothing, and undo leaves every table as before`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      try await house.person(by: house.yamada, ["last_name": .text("佐藤"), "first_name": .text("花子"), "email": .text("HANAKO@toa.example.jp")])
      let before = try await imports.dump()
      let first = try await imports.run("leads", Self.damaged)
      #expect(first.counts.four == [1, 1, 0, 1])
      let after = try await imports.dump()
      let second = try await imports.run("leads", Self.damaged)
      #expect(second.counts.four == [0, 0, 2, 1])
      #expect(try await imports.dump() == after)
      let operation = try await house.read(by: house.yamada) { tx in try tx.operation(first.state.operation) }
      #expect(operation?.state == .done)
      #expect(operation?.summary["created"] == 1)
      let undone = try await house.undo(first.state.operation, by: house.yamada)
      #expect(undone.kept.isEmpty)
      #expect(try await imports.dump() == before)
    }
  }

  @Test(arguments: Engine.all)
  func `an import that was cut off goes on where it was, and no row comes twice`(_ engine: Engine) async throws {
    struct PowerCut: Error {}
    try await withImportHouse(engine) { imports in
      let house = imports.house
      let size = 2 * ImportRun.rowsPerStep + 100
      let rows = (1...size).map { "\($0)号,社員,s\($0)@example.jp\r\n" }.joined()
      let source = try imports.source("姓,名,メールアドレス\r\n" + rows)
      let plan = try await imports.plan("leads", source, by: house.yamada)
      let run = ImportRun(store: house.records, actor: .user(house.yamada), plan: plan, source: source)
      let saved = Saved()
      await #expect(throws: PowerCut.self) {
        try await run.run(from: nil) { operation, body in
          // The second step is written but never committed.
          let count = saved.count
          let state = try await house.records.write(for: .user(house.yamada), as: ImportRun.kind, continuing: operation) { tx in
            let state = try body(tx)
            if count == 2 { throw PowerCut() }
            return state
          }
          saved.keep(state)
          return state
        }
      }
      #expect(saved.state?.counts.created == ImportRun.rowsPerStep)
      let fresh = ImportRun(store: house.records, actor: .user(house.yamada), plan: plan, source: source)
      let state = try await fresh.run(from: ImportState(json: try #require(saved.state).json)) { operation, body in
        try await house.records.write(for: .user(house.yamada), as: ImportRun.kind, continuing: operation, body)
      }
      #expect(state.counts.rows == size)
      #expect(state.counts.four == [size, 0, 0, 0])
      let count = try await house.read(by: house.yamada) { tx in try tx.count("person", upTo: 100_000) }
      #expect(count.value == size)
      let undone = try await house.undo(state.operation, by: house.yamada)
      #expect(undone.undone == size, "all steps are one operation")
    }
  }

  @Test(arguments: Engine.all)
  func `a dry run counts the same and writes nothing`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let twice = Self.damaged + "山田製作所,次長,高橋,一郎,,,ICHIRO@yamada.example.jp,,,,,\r\n"
      let before = try await imports.dump()
      let dry = try await imports.dryRun("leads", twice)
      #expect(try await imports.dump() == before)
      #expect(dry.isExact)
      #expect(dry.lines.contains { $0.row == 5 && $0.outcome == .rejected })
      let outcome = try await imports.run("leads", twice)
      #expect(dry.counts == outcome.counts)
      #expect(dry.counts.kept == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a file that is broken at its end writes nothing`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      let text = "姓,メールアドレス\r\n" + (1...1500).map { "\($0)号,s\($0)@example.jp\r\n" }.joined() + "\"田中,tanaka@example.jp\r\n"
      await #expect(throws: Problems.self) { _ = try await imports.run("leads", text) }
      let count = try await house.read(by: house.yamada) { tx in try tx.count("person") }
      #expect(count.value == 0)
    }
  }

  @Test(arguments: Engine.all)
  func `a value that is no choice is rejected with those there are, and owners go by name or mail`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      let outcome = try await imports.run(
        "leads",
        """
        姓,メールアドレス,見込み客ステータス,担当者\r
        田中,tanaka@example.jp,対応中,佐藤 花子\r
        伊藤,ito@example.jp,working,suzuki@enishi.example.jp\r
        木村,kimura@example.jp,検討,佐藤 花子\r
        林,hayashi@example.jp,,誰か\r

        """)
      #expect(outcome.counts.four == [2, 0, 0, 2])
      #expect(outcome.errors.first?.last?.contains("対応中") == true)
      #expect(outcome.errors.last?.last?.contains("誰か") == true)
      let owners = try await imports.people().map(\.ownerID)
      #expect(owners == [house.sato, house.suzuki].map { $0.as(AnyRecord.self) })
    }
  }

  @Test(arguments: Engine.all)
  func `who may not import is refused, and nobody reaches a colleague's records`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      #expect(await refusals { _ = try await imports.run("leads", Self.damaged, by: house.kobayashi) } == ["forbidden"])
      let text = "ID,姓,メールアドレス\r\n"
      let other = try await house.person(by: house.suzuki, ["last_name": .text("清水"), "email": .text("shimizu@example.jp")])
      let outcome = try await imports.run("leads", text + "\(other.id.text),清水川,shimizu@example.jp\r\n", by: house.sato) {
        $0.contradictions = .overwrite
      }
      #expect(outcome.counts.four == [0, 0, 0, 1])
      let record = try await house.read(by: house.yamada) { tx in try tx.get("person", other.id) }
      #expect(record["last_name"] == .text("清水"))
    }
  }

  @Test(arguments: Engine.all)
  func `a plan says everything that is wrong with it`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      let problems = try await house.read(by: house.yamada) { tx in
        var plan = ImportPlan(collection: "leads", columns: [.init("a", "email"), .init("b", "email"), .init("c", "nothing")])
        plan.match = .field("phone")
        return plan.problems(in: tx.schema, for: tx.actor).map(\.code)
      }
      #expect(problems == ["unknown_field", "mapped_twice", "match_not_mapped"])
    }
  }
}

/// What a killed process had committed.
private final class Saved: Sendable {
  private let kept = Mutex<(state: ImportState?, count: Int)>((nil, 0))
  var state: ImportState? { kept.withLock { $0.state } }
  var count: Int { kept.withLock { $0.count } }
  func keep(_ state: ImportState) { kept.withLock { $0 = (state, $0.count + 1) } }
}
