package import Kernel

/// Reads the parameters of a query and gathers everything that is wrong with them, unknown names included.
package struct ParameterReader {
  private let query: QueryString
  private var known: Set<String> = []
  private(set) package var problems: [Problem] = []

  package init(_ query: QueryString) { self.query = query }

  /// Ends the reading: throws when anything was wrong or a parameter is not known here.
  package mutating func finish() throws(Problems) {
    for item in query.items where !known.contains(item.name) {
      problems.append(
        Problem(
          field: item.name, "unknown_parameter", ja: "パラメーター「\(item.name)」はここでは使えません。名前を確かめてください。",
          en: "The parameter “\(item.name)” is not known here. Check its name."))
    }
    try Problems.check(problems)
  }

  package mutating func text(_ name: String) -> String? {
    known.insert(name)
    let values = query.items.filter { $0.name == name }.map(\.value)
    if values.count > 1 {
      refuse(name, "repeated", ja: "「\(name)」は 1 回だけ指定してください。", en: "Give “\(name)” only once.")
    }
    return values.first
  }

  package mutating func requiredText(_ name: String) -> String {
    if let text = text(name), !text.isEmpty { return text }
    refuse(name, "required", ja: "「\(name)」を指定してください。", en: "Give “\(name)”.")
    return ""
  }

  /// Names separated by commas.
  package mutating func names(_ name: String) -> [String]? {
    text(name).map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  package mutating func integer(_ name: String, in range: ClosedRange<Int>, default standard: Int) -> Int {
    guard let text = text(name) else { return standard }
    if let number = Int(text), range.contains(number) { return number }
    refuse(
      name, "range", ja: "「\(name)」は \(range.lowerBound)〜\(range.upperBound) の整数にしてください。",
      en: "“\(name)” must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    return standard
  }

  package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, default standard: Choice)
    -> Choice
  {
    guard let text = text(name) else { return standard }
    if let choice = Choice(rawValue: text) { return choice }
    let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    refuse(name, "option", ja: "「\(name)」は \(all) のどれかにしてください。", en: "“\(name)” must be one of \(all).")
    return standard
  }

  /// `plan`, `plan=1`, `plan=true`; absent or `0` or `false`: no.
  package mutating func flag(_ name: String) -> Bool {
    switch text(name) {
    case nil, "0"?, "false"?: return false
    case ""?, "1"?, "true"?: return true
    default:
      refuse(name, "option", ja: "「\(name)」は true か false にしてください。", en: "“\(name)” must be true or false.")
      return false
    }
  }

  package mutating func json(_ name: String) -> JSON? {
    guard let text = text(name) else { return nil }
    do {
      return try JSON(parsing: text)
    } catch {
      var problem = error
      problem.field = name
      problems.append(problem)
      return nil
    }
  }

  package mutating func refuse(_ name: String, _ code: String, ja: String, en: String) {
    problems.append(Problem(field: name, code, ja: ja, en: en))
  }

  package mutating func add(_ more: [Problem]) { problems += more }
}
