package import Kernel

/// A running number made by the system: `Q-{YYYY}-{SEQ:5}` gives `Q-2026-00042`.
///
/// Parts: `{SEQ:5}` the number with at least five digits (required, once), `{YYYY}` `{YY}` the year, `{FY}` the fiscal
/// year, `{MM}` the month. The number starts again at 1 with every new value of the other parts.
package struct AutoNumberType: FieldType {
  package static let name = "auto_number"
  package let format: String

  package init(format: String) { self.format = format }

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .halfWidthLine(text) { line in
      TextLength.problem(line, max: 80).map { .wrong($0) } ?? .ok(.text(line))
    }
  }

  /// The text of the `sequence`th number of its counter.
  package func text(sequence: Int64, at moment: Moment) -> String {
    Self.parts(format).map { part in
      guard case .sequence(let digits) = part else { return Self.text(part, at: moment) }
      let number = String(sequence)
      return String(repeating: "0", count: max(0, digits - number.count)) + number
    }.joined()
  }

  /// What the running number is counted within: `Q-2026-`. Keep one counter per field and such key.
  package func counterKey(at moment: Moment) -> String {
    Self.parts(format).map { Self.text($0, at: moment) }.joined()
  }

  package func violations(named field: String) -> [Problem] {
    let parts = Self.parts(format)
    let sequences = parts.count { if case .sequence = $0 { true } else { false } }
    let isPlain = parts.allSatisfy { part in
      guard case .literal(let text) = part else { return true }
      return !text.contains { $0 == "{" || $0 == "}" } && TypedText.cleaned(text + ".", multiline: false) == text + "."
    }
    guard sequences == 1, isPlain, format.count <= 60 else {
      return [
        Problem(
          field: field, "format",
          ja: "採番の形式には {SEQ:5} を 1 つだけ入れてください（使えるもの：{YYYY} {YY} {FY} {MM}。例：Q-{YYYY}-{SEQ:5}）。",
          en:
            "Put {SEQ:5} into the number format exactly once (also possible: {YYYY} {YY} {FY} {MM}; for example Q-{YYYY}-{SEQ:5})."
        )
      ]
    }
    return []
  }

  private enum Part {
    case literal(String)
    case sequence(digits: Int)
    case year, shortYear, fiscalYear, month
  }

  private static func parts(_ format: String) -> [Part] {
    var parts: [Part] = []
    var rest = Substring(format)
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}"), let part = part(rest[rest.index(after: open)..<close]) else { break }
      if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
      parts.append(part)
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.literal(String(rest))) }
    return parts
  }

  private static func part(_ name: Substring) -> Part? {
    switch name {
    case "YYYY": return .year
    case "YY": return .shortYear
    case "FY": return .fiscalYear
    case "MM": return .month
    case "SEQ": return .sequence(digits: 1)
    default:
      guard name.hasPrefix("SEQ:"), let digits = Int(name.dropFirst(4)), (1...12).contains(digits) else { return nil }
      return .sequence(digits: digits)
    }
  }

  private static func text(_ part: Part, at moment: Moment) -> String {
    let (year, month, _) = moment.today.parts
    return switch part {
    case .literal(let text): text
    case .sequence: ""
    case .year: String(year)
    case .shortYear: two(year % 100)
    case .fiscalYear: String(month < moment.fiscalStartMonth ? year - 1 : year)
    case .month: two(month)
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  package var settings: JSON { ["format": .string(format)] }
  package var jsonSchema: JSON { ["type": "string", "maxLength": 80] }
}

extension AutoNumberType: ConfiguredType {
  package static let label = Label("自動採番", "Auto-number")
  package static let settingsSchema: JSON = .settings(
    ["format": ["type": "string", "maxLength": 60, "examples": ["Q-{YYYY}-{SEQ:5}"]]], required: ["format"])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["format"])
    format = reader.text("format")
    if !format.isEmpty { reader.add(violations(named: "settings.format")) }
    try reader.check()
  }
}
