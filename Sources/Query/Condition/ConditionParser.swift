package import Kernel
package import Metadata

extension Condition {
  /// Reads the JSON form. Throws everything that is wrong at once, each problem with the place in `field` (`/all/0/value`).
  package init(
    json: JSON, on object: String, in schema: Schema, parsing: ParseContext, contributions: Contributions = .none,
    isReadable: @escaping FieldReadability = { _, _ in true }
  ) throws(Problems) {
    guard let definition = schema.object(object) else { throw Problems([.unknownObject(object)]) }
    var parser = ConditionParser(schema: schema, parsing: parsing, contributions: contributions, isReadable: isReadable)
    self = try parser.read(json, on: definition)
  }

  /// Reads the JSON form for whoever asks in this context.
  package init(json: JSON, on object: String, in context: QueryContext) throws(Problems) {
    try self.init(
      json: json, on: object, in: context.schema, parsing: context.parsing, contributions: context.contributions,
      isReadable: context.isReadable)
  }
}

/// Turns JSON into a Condition, or into the list of everything that is wrong with it.
struct ConditionParser {
  /// What the fields of a test are fields of.
  enum Ground {
    case record(ObjectDefinition)
    case event
  }

  static let maximumDepth = 16
  /// Values count as well: a list of 5,000 ids is 5,000.
  static let maximumNodes = 10_000

  let schema: Schema
  let parsing: ParseContext
  let contributions: Contributions
  let isReadable: FieldReadability
  var problems: [Problem] = []

  init(schema: Schema, parsing: ParseContext, contributions: Contributions, isReadable: @escaping FieldReadability) {
    self.schema = schema
    self.parsing = parsing
    self.contributions = contributions
    self.isReadable = isReadable
  }

  mutating func read(_ json: JSON, on object: ObjectDefinition) throws(Problems) -> Condition {
    var left = Self.maximumNodes
    guard Self.fits(json, &left) else { throw Problems([.tooLarge]) }
    let condition = condition(json, at: "", on: .record(object), depth: 0)
    guard let condition, problems.isEmpty else { throw Problems(problems) }
    return condition
  }

  private static func fits(_ json: JSON, _ left: inout Int) -> Bool {
    left -= 1
    guard left >= 0 else { return false }
    switch json {
    case .array(let items): return items.allSatisfy { fits($0, &left) }
    case .object(let members): return members.allSatisfy { fits($0.value, &left) }
    default: return true
    }
  }

  mutating func condition(_ json: JSON, at place: String, on ground: Ground, depth: Int) -> Condition? {
    guard depth < Self.maximumDepth else { return wrong(.tooDeep, place) }
    guard let members = json.members, !members.isEmpty else {
      return wrong(.expected(ja: "条件（例：{\"field\": …, \"is\": …}）", en: "a condition, such as {\"field\": …, \"is\": …}"), place)
    }
    let names = members.map(\.name)
    if names.contains("field") { return fieldTest(json, at: place, on: ground) }
    if let list = json["all"] { return parts(list, names, "all", place, ground, depth).map { .all($0) } }
    if let list = json["any"] { return parts(list, names, "any", place, ground, depth).map { .any($0) } }
    if let inner = json["not"] {
      only(["not"], names, place)
      return condition(inner, at: place + "/not", on: ground, depth: depth + 1).map { .not($0) }
    }
    guard case .record(let object) = ground else { return wrong(.unknownCondition(names[0]), place) }
    if names.contains("has") { return relatedTest(json, at: place, on: object, depth: depth) }
    if names.contains("event") { return eventTest(json, at: place, depth: depth) }
    return contributed(members[0], names, at: place, on: object)
  }

  private mutating func parts(
    _ list: JSON, _ names: [String], _ name: String, _ place: String, _ ground: Ground, _ depth: Int
  ) -> [Condition]? {
    only([name], names, place)
    guard let items = list.array else {
      return wrong(.expected(ja: "条件の配列", en: "an array of conditions"), "\(place)/\(name)")
    }
    let parts = items.enumerated().map { at, item in
      condition(item, at: "\(place)/\(name)/\(at)", on: ground, depth: depth + 1)
    }
    return parts.contains(nil) ? nil : parts.compactMap { $0 }
  }

  private mutating func contributed(
    _ member: JSON.Member, _ names: [String], at place: String, on object: ObjectDefinition
  ) -> Condition? {
    guard let known = contributions[member.name] else { return wrong(.unknownCondition(member.name), place) }
    only([member.name], names, place)
    let found = known.problems(member.value, object, parsing)
    for problem in found { wrong(problem, "\(place)/\(member.name)") as Void? }
    return found.isEmpty ? .contributed(name: member.name, value: member.value) : nil
  }

  /// Members that do not belong here are an error: a filter is never dropped silently.
  mutating func only(_ allowed: Set<String>, _ names: [String], _ place: String) {
    for name in names where !allowed.contains(name) { wrong(.unexpected(name), "\(place)/\(name)") as Void? }
  }

  @discardableResult
  mutating func wrong<Result>(_ problem: Problem, _ place: String) -> Result? {
    problems.append(problem.at(place))
    return nil
  }
}
