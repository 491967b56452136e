import Database
import Kernel
import Metadata

/// What a fuzzer calls: reads the bytes as a condition and takes it through every stage that needs no database. Never
/// traps, whatever the bytes are.
///
/// - Returns: whether the bytes were a condition.
@discardableResult
package func fuzzCondition(_ bytes: [UInt8]) -> Bool {
  let schema = FuzzSchema.schema
  let moment = Moment(now: Instant(milliseconds: 1_795_000_000_000))
  guard let json = try? JSON(parsing: bytes), let object = schema.object("account"),
    let condition = try? Condition(json: json, on: "account", in: schema, parsing: ParseContext(moment: moment))
  else { return false }
  _ = condition.json.text
  _ = ConditionSentence.sentence(condition, on: object, in: schema, ParseContext(moment: moment))
  for dialect in [Dialect.sqlite, .postgres] {
    let context = QueryContext(
      schema: schema, moment: moment, dialect: dialect, actor: .system("fuzzing"), access: { _, _ in nil })
    _ = try? ConditionSQL(context).predicate(condition, on: object, alias: "r")
  }
  return true
}

/// A small schema with a field of every family.
private enum FuzzSchema {
  static let schema = Schema(version: 1, objects: [account, deal])

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
