import Kernel
import Metadata

extension ConditionParser {
  /// Reads `is` and `value`.
  mutating func comparison(_ json: JSON, at place: String, with subject: ConditionSubject) -> Comparison? {
    guard let name = json["is"]?.string else {
      return wrong(.expected(ja: "比較（例：eq）", en: "an operator, such as eq"), "\(place)/is")
    }
    guard let word = Operator(rawValue: name) else { return wrong(.unknownOperator(name), "\(place)/is") }
    guard subject.operators.contains(word) else {
      return wrong(.operatorNotAllowed(word, label: subject.label), "\(place)/is")
    }
    let place = "\(place)/value"
    if word == .empty || word == .notEmpty {
      if json["value"] != nil { return wrong(.unexpected("value"), place) }
      return Comparison(word, .none)
    }
    guard let value = json["value"] else { return wrong(.expected(ja: "値", en: "a value"), place) }
    return operand(word, value, at: place, subject).map { Comparison(word, $0) }
  }

  private mutating func operand(_ word: Operator, _ json: JSON, at place: String, _ subject: ConditionSubject) -> Operand? {
    switch word {
    case .empty, .notEmpty: .some(.none)
    case .within, .anniversaryWithin, .changedWithin: Period(json: json).map { .period($0) } ?? wrong(.badPeriod, place)
    case .in, .notIn: many(json, at: place, subject)
    case .between: range(json, at: place, subject)
    case .contains where subject.family != .choices, .startsWith: text(json, at: place)
    default: named(json, subject) ?? comparand(json, at: place, subject).map { .one($0) }
    }
  }

  /// `today`, `this_month`, … compared as a whole: `lt` is before it begins, `gt` after it ends, `eq` within it.
  private func named(_ json: JSON, _ subject: ConditionSubject) -> Operand? {
    guard subject.family == .day || subject.family == .instant, let name = json.string else { return nil }
    return Period(name: name).map { .period($0) }
  }

  private mutating func many(_ json: JSON, at place: String, _ subject: ConditionSubject) -> Operand? {
    guard let items = json.array else { return wrong(.expected(ja: "値の配列", en: "an array of values"), place) }
    let values = items.enumerated().map { comparand($1, at: "\(place)/\($0)", subject) }
    return values.contains(nil) ? nil : .many(values.compactMap { $0 })
  }

  /// `[from, to]` or `{"from": …, "to": …}`; either end may be missing or null, not both.
  private mutating func range(_ json: JSON, at place: String, _ subject: ConditionSubject) -> Operand? {
    var ends = (from: JSON.null, to: JSON.null)
    switch json {
    case .array(let items) where items.count == 2: ends = (items[0], items[1])
    case .object(let members):
      only(["from", "to"], members.map(\.name), place)
      ends = (json["from"] ?? .null, json["to"] ?? .null)
    default: break
    }
    guard !(ends.from.isNull && ends.to.isNull) else {
      return wrong(.expected(ja: "下限と上限（例：[1, 5]）", en: "the two ends, such as [1, 5]"), place)
    }
    let before = problems.count
    let from = ends.from.isNull ? nil : comparand(ends.from, at: "\(place)/from", subject)
    let to = ends.to.isNull ? nil : comparand(ends.to, at: "\(place)/to", subject)
    return problems.count == before ? .range(from: from, to: to) : nil
  }

  private mutating func text(_ json: JSON, at place: String) -> Operand? {
    guard let text = json.string, !text.isEmpty, text.utf8.count <= 4000 else {
      return wrong(.expected(ja: "1 文字以上の文字列", en: "a string of one or more characters"), place)
    }
    return .one(.value(.text(text)))
  }

  private mutating func comparand(_ json: JSON, at place: String, _ subject: ConditionSubject) -> Comparand? {
    if subject.isUser, json == "me" { return .me }
    if subject.isUser, json == "my_team" { return .myTeam }
    guard case .field(let type) = subject.kind else { return payloadValue(json, at: place) }
    // A day stands for the whole of it where instants are compared.
    if type.family == .instant, let day = json.string.flatMap({ Day($0) }) { return .value(.day(day)) }
    let parsed = type.decode(type.family == .choices ? .array([json]) : json, in: parsing)
    if let problem = parsed.problem { return wrong(problem, place) }
    switch parsed.value {
    case .null:
      return wrong(.expected(ja: "空でない値（空かどうかは empty）", en: "a value (empty asks whether there is none)"), place)
    case .list(let words): return .value(.text(words.first ?? ""))
    case let value: return .value(value)
    }
  }

  private mutating func payloadValue(_ json: JSON, at place: String) -> Comparand? {
    switch json {
    case .string(let text) where !text.isEmpty: .value(.text(text))
    case .integer(let number): .value(.integer(number))
    case .boolean(let flag): .value(.boolean(flag))
    default: wrong(.expected(ja: "文字列、整数、true か false", en: "a string, a whole number, true or false"), place)
    }
  }
}
