import Kernel
import Metadata

extension SentenceWriter {
  /// 「金額が 100,000円以上」, "amount is at least ¥100,000".
  func comparison(_ subject: String, _ field: FieldDefinition?, _ comparison: Comparison) -> Phrase {
    let value = shown(comparison.operand, field)
    return language == .ja
      ? japanese(subject, comparison.operator, value, isPeriod: comparison.operand.isPeriod)
      : .english("\(subject) \(english(comparison.operator, value, isPeriod: comparison.operand.isPeriod))")
  }

  private func japanese(_ subject: String, _ word: Operator, _ value: String, isPeriod: Bool) -> Phrase {
    func told(_ particle: String, _ rest: String) -> String { (subject + particle).followed(by: value).followed(by: rest) }
    return switch word {
    case .eq, .in, .within, .between: .noun(told("が", ""))
    case .ne, .notIn: .noun(told("が", "以外"))
    case .lt: .noun(told("が", isPeriod ? "より前" : "未満"))
    case .lte: .noun(told("が", isPeriod ? "まで" : "以下"))
    case .gt: .noun(told("が", isPeriod ? "より後" : "を超える値"))
    case .gte: .noun(told("が", isPeriod ? "以降" : "以上"))
    case .contains: Phrase(told("に", "を含む"), joint: told("に", "を含み"))
    case .startsWith: Phrase(told("が", "で始まる"), joint: told("が", "で始まり"))
    case .empty: .noun("\(subject)が未入力")
    case .notEmpty: .noun("\(subject)が入力済み")
    case .anniversaryWithin: .noun(told("の月日が", ""))
    case .changedWithin: Phrase(told("が", "に変更された"), joint: told("が", "に変更され"))
    }
  }

  private func english(_ word: Operator, _ value: String, isPeriod: Bool) -> String {
    switch word {
    case .eq: "is \(value)"
    case .in: "is \(value)"
    case .ne, .notIn: "is not \(value)"
    case .within: "is in \(value)"
    case .between: "is between \(value)"
    case .lt: isPeriod ? "is before \(value)" : "is less than \(value)"
    case .lte: isPeriod ? "is not after \(value)" : "is at most \(value)"
    case .gt: isPeriod ? "is after \(value)" : "is more than \(value)"
    case .gte: isPeriod ? "is not before \(value)" : "is at least \(value)"
    case .contains: "contains \(value)"
    case .startsWith: "starts with \(value)"
    case .empty: "is empty"
    case .notEmpty: "is not empty"
    case .anniversaryWithin: "has its anniversary in \(value)"
    case .changedWithin: "changed in \(value)"
    }
  }

  func shown(_ operand: Operand, _ field: FieldDefinition?) -> String {
    let ja = language == .ja
    switch operand {
    case .none: return ""
    case .one(let value): return shown(value, field)
    case .many(let values):
      return values.isEmpty
        ? (ja ? "どれでもない値" : "nothing") : values.map { shown($0, field) }.joined(separator: ja ? "または" : " or ")
    case .range(let from, let to):
      let (from, to) = (from.map { shown($0, field) } ?? "", to.map { shown($0, field) } ?? "")
      return ja ? "\(from)〜\(to)" : "\(from) and \(to)"
    case .period(let period): return shown(period)
    }
  }

  private func shown(_ comparand: Comparand, _ field: FieldDefinition?) -> String {
    switch comparand {
    case .me: language == .ja ? "自分" : "me"
    case .myTeam: language == .ja ? "自分のチーム" : "my team"
    case .value(let value): shown(value, field)
    }
  }

  /// As the field shows it; records by name where the caller knows it.
  func shown(_ value: Value, _ field: FieldDefinition?) -> String {
    switch value {
    case .null: return language == .ja ? "未入力" : "empty"
    case .reference(let id):
      let target = (field?.type as? any ReferenceType)?.target
      return target.flatMap { names($0, id) } ?? id.text
    case .day where field?.type.family == .instant: return DayType().shown(value, in: parsing)
    case .text(let text) where field?.type.family == .choices: return field?.type.shown(.list([text]), in: parsing) ?? text
    case .text(let text) where field?.type.family != .choice: return language == .ja ? "「\(text)」" : "“\(text)”"
    default: return field?.type.shown(value, in: parsing) ?? value.plainText
    }
  }

  func shown(_ period: Period) -> String {
    let ja = language == .ja
    switch period {
    case .yesterday: return ja ? "昨日" : "yesterday"
    case .today: return ja ? "今日" : "today"
    case .tomorrow: return ja ? "明日" : "tomorrow"
    case .last(let unit): return ja ? unit.words.last : "last \(unit.english)"
    case .this(let unit): return ja ? unit.words.this : "this \(unit.english)"
    case .next(let unit): return ja ? unit.words.next : "next \(unit.english)"
    case .pastDays(let count): return ja ? "過去\(count)日以内" : "the past \(count == 1 ? "day" : count.counted("days"))"
    case .nextDays(let count): return ja ? "今後\(count)日以内" : "the next \(count == 1 ? "day" : count.counted("days"))"
    case .days(let from, let to):
      let (from, to) = (from.map { shown(.day($0), nil) } ?? "", to.map { shown(.day($0), nil) } ?? "")
      return ja ? "\(from.replacing("-", with: "/"))〜\(to.replacing("-", with: "/"))" : "\(from) to \(to)"
    }
  }
}

extension Operand {
  /// Compared with time: earlier and later instead of less and more.
  fileprivate var isPeriod: Bool {
    switch self {
    case .period, .one(.value(.day)), .one(.value(.instant)): true
    default: false
    }
  }
}

extension Period.Unit {
  fileprivate var words: (last: String, this: String, next: String) {
    switch self {
    case .week: ("先週", "今週", "来週")
    case .month: ("先月", "今月", "来月")
    case .quarter: ("前四半期", "今四半期", "次の四半期")
    case .year: ("昨年", "今年", "来年")
    case .fiscalQuarter: ("前の会計四半期", "今の会計四半期", "次の会計四半期")
    case .fiscalHalf: ("前の半期", "今の半期", "次の半期")
    case .fiscalYear: ("前年度", "今年度", "来年度")
    }
  }

  fileprivate var english: String { rawValue.replacing("_", with: " ") }
}
