import Kernel
import Metadata

/// The objects and the moment these tests play with: 株式会社山田製作所 sells machines on 22 November 2026.
enum Cast {
  static let moment = Moment(now: Instant(milliseconds: 1_795_305_600_000))  // 2026-11-22 09:00 in Japan
  static let ja = ParseContext(language: .ja, moment: moment)
  static let en = ParseContext(language: .en, moment: moment)

  static func day(_ text: String) -> Value { Day(text).map { .day($0) } ?? .null }
  static func instant(_ text: String) -> Value { Instant(text).map { .instant($0) } ?? .null }
  static func decimal(_ text: String, _ scale: Int) -> Value { FixedDecimal(text, scale: scale).map { .decimal($0) } ?? .null }

  static let sectors = PicklistType(options: [
    PicklistOption("manufacturing", Label("製造", "Manufacturing"), colour: "blue"),
    PicklistOption("wholesale", Label("卸売", "Wholesale")),
    PicklistOption("retail", Label("小売", "Retail"), isRetired: true),
  ])

  static func field(_ name: String, _ ja: String, _ type: any FieldType, _ traits: FieldTrait...) -> FieldDefinition {
    FieldDefinition(name, Label(ja, name), type, traits: traits)
  }

  static let account = ObjectDefinition(
    "account", Label("取引先", "Account"), collection: "accounts", title: ["name"],
    fields: [
      field("name", "取引先名", TextType(), .required, .searchable), field("rank", "ランク", sectors),
      field("note", "備考", LongTextType()), field("closed", "取引終了", BooleanType()),
    ] + Composite.address(name: "address", label: Label("住所", "Address"), prefix: ""))

  static let deal = ObjectDefinition(
    "deal", Label("商談", "Deal"), collection: "deals", title: ["name"],
    listViews: [ListView("all", Label("すべて", "All"), columns: ["name", "amount"])],
    fields: [
      field("name", "商談名", TextType(), .required), field("account_id", "取引先", LookupType(target: "account")),
      field("amount", "金額", YenType()), field("probability", "確度", PercentType()),
      field("unit_price", "単価", DecimalType(scale: 3)),
      field("quantity", "数量", IntegerType()), field("closes_on", "受注予定日", DayType()), field("won_at", "受注日時", InstantType()),
      field("sector", "業界", sectors), field("tags", "タグ", MultiPicklistType.tags), field("urgent", "至急", BooleanType()),
      field("next_action", "次の行動", TextType()),
    ])

  static let person = ObjectDefinition(
    "person", Label("人", "Person"), collection: "persons",
    recordTypes: [
      RecordType("lead", Label("見込み客", "Lead"), collection: "leads", required: ["company_name"]),
      RecordType("contact", Label("連絡先", "Contact"), collection: "contacts"),
    ], title: ["last_name", "first_name"],
    fields: [
      field("last_name", "姓", TextType()), field("first_name", "名", TextType()), field("company_name", "会社名", TextType()),
      field("lead_status", "ステータス", sectors, .only(["lead"])), field("account_id", "取引先", LookupType(target: "account")),
    ])

  static let user = ObjectDefinition(
    "user", Label("ユーザー", "User"), collection: "users", table: "app_user", title: ["name"],
    fields: [field("name", "氏名", TextType())])

  static let schema = Schema(version: 1, objects: [account, deal, person, user])
}
