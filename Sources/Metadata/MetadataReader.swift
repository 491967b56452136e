import Kernel

/// Reads metadata JSON and gathers everything that is wrong with it, each with its path: `fields[3].label`.
struct MetadataReader {
  let json: JSON
  let path: String
  private(set) var problems: [Problem] = []

  init(_ json: JSON, at path: String = "", knows names: [String]) {
    self.json = json
    self.path = path
    guard case .object(let members) = json else {
      problems.append(
        Problem(field: path.isEmpty ? nil : path, "type", ja: "JSON のオブジェクトで指定してください。", en: "Give a JSON object."))
      return
    }
    for member in members where !names.contains(member.name) {
      refuse(
        member.name, "unknown_member", ja: "「\(member.name)」はありません。名前を確かめてください。",
        en: "There is no “\(member.name)”. Check its name.")
    }
  }

  func check() throws(Problems) { try Problems.check(problems) }

  subscript(_ name: String) -> JSON? {
    guard let value = json[name], !value.isNull else { return nil }
    return value
  }

  func path(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  mutating func refuse(_ name: String, _ code: String, ja: String, en: String) {
    guard json.members != nil else { return }  // what is no object lacks everything; that is said once
    problems.append(Problem(field: path(name), code, ja: ja, en: en))
  }

  /// Problems of a part, put below this path, or below one of its members.
  mutating func add(_ part: Problems, below name: String? = nil) {
    problems += part.all.map { problem in
      var problem = problem
      let place = [name, problem.field].compactMap { $0 }.joined(separator: ".")
      problem.field = path(place)
      return problem
    }
  }

  mutating func text(_ name: String) -> String {
    if let text = optionalText(name) { return text }
    if self[name] == nil { refuse(name, "required", ja: "「\(name)」を指定してください。", en: "Give “\(name)”.") }
    return ""
  }

  mutating func optionalText(_ name: String) -> String? {
    guard let value = self[name] else { return nil }
    if let text = value.string, !text.isEmpty { return text }
    refuse(name, "type", ja: "「\(name)」は空でない文字列にしてください。", en: "“\(name)” must be a string that is not empty.")
    return nil
  }

  mutating func boolean(_ name: String) -> Bool {
    guard let value = self[name] else { return false }
    if let flag = value.boolean { return flag }
    refuse(name, "type", ja: "「\(name)」は true か false にしてください。", en: "“\(name)” must be true or false.")
    return false
  }

  mutating func label(_ name: String) -> Label {
    if let label = optionalLabel(name) { return label }
    if self[name] == nil {
      refuse(name, "required", ja: "表示名「\(name)」を指定してください。", en: "Give a “\(name)” for people to read.")
    }
    return Label("", "")
  }

  mutating func optionalLabel(_ name: String) -> Label? {
    guard let value = self[name] else { return nil }
    if let label = Label(json: value) { return label }
    refuse(
      name, "type", ja: "「\(name)」は {\"ja\": …, \"en\": …} か文字列にしてください。",
      en: "“\(name)” must be {\"ja\": …, \"en\": …} or a string.")
    return nil
  }

  mutating func texts(_ name: String) -> [String] {
    let items = array(name)
    let texts = items.compactMap(\.string)
    if texts.count != items.count {
      refuse(name, "type", ja: "「\(name)」は文字列の配列にしてください。", en: "“\(name)” must be an array of strings.")
    }
    return texts
  }

  mutating func array(_ name: String) -> [JSON] {
    guard let value = self[name] else { return [] }
    if let items = value.array { return items }
    refuse(name, "type", ja: "「\(name)」は配列にしてください。", en: "“\(name)” must be an array.")
    return []
  }

  /// Each item of an array, read by `read`, which throws what is wrong with it.
  mutating func items<Item>(_ name: String, _ read: (JSON) throws(Problems) -> Item) -> [Item] {
    var items: [Item] = []
    for (at, json) in array(name).enumerated() {
      do throws(Problems) { items.append(try read(json)) } catch { add(error, below: "\(name)[\(at)]") }
    }
    return items
  }
}
