import Database
import Kernel
import Metadata
import Query
import TestSupport
import Testing

/// What an actor may not see must not be found out by asking for it.
@Suite struct ConditionAccessTests {
  private static let own = Cast.user(Cast.takahashi, .own)

  @Test(arguments: Engine.all)
  func `records the actor may not see count as if they did not exist`(_ engine: Engine) async throws {
    // 高橋 sees the company 山田製作所 (1), the people 11, 13, 14 and the deal 21; 鈴木's company 4 and deals 22, 23 are hidden.
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      try await expectMeaning(
        [
          .person(#"{"field": "account.rank", "is": "eq", "value": "A"}"#, [11]),
          .person(#"{"field": "account.rank", "is": "ne", "value": "A"}"#, [13, 14]),
          .person(#"{"field": "account.rank", "is": "empty"}"#, [13, 14]),
          .person(#"{"field": "account.parent.industry", "is": "eq", "value": "製造"}"#, []),
          .account(#"{"has": "deals", "count": {"is": "eq", "value": 1}}"#, [1]),
          .account(#"{"has": "deals", "where": {"field": "stage", "is": "eq", "value": "won"}}"#, []),
          .account(#"{"has": "deals", "sum": {"field": "amount", "is": "eq", "value": 1000000}}"#, [1]),
          .account(#"{"has": "deals", "latest": {"where": {"field": "stage", "is": "eq", "value": "open"}}}"#, [1]),
          .account(#"{"has": "accounts"}"#, []),
          // the event tells of deal 22, which is hidden
          .person(#"{"event": "deal.won"}"#, []),
          .person(#"{"event": "mail.clicked"}"#, [11]),
        ], test.database, Self.own)
    }
  }

  @Test(arguments: Engine.all)
  func `an explanation shows nothing of hidden records`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let context = Cast.context(test.database.dialect, Self.own)
      let condition = try Condition(json: ["field": "account.rank", "is": "eq", "value": "B"], on: "person", in: context)
      let (hiddenAccount, hiddenPerson) = try await test.database.read { tx in
        (
          try ConditionExplanation.explain(condition, of: RecordID(14), on: Cast.person, in: context, using: tx),
          try ConditionExplanation.explain(condition, of: RecordID(12), on: Cast.person, in: context, using: tx)
        )
      }
      #expect(hiddenAccount?.actual == "未入力")
      #expect(hiddenPerson == nil)
    }
  }

  @Test(arguments: Engine.all)
  func `lists sorted and grouped by a hidden record's field treat it as absent`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Cast.migration]) { test in
      let context = Cast.context(test.database.dialect, Self.own)
      let list = try ListQuery("person", sort: [Sort(["account", "name"])]).select(in: context)
      let groups = try Aggregate(of: "person", by: [.init(["account", "rank"])]).select(in: context)
      let (page, rows) = try await test.database.read { tx in (try list.page(try tx.query(list.sql)), try tx.query(groups.sql)) }
      #expect(page.rows.map(\.id.raw) == [13, 14, 11])
      #expect(
        try groups.read(rows).groups == [
          .init(keys: [.null], numbers: [.integer(2)]), .init(keys: [.text("A")], numbers: [.integer(1)]),
        ])
    }
  }

  @Test func `a hidden field is as unknown as one that does not exist, on every way to it`() throws {
    let actor = Cast.user(Cast.takahashi, .all, hidden: ["account": ["rank", "parent_id"], "deal": ["account_id", "amount"]])
    let context = Cast.context(.sqlite, actor)
    let open = Cast.context(.sqlite)
    let attempts: [(String, String, String)] = [
      ("account", #"{"field": "rank", "is": "eq", "value": "A"}"#, "unknown_field"),
      ("account", #"{"field": "rank", "is": "changed_within", "value": "30d"}"#, "unknown_field"),
      ("person", #"{"field": "account.rank", "is": "empty"}"#, "unknown_field"),
      ("person", #"{"field": "account.parent.name", "is": "empty"}"#, "unknown_field"),
      ("account", #"{"has": "deals"}"#, "unknown_relation"),
      ("account", #"{"has": "accounts"}"#, "unknown_relation"),
      ("person", #"{"has": "deals", "sum": {"field": "amount", "is": "gt", "value": 1}}"#, "unknown_field"),
      ("person", #"{"has": "deals", "where": {"field": "amount", "is": "gt", "value": 1}}"#, "unknown_field"),
    ]
    for (name, text, code) in attempts {
      let json = try JSON(parsing: text)
      let read = #expect(throws: Problems.self) { try Condition(json: json, on: name, in: context) }
      #expect(read?.all.map(\.code) == [code], "\(text)")
      // Stored by somebody who sees more, used by somebody who does not.
      let stored = try Condition(json: json, on: name, in: open)
      let object = try #require(Cast.schema.object(name))
      let used = #expect(throws: Problems.self) { try ConditionSQL(context).predicate(stored, on: object, alias: "r") }
      #expect(used?.all.map(\.code) == [code], "\(text)")
      // Nor may it be optimised away unseen.
      #expect(throws: Problems.self) { try ConditionSQL(context).predicate(.all([.never, stored]), on: object, alias: "r") }
    }
  }
}
