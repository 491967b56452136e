import Database
import Kernel
import Metadata
import Query
import TestSupport

/// The companies and people that conditions are tried on, on Sunday 22 November 2026 in Tokyo.
enum Cast {
  static let moment = Moment(now: Instant(milliseconds: 1_795_316_400_000))  // 2026-11-22 12:00 +09:00
  static let parsing = ParseContext(moment: moment)

  static let takahashi = ID<UserTag>(201)
  static let suzuki = ID<UserTag>(202)

  static let account = ObjectDefinition(
    "account", Label("取引先", "Account"), collection: "accounts", title: ["name"],
    fields: [
      FieldDefinition("name", Label("取引先名", "Name"), TextType()),
      FieldDefinition("rank", Label("ランク", "Rank"), options("A", "B", "C")),
      FieldDefinition("industry", Label("業界", "Industry"), options("製造", "卸売", "小売")),
      FieldDefinition("tags", Label("タグ", "Tags"), MultiPicklistType.tags),
      FieldDefinition("employees", Label("従業員数", "Employees"), IntegerType(), traits: [.indexed]),
      FieldDefinition("rate", Label("掛率", "Rate"), DecimalType(scale: 2)),
      FieldDefinition("is_customer", Label("得意先", "Customer"), BooleanType()),
      FieldDefinition("founded_on", Label("設立日", "Founded"), DayType(), traits: [.indexed]),
      FieldDefinition("parent_id", Label("親会社", "Parent"), LookupType(target: "account")),
    ])

  static let person = ObjectDefinition(
    "person", Label("人", "Person"), collection: "persons",
    recordTypes: [
      RecordType("lead", Label("見込み客", "Lead"), collection: "leads"),
      RecordType("contact", Label("連絡先", "Contact"), collection: "contacts"),
    ], title: ["last_name", "first_name"],
    fields: [
      FieldDefinition("last_name", Label("姓", "Last name"), TextType()),
      FieldDefinition("first_name", Label("名", "First name"), TextType()),
      FieldDefinition("email", Label("メール", "E-mail"), EmailType()),
      FieldDefinition("birthday", Label("誕生日", "Birthday"), DayType()),
      FieldDefinition("account_id", Label("取引先", "Account"), LookupType(target: "account")),
    ])

  static let deal = ObjectDefinition(
    "deal", Label("商談", "Deal"), collection: "deals", title: ["name"],
    fields: [
      FieldDefinition("name", Label("商談名", "Name"), TextType()),
      FieldDefinition("amount", Label("金額", "Amount"), YenType()),
      FieldDefinition("stage", Label("ステージ", "Stage"), options("open", "won", "lost")),
      FieldDefinition("closes_on", Label("受注予定日", "Closes"), DayType()),
      FieldDefinition("account_id", Label("取引先", "Account"), LookupType(target: "account")),
      FieldDefinition("primary_person_id", Label("担当の人", "Person"), LookupType(target: "person")),
    ])

  static let user: ObjectDefinition = {
    var object = ObjectDefinition(
      "user", Label("ユーザー", "User"), collection: "users", table: "app_user", title: ["name"],
      fields: [
        FieldDefinition("name", Label("氏名", "Name"), TextType()),
        FieldDefinition("team_id", Label("チーム", "Team"), IdentifierType()),
      ])
    object.visibility = .configuration(permission: "users")
    return object
  }()

  static let schema = Schema(version: 1, objects: [account, person, deal, user])

  private static func options(_ words: String...) -> PicklistType {
    PicklistType(options: words.map { PicklistOption($0, Label($0, $0)) })
  }

  // MARK: Records

  static let yamada = RecordID(1), sato = RecordID(2), tanaka = RecordID(3), suzukiKogyo = RecordID(4)

  private static let rows: [(ObjectDefinition, Int64, [String: Value])] = [
    (user, 201, ["name": .text("高橋 営業"), "team_id": .reference(RecordID(301))]),
    (user, 202, ["name": .text("鈴木 営業"), "team_id": .reference(RecordID(302))]),
    (
      account, 1,
      [
        "name": .text("山田製作所"), "rank": .text("A"), "industry": .text("製造"), "tags": .list(["重要", "展示会"]),
        "employees": .integer(120),
        "rate": .decimal(FixedDecimal(units: 150, scale: 2)), "is_customer": .boolean(true),
        "founded_on": .day(day("1985-04-01")),
        "owner_id": .reference(takahashi.as(AnyRecord.self)), "created_at": .instant(instant("2026-04-01T00:00:00+09:00")),
      ]
    ),
    (
      account, 2,
      [
        "name": .text("佐藤商事"), "rank": .text("B"), "industry": .text("卸売"), "tags": .list(["重要"]), "employees": .integer(30),
        "rate": .decimal(FixedDecimal(units: 75, scale: 2)), "is_customer": .boolean(false),
        "founded_on": .day(day("2026-11-30")),
        "owner_id": .reference(suzuki.as(AnyRecord.self)), "created_at": .instant(instant("2026-11-21T23:59:59+09:00")),
      ]
    ),
    (account, 3, ["name": .text("Tanaka 100%_Trading"), "created_at": .instant(instant("2026-11-22T00:00:00+09:00"))]),
    (
      account, 4,
      [
        "name": .text("鈴木工業"), "rank": .text("A"), "industry": .text("小売"), "tags": .list(["重要客"]), "employees": .integer(120),
        "founded_on": .day(day("2026-12-01")), "parent_id": .reference(yamada), "owner_id": .reference(suzuki.as(AnyRecord.self)),
        "created_at": .instant(instant("2026-11-23T00:00:00+09:00")),
      ]
    ),
    (account, 5, ["name": .text("旧山田製作所"), "rank": .text("C"), "deleted": .boolean(true)]),
    (
      person, 11,
      [
        "record_type": .text("contact"), "last_name": .text("高橋"), "first_name": .text("一郎"),
        "email": .text("Takahashi@yamada.example.jp"),
        "birthday": .day(day("1980-11-25")), "account_id": .reference(yamada),
        "owner_id": .reference(takahashi.as(AnyRecord.self)),
      ]
    ),
    (
      person, 12,
      [
        "record_type": .text("contact"), "last_name": .text("佐藤"), "first_name": .text("花子"), "birthday": .day(day("1992-02-29")),
        "account_id": .reference(sato), "owner_id": .reference(suzuki.as(AnyRecord.self)),
      ]
    ),
    (
      person, 13,
      [
        "record_type": .text("lead"), "last_name": .text("田中"), "first_name": .text("次郎"), "account_id": .reference(RecordID(5)),
        "owner_id": .reference(takahashi.as(AnyRecord.self)),
      ]
    ),
    (
      person, 14,
      [
        "record_type": .text("lead"), "last_name": .text("鈴木"), "first_name": .text("三郎"), "birthday": .day(day("1975-12-30")),
        "account_id": .reference(suzukiKogyo), "owner_id": .reference(takahashi.as(AnyRecord.self)),
      ]
    ),
    (
      deal, 21,
      [
        "name": .text("プレス機"), "amount": .integer(1_000_000), "stage": .text("open"), "closes_on": .day(day("2026-11-20")),
        "account_id": .reference(yamada), "primary_person_id": .reference(RecordID(11)),
        "owner_id": .reference(takahashi.as(AnyRecord.self)),
        "created_at": .instant(instant("2026-10-01T09:00:00+09:00")),
      ]
    ),
    (
      deal, 22,
      [
        "name": .text("旋盤"), "amount": .integer(500_000), "stage": .text("won"), "closes_on": .day(day("2026-12-15")),
        "account_id": .reference(yamada), "primary_person_id": .reference(RecordID(11)),
        "owner_id": .reference(suzuki.as(AnyRecord.self)),
        "created_at": .instant(instant("2026-11-01T09:00:00+09:00")),
      ]
    ),
    (
      deal, 23,
      [
        "name": .text("保守"), "stage": .text("open"), "account_id": .reference(sato),
        "owner_id": .reference(suzuki.as(AnyRecord.self)),
      ]
    ),
    (
      deal, 24,
      ["name": .text("消した商談"), "amount": .integer(9_000_000), "account_id": .reference(tanaka), "deleted": .boolean(true)]
    ),
  ]

  private struct Happening {
    let id: Int64, at: String, kind: String, person: Int64?, account: Int64?, object: String, record: Int64, payload: JSON
  }

  private static let happenings: [Happening] = [
    .init(
      id: 901, at: "2026-11-20T10:00:00+09:00", kind: "mail.clicked", person: 11, account: nil, object: "person", record: 11,
      payload: ["mailing_id": "M1", "link": 1, "first": true]),
    .init(
      id: 902, at: "2026-11-21T10:00:00+09:00", kind: "mail.clicked", person: 11, account: nil, object: "person", record: 11,
      payload: ["mailing_id": "M2", "link": 12, "first": false]),
    .init(
      id: 903, at: "2026-09-01T10:00:00+09:00", kind: "mail.clicked", person: 12, account: nil, object: "person", record: 12,
      payload: ["mailing_id": "M1", "link": "none"]),
    .init(
      id: 904, at: "2026-11-21T11:00:00+09:00", kind: "deal.won", person: 11, account: 1, object: "deal", record: 22,
      payload: ["amount": 500_000]),
  ]

  /// Tables and rows of the cast, and the two system tables that conditions read.
  static let migration = Migration("0001-cast") { dialect in
    let (integer, text, instant) = (dialect.type(.integer), dialect.type(.text), dialect.type(.instant))
    let tables = [account, person, deal, user].map { table($0, dialect) }
    let system: [SQL] = [
      """
      CREATE TABLE event (id \(integer) PRIMARY KEY, at \(instant) NOT NULL, kind \(text) NOT NULL, person_id \(integer),
        account_id \(integer), object \(text) NOT NULL, record_id \(integer) NOT NULL, actor_id \(integer), source \(text) NOT NULL,
        operation_id \(integer), payload \(text) NOT NULL)
      """,
      "CREATE TABLE change (id \(integer) PRIMARY KEY, object \(text), record_id \(integer), at \(instant), fields \(text) NOT NULL)",
      "INSERT INTO change VALUES (1, 'account', 1, \(Cast.instant("2026-11-20T00:00:00Z")), '|rank|employees|')",
      "INSERT INTO change VALUES (2, 'account', 2, \(Cast.instant("2026-01-20T00:00:00Z")), '|rank|')",
      "INSERT INTO change VALUES (3, 'account', 4, \(Cast.instant("2026-11-20T00:00:00Z")), '|old_rank|')",
    ]
    let events = happenings.map { event -> SQL in
      """
      INSERT INTO event (id, at, kind, person_id, account_id, object, record_id, actor_id, source, payload) VALUES (\(event.id),
        \(Cast.instant(event.at)), \(event.kind), \(event.person), \(event.account), \(event.object), \(event.record), \(takahashi),
        'web', \(event.payload.text))
      """
    }
    return tables + system + events + rows.map { insert($0, $1, $2) }
  }

  static func table(_ object: ObjectDefinition, _ dialect: Dialect) -> SQL {
    let columns = object.fields.compactMap { field -> SQL? in
      guard let column = Identifier(field.name), let kind = field.type.column else { return nil }
      return field.name == "id" ? "id \(dialect.type(kind)) PRIMARY KEY" : "\(column) \(dialect.type(kind))"
    }
    return "CREATE TABLE \(identifier(object.table)) (\(columns.joined(", ")), deleted_at \(dialect.type(.instant)))"
  }

  static func insert(_ object: ObjectDefinition, _ id: Int64, _ values: [String: Value]) -> SQL {
    let now: SQLValue = .instant(instant("2026-11-01T00:00:00Z"))
    var cells: [String: SQLValue] = [
      "id": .integer(id), "version": .integer(1), "created_at": now, "updated_at": now,
      "deleted_at": values["deleted"] == nil ? .null : now,
    ]
    for (name, value) in values where name != "deleted" { cells[name] = object.field(name)?.sqlValue(value) }
    let names = cells.keys.sorted()
    return """
      INSERT INTO \(identifier(object.table)) (\(names.map(identifier)))
      VALUES (\(list: names.map { cells[$0] ?? .null }))
      """
  }

  static func identifier(_ name: String) -> Identifier { Identifier(name) ?? "unknown" }
  static func day(_ text: String) -> Day { Day(text) ?? Day(number: 0) }
  static func instant(_ text: String) -> Instant { Instant(text) ?? Instant(milliseconds: 0) }
}

// MARK: Who asks

extension Cast {
  static func context(
    _ dialect: Dialect, _ actor: Actor = .system("tests"), _ contributions: Contributions = .none
  ) -> QueryContext {
    QueryContext(schema: schema, moment: moment, dialect: dialect, actor: actor, contributions: contributions) { object, alias in
      if actor.rights.isEverything || object.name == "user" { return nil }
      switch actor.rights.scope(.read, on: object.name) {
      case .all: return nil
      case .none: return .false_
      case .own, .team: return "\(SQL.column(alias, "owner_id")) = \(actor.userID)"
      }
    }
  }

  static func user(
    _ id: ID<UserTag>, _ scope: Scope, hidden: [String: [String]] = [:], teams: [Int64] = []
  ) -> Actor {
    let fields = hidden.mapValues { Dictionary($0.map { ($0, FieldAccess.hidden) }, uniquingKeysWith: { $1 }) }
    return Actor(kind: .user(id), name: "高橋", rights: Rights(scopes: [nil: [.read: scope]], fields: fields, teams: teams))
  }
}
