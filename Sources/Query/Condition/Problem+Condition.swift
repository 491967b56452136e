import Kernel
import Metadata

/// What can be wrong with a condition, a sort or an aggregate.
extension Problem {
  static func unknownField(_ path: [String], on object: ObjectDefinition) -> Problem {
    let name = path.joined(separator: ".")
    return Problem(
      "unknown_field", ja: "「\(name)」という項目は\(object.label.ja)にありません。項目名を確認してください。",
      en: "\(object.label.en) has no field “\(name)”. Check the name.")
  }

  static func pathTooLong(_ path: [String]) -> Problem {
    Problem(
      "path", ja: "項目の指定「\(path.joined(separator: "."))」をたどれません。参照は \(FieldPath.maximumSteps) 段までです。",
      en: "“\(path.joined(separator: "."))” cannot be followed: at most \(FieldPath.maximumSteps) lookups.")
  }

  static func notStored(_ field: FieldDefinition) -> Problem {
    Problem(
      "not_filterable", ja: "「\(field.label.ja)」は条件や並べ替えに使えません。", en: "“\(field.label.en)” cannot be filtered or sorted by.")
  }

  static func unknownOperator(_ name: String) -> Problem {
    Problem(
      "unknown_operator", ja: "「\(name)」という比較はありません。", en: "There is no operator “\(name)”.")
  }

  static func operatorNotAllowed(_ name: Operator, label: Label) -> Problem {
    Problem(
      "operator", ja: "「\(label.ja)」に「\(name.rawValue)」の比較は使えません。",
      en: "“\(label.en)” cannot be compared with “\(name.rawValue)”.")
  }

  static func unknownRelation(_ name: String, on object: ObjectDefinition) -> Problem {
    Problem(
      "unknown_relation", ja: "「\(name)」という関連は\(object.label.ja)にありません。",
      en: "\(object.label.en) has no related records “\(name)”.")
  }

  static func unknownObject(_ name: String) -> Problem {
    Problem("unknown_object", ja: "「\(name)」というオブジェクトはありません。", en: "There is no object “\(name)”.")
  }

  static func unknownCondition(_ name: String) -> Problem {
    Problem("unknown_condition", ja: "「\(name)」という条件はありません。", en: "There is no condition “\(name)”.")
  }

  static func unexpected(_ member: String) -> Problem {
    Problem("unknown_member", ja: "「\(member)」はここでは使えません。取り除いてください。", en: "“\(member)” does not belong here. Remove it.")
  }

  static func expected(ja: String, en: String) -> Problem {
    Problem("type", ja: "\(ja)を指定してください。", en: "Give \(en).")
  }

  static let badPeriod = Problem(
    "period", ja: "期間を読めません。this_month、past_30_days、30d、{\"from\": \"2026-04-01\", \"to\": \"2026-09-30\"} のように指定してください。",
    en: "This is no period. Give one like this_month, past_30_days, 30d, {\"from\": \"2026-04-01\", \"to\": \"2026-09-30\"}.")

  static func wrongValue(label: Label) -> Problem {
    Problem(
      "type", ja: "「\(label.ja)」と比べる値の種類が違います。", en: "“\(label.en)” cannot be compared with a value of this kind.")
  }

  static let tooDeep = Problem(
    "too_deep", ja: "条件の入れ子が深すぎます（\(ConditionParser.maximumDepth) 段まで）。",
    en: "The condition is nested too deeply (\(ConditionParser.maximumDepth) levels at most).")

  static let tooLarge = Problem(
    "too_large", ja: "条件が大きすぎます（値を含めて \(ConditionParser.maximumNodes) 個まで）。",
    en: "The condition is too large (\(ConditionParser.maximumNodes) parts at most, values included).")

  func at(_ place: String) -> Problem {
    var copy = self
    copy.field = place
    return copy
  }
}
