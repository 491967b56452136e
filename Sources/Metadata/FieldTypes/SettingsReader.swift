import Kernel

/// Reads the settings of a field type from metadata JSON and gathers everything that is wrong with them.
struct SettingsReader {
  private let json: JSON
  private(set) var problems: [Problem] = []

  init(_ json: JSON, knows names: [String]) {
    self.json = json
    switch json {
    case .null: break
    case .object(let members):
      for member in members where !names.contains(member.name) {
        refuse(
          member.name, "unknown_setting", ja: "設定「\(member.name)」はありません。名前を確かめてください。",
          en: "There is no setting “\(member.name)”. Check its name.")
      }
    default:
      problems.append(
        Problem(field: "settings", "type", ja: "設定は JSON のオブジェクトで指定してください。", en: "Give the settings as a JSON object."))
    }
  }

  /// Ends the reading: throws when anything was wrong.
  func check() throws(Problems) { try Problems.check(problems) }

  subscript(_ name: String) -> JSON? {
    guard let value = json[name], !value.isNull else { return nil }
    return value
  }

  mutating func refuse(_ name: String, _ code: String, ja: String, en: String) {
    problems.append(Problem(field: "settings.\(name)", code, ja: ja, en: en))
  }

  mutating func add(_ more: [Problem]) { problems += more }

  mutating func integer(_ name: String, default standard: Int, in range: ClosedRange<Int>) -> Int {
    guard let value = self[name] else { return standard }
    if let number = value.integer, let number = Int(exactly: number), range.contains(number) { return number }
    refuse(
      name, "range", ja: "「\(name)」は \(range.lowerBound)〜\(range.upperBound) の整数にしてください。",
      en: "“\(name)” must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    return standard
  }

  mutating func optionalInteger(_ name: String) -> Int64? {
    guard let value = self[name] else { return nil }
    if let number = value.integer { return number }
    refuse(name, "type", ja: "「\(name)」は整数にしてください。", en: "“\(name)” must be a whole number.")
    return nil
  }

  mutating func boolean(_ name: String, default standard: Bool) -> Bool {
    guard let value = self[name] else { return standard }
    if let flag = value.boolean { return flag }
    refuse(name, "type", ja: "「\(name)」は true か false にしてください。", en: "“\(name)” must be true or false.")
    return standard
  }

  mutating func text(_ name: String) -> String {
    if let text = optionalText(name) { return text }
    if self[name] == nil {
      refuse(name, "required", ja: "設定「\(name)」を指定してください。", en: "Give the setting “\(name)”.")
    }
    return ""
  }

  mutating func optionalText(_ name: String) -> String? {
    guard let value = self[name] else { return nil }
    if let text = value.string, !text.isEmpty { return text }
    refuse(name, "type", ja: "「\(name)」は空でない文字列にしてください。", en: "“\(name)” must be a string that is not empty.")
    return nil
  }
}
