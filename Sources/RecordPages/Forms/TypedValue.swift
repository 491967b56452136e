import Kernel
package import Metadata
package import Records

/// What somebody typed into a form or where a value stood, read the way people write: 来週金, 486万, the name of an account.
package enum TypedValue {
  package static func read(_ text: String, for field: FieldDefinition, in tx: RecordTransaction) throws -> Parsed {
    switch field.type {
    case is DayType:
      if let day = SpokenDay(text, today: tx.moment.today)?.day { return .ok(.day(day)) }
      return field.type.parse(text, in: tx.parsing)
    case is InstantType:
      return moment(text, in: tx.parsing).map { .ok(.instant($0)) } ?? field.type.parse(text, in: tx.parsing)
    case let type as any ReferenceType:
      let parsed = field.type.parse(text, in: tx.parsing)
      guard parsed.problem != nil else { return parsed }
      return try named(text, type.target, in: tx).map { .ok(.reference($0)) } ?? unknown(field)
    default: return field.type.parse(text, in: tx.parsing)
    }
  }

  /// 今日 14:00, 昨日 9:30, 11/18 16:10, 14:00; a time alone is today's. `nil` for anything else.
  private static func moment(_ text: String, in context: ParseContext) -> Instant? {
    let words = text.split { $0 == " " || $0 == "　" }.map(String.init)
    guard let last = words.last, let day = SpokenDay(words.count == 1 ? "今日" : words.dropLast().joined(), today: context.moment.today)?.day
    else { return nil }
    let typed = "\(day.text) \(last.replacing("：", with: ":"))"
    guard last.contains(":") || last.contains("："), case .instant(let instant) = InstantType().parse(typed, in: context).value else { return nil }
    return instant
  }

  /// The one record of that name; `nil` when there is none, or more than one.
  private static func named(_ text: String, _ target: String, in tx: RecordTransaction) throws -> RecordID? {
    let object = try tx.object(target)
    let wanted = text.filter { !$0.isWhitespace }
    let known: [(RecordID, String)]
    if case .configuration = object.visibility {
      known = try tx.configuration(target).map { ($0.id, tx.title(of: $0, object)) }
    } else {
      known = try tx.search(text, objects: [target], limit: 5).map { ($0.record.id, $0.title) }
    }
    let same = known.filter { $0.1.filter { !$0.isWhitespace } == wanted }
    return same.count == 1 ? same[0].0 : nil
  }

  private static func unknown(_ field: FieldDefinition) -> Parsed {
    .wrong(
      "unknown_reference", ja: "「\(field.label.ja)」が見つかりませんでした。候補から選んでください。",
      en: "“\(field.label.en)” was not found. Choose one of the suggestions.")
  }
}
