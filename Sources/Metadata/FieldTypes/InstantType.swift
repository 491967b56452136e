package import Kernel

/// A moment, typed and shown in the organisation's zone.
package struct InstantType: FieldType {
  package static let name = "instant"

  package init() {}

  package var column: ColumnKind? { .instant }
  package var family: FieldFamily { .instant }

  /// `2026-11-22 09:30`, with seconds or not, any form of day; or RFC 3339 with its own zone. A bare day is its first moment.
  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .halfWidthLine(text) { line in
      if let instant = Instant(line) { return .ok(.instant(instant)) }
      let cut = line.lastIndex { $0 == " " || $0 == "T" }
      let time = cut.map { line[line.index(after: $0)...] } ?? ""
      let milliseconds = time.isEmpty ? 0 : Self.time(time)
      guard let milliseconds else { return Self.wrong }
      let day = DayType().parse(String(cut.map { line[..<$0] } ?? line[...]), in: context)
      guard case .day(let value) = day.value else { return Self.wrong }
      let start = value.start(offset: context.moment.zoneOffset)
      return .ok(.instant(Instant(milliseconds: start.milliseconds + milliseconds)), repaired: day.repairs)
    }
  }

  package func decode(_ json: JSON, in context: ParseContext) -> Parsed {
    switch json {
    case .null: .ok(.null)
    case .string(let text): Instant(text).map { .ok(.instant($0)) } ?? Self.wrong
    default: .wrongKind(ja: "文字列（2026-11-22T09:30:00+09:00 の形）", en: "a string like 2026-11-22T09:30:00+09:00")
    }
  }

  /// `9:30`, `09:30:15`
  private static func time(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count),
      parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let numbers = parts.compactMap { Int64($0) }
    guard numbers[0] < 24, numbers[1] < 60, numbers.count == 2 || numbers[2] < 60 else { return nil }
    return ((numbers[0] * 60 + numbers[1]) * 60 + (numbers.count == 3 ? numbers[2] : 0)) * 1000
  }

  private static let wrong = Parsed.wrong(
    "format", ja: "日時を入力してください（例：2026-11-22 09:30）。API では 2026-11-22T09:30:00+09:00 の形です。",
    en: "Enter a date and time like 2026-11-22 09:30; in the API like 2026-11-22T09:30:00+09:00.")

  /// To the minute.
  package func shown(_ value: Value, in context: ParseContext) -> String {
    guard case .instant(let instant) = value else { return "" }
    let text = instant.shown(offset: context.moment.zoneOffset)
    return context.language == .ja ? text.replacing("-", with: "/") : text
  }

  /// To the second.
  package func exported(_ value: Value, in context: ParseContext) -> String {
    guard case .instant(let instant) = value else { return "" }
    let seconds = instant.milliseconds / 1000 % 60
    let text = instant.shown(offset: context.moment.zoneOffset)
    return seconds == 0 ? text : "\(text):\(seconds < 10 ? "0" : "")\(seconds)"
  }

  package var jsonSchema: JSON { ["type": "string", "format": "date-time"] }
}

extension InstantType: SimpleType {
  package static let label = Label("日時", "Date and time")
}
