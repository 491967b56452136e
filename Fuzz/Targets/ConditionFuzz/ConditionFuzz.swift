import Database
import Fuzzing
import Kernel
import Metadata
import Query

/// JSON that may be no condition: taken through everything a condition meets before a database does.
@main
enum ConditionFuzz {
  static func main() {
    fuzz { input in
      let json = try JSON(parsing: Array(input))
      hold((try? JSON(parsing: json.bytes)) == json, "JSON reads back as it was written")

      let condition = try read(json)
      hold((try? read(condition.json)) == condition, "a condition reads back as it was written")
      let optimised = condition.optimised
      hold(optimised.optimised == optimised, "there is nothing left to optimise")

      _ = ConditionSentence.sentence(condition, on: account, in: schema, ParseContext(moment: moment))
      for dialect in [Dialect.sqlite, .postgres] {
        let context = QueryContext(
          schema: schema, moment: moment, dialect: dialect, actor: .system("fuzzing"), access: { _, _ in nil })
        _ = try ConditionSQL(context).predicate(optimised, on: account, alias: "account")
      }
    }
  }

  private static func read(_ json: JSON) throws -> Condition {
    try Condition(json: json, on: "account", in: schema, parsing: ParseContext(moment: moment))
  }

  private static let moment = Moment(now: Instant(milliseconds: 1_795_000_000_000))
  private static let schema = Schema(version: 1, objects: [account, deal])

  /// A field of each kind that conditions tell apart, and relations up and down.
  private static let account = ObjectDefinition(
    "account", Label("取引先", "Account"), collection: "accounts", title: ["name"],
    fields: [
      FieldDefinition("name", Label("名前", "Name"), TextType()),
      FieldDefinition("rank", Label("ランク", "Rank"), PicklistType(options: [PicklistOption("A", Label("A", "A"))])),
      FieldDefinition("tags", Label("タグ", "Tags"), MultiPicklistType.tags),
      FieldDefinition("employees", Label("従業員数", "Employees"), IntegerType()),
      FieldDefinition("rate", Label("率", "Rate"), DecimalType(scale: 2)),
      FieldDefinition("is_customer", Label("得意先", "Customer"), BooleanType()),
      FieldDefinition("founded_on", Label("設立日", "Founded"), DayType()),
      FieldDefinition("parent_id", Label("親会社", "Parent"), LookupType(target: "account")),
    ])

  private static let deal = ObjectDefinition(
    "deal", Label("商談", "Deal"), collection: "deals", title: ["name"],
    fields: [
      FieldDefinition("name", Label("名前", "Name"), TextType()),
      FieldDefinition("amount", Label("金額", "Amount"), YenType()),
      FieldDefinition("account_id", Label("取引先", "Account"), LookupType(target: "account")),
    ])
}
