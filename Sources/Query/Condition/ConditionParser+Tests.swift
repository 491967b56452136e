import Kernel
import Metadata

extension ConditionParser {
  /// `{"field": "account.rank", "is": "eq", "value": "A"}`
  mutating func fieldTest(_ json: JSON, at place: String, on ground: Ground) -> Condition? {
    only(["field", "is", "value"], json.members?.map(\.name) ?? [], place)
    guard let name = json["field"]?.string else {
      return wrong(.expected(ja: "項目名", en: "the name of a field"), "\(place)/field")
    }
    let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    do throws(Problem) {
      let subject = try operandGround(path, on: ground)
      guard let comparison = comparison(json, at: place, with: subject) else { return nil }
      return .field(FieldTest(subject.path, comparison.operator, comparison.operand))
    } catch {
      return wrong(error, "\(place)/field")
    }
  }

  /// `{"has": "deals", "where": {…}, "count": {"is": "gte", "value": 2}}`
  mutating func relatedTest(_ json: JSON, at place: String, on object: ObjectDefinition, depth: Int) -> Condition? {
    let names = json.members?.map(\.name) ?? []
    only(Self.measures.union(["has", "where"]), names, place)
    guard let name = json["has"]?.string else {
      return wrong(.expected(ja: "関連の名前", en: "the name of related records"), "\(place)/has")
    }
    guard let relation = schema.relation(name, of: object.name), let child = schema.object(relation.child),
      let field = child.field(relation.field), isReadable(child, field)
    else { return wrong(.unknownRelation(name, on: object), "\(place)/has") }
    var condition: Condition?
    if let filter = json["where"] {
      condition = self.condition(filter, at: "\(place)/where", on: .record(child), depth: depth + 1)
      if condition == nil { return nil }
    }
    let given = names.filter(Self.measures.contains)
    if given.count > 1 { wrong(.unexpected(given[1]), "\(place)/\(given[1])") as Void? }
    guard let word = given.first, let spec = json[word] else { return .related(RelatedTest(name, where: condition)) }
    return measure(word, spec, at: "\(place)/\(word)", on: child, depth: depth).map {
      .related(RelatedTest(name, where: condition, $0))
    }
  }

  private static let measures: Set = ["count", "sum", "min", "max", "latest"]

  private mutating func measure(
    _ word: String, _ json: JSON, at place: String, on child: ObjectDefinition, depth: Int
  ) -> RelatedTest.Measure? {
    let names = json.members?.map(\.name) ?? []
    if word == "count" {
      only(["is", "value"], names, place)
      return comparison(json, at: place, with: .count).map { .count($0) }
    }
    if word == "latest" { return latest(json, names, at: place, on: child, depth: depth) }
    only(["field", "is", "value"], names, place)
    guard let name = json["field"]?.string else {
      return wrong(.expected(ja: "集計する項目名", en: "the name of the field to aggregate"), "\(place)/field")
    }
    do throws(Problem) {
      let field = try FieldPath.resolve([name], on: child, in: schema, isReadable: isReadable).field
      guard field.isMeasurable(by: word) else { throw .operatorNotAllowed(.eq, label: field.label) }
      guard let comparison = comparison(json, at: place, with: ConditionSubject([name], field)) else { return nil }
      switch word {
      case "sum": return .sum(field: name, comparison)
      case "min": return .min(field: name, comparison)
      default: return .max(field: name, comparison)
      }
    } catch {
      return wrong(error, "\(place)/field")
    }
  }

  /// `{"by": "held_on", "where": {…}}`; `by` is `created_at` when it is not given.
  private mutating func latest(
    _ json: JSON, _ names: [String], at place: String, on child: ObjectDefinition, depth: Int
  ) -> RelatedTest.Measure? {
    only(["by", "where"], names, place)
    let by = json["by"]?.string ?? "created_at"
    if json["by"] != nil, json["by"]?.string == nil {
      return wrong(.expected(ja: "日付か日時の項目名", en: "the name of a date or date-time field"), "\(place)/by")
    }
    do throws(Problem) {
      let field = try FieldPath.resolve([by], on: child, in: schema, isReadable: isReadable).field
      guard field.isMeasurable(by: "latest") else { throw .operatorNotAllowed(.within, label: field.label) }
    } catch {
      return wrong(error, "\(place)/by")
    }
    guard let filter = json["where"] else {
      return wrong(.expected(ja: "最新の 1 件が満たす条件", en: "the condition that the latest one fulfils"), "\(place)/where")
    }
    return condition(filter, at: "\(place)/where", on: .record(child), depth: depth + 1).map { .latest(by: by, $0) }
  }

  /// `{"event": "mail.clicked", "where": {…}, "count": {…}, "within": "30d"}`
  mutating func eventTest(_ json: JSON, at place: String, depth: Int) -> Condition? {
    only(["event", "where", "count", "within"], json.members?.map(\.name) ?? [], place)
    guard let kind = json["event"]?.string, EventField.isKind(kind) else {
      return wrong(.expected(ja: "出来事の種類（例：mail.clicked）", en: "a kind of event, such as mail.clicked"), "\(place)/event")
    }
    let before = problems.count
    let condition = json["where"].flatMap { self.condition($0, at: "\(place)/where", on: .event, depth: depth + 1) }
    let count = json["count"].flatMap { json -> Comparison? in
      only(["is", "value"], json.members?.map(\.name) ?? [], "\(place)/count")
      return comparison(json, at: "\(place)/count", with: .count)
    }
    let period = json["within"].flatMap { json -> Period? in
      Period(json: json) ?? wrong(.badPeriod, "\(place)/within")
    }
    return problems.count == before ? .event(EventTest(kind, where: condition, count: count, within: period)) : nil
  }

  private func operandGround(_ path: [String], on ground: Ground) throws(Problem) -> ConditionSubject {
    switch ground {
    case .event: return try EventField.subject(path)
    case .record(let object):
      let found = try FieldPath.resolve(path, on: object, in: schema, isReadable: isReadable)
      return ConditionSubject(found.steps.map { FieldPath.step($0.field.name) } + [found.field.name], found.field)
    }
  }
}

extension FieldDefinition {
  /// Whether a sum, a smallest, a largest or a latest of this field means anything.
  func isMeasurable(by measure: String) -> Bool {
    switch measure {
    case "sum", "avg": type.family == .number
    case "latest": type.family == .day || type.family == .instant
    default: [.number, .day, .instant].contains(type.family)
    }
  }
}
