package import Kernel

extension Period {
  /// Reads `today`, `this_fiscal_quarter`, `next_7_days`, `30d` (the past 30 days) or `{"from": …, "to": …}`.
  package init?(json: JSON) {
    switch json {
    case .string(let name): self.init(name: name)
    case .object(let members): self.init(members: members)
    default: return nil
    }
  }

  package init?(name: String) {
    switch name {
    case "yesterday": self = .yesterday
    case "today": self = .today
    case "tomorrow": self = .tomorrow
    default:
      guard let period = Self.counted(name) ?? Self.calendar(name) else { return nil }
      self = period
    }
  }

  package var json: JSON {
    switch self {
    case .yesterday: "yesterday"
    case .today: "today"
    case .tomorrow: "tomorrow"
    case .last(let unit): .string("last_\(unit.rawValue)")
    case .this(let unit): .string("this_\(unit.rawValue)")
    case .next(let unit): .string("next_\(unit.rawValue)")
    case .pastDays(let count): .string("past_\(count)_days")
    case .nextDays(let count): .string("next_\(count)_days")
    case .days(let from, let to):
      .object([("from", from), ("to", to)].compactMap { name, day in day.map { JSON.Member(name, .string($0.text)) } })
    }
  }

  private init?(members: [JSON.Member]) {
    var ends: [String: Day] = [:]
    for member in members {
      guard member.name == "from" || member.name == "to" else { return nil }
      if member.value.isNull { continue }
      guard let text = member.value.string, let day = Day(text), day.year < 9999 else { return nil }
      ends[member.name] = day
    }
    guard !ends.isEmpty else { return nil }
    if let from = ends["from"], let to = ends["to"], to < from { return nil }
    self = .days(from: ends["from"], to: ends["to"])
  }

  private static func counted(_ name: String) -> Period? {
    func days(_ text: some StringProtocol) -> Int? {
      guard let count = Int(text), (1...maximumDays).contains(count), text.utf8.first != UInt8(ascii: "+") else { return nil }
      return count
    }
    if name.hasSuffix("d") { return days(name.dropLast()).map { .pastDays($0) } }
    guard name.hasSuffix("_days") else { return nil }
    let start = name.dropLast(5)
    if start.hasPrefix("past_") { return days(start.dropFirst(5)).map { .pastDays($0) } }
    if start.hasPrefix("next_") { return days(start.dropFirst(5)).map { .nextDays($0) } }
    return nil
  }

  private static func calendar(_ name: String) -> Period? {
    guard let underscore = name.firstIndex(of: "_"), let unit = Unit(rawValue: String(name[name.index(after: underscore)...]))
    else { return nil }
    switch name[..<underscore] {
    case "last": return .last(unit)
    case "this": return .this(unit)
    case "next": return .next(unit)
    default: return nil
    }
  }
}
