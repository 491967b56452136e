import Kernel

/// One line of the table: ours beside the engine's own, and what was promised.
struct Figure: Sendable {
  enum Measure: Sendable {
    /// Milliseconds; the smaller the better.
    case time(Timing, bare: Timing?)
    /// So many a second, or so many megabytes; `isRate`: the larger the better.
    case number(Double, unit: String, bare: Double?, isRate: Bool)
  }

  let section: String
  let name: String
  let measure: Measure
  /// In the measure's unit: at the 95th percentile, or the number itself.
  var budget: Double?
  /// How many times the engine's own time or as what part of its rate.
  var ratioBudget: Double?
  var load: Double = 0
  /// The largest answer over the wire, of pages.
  var bytes: Int?

  var ratio: Double? {
    switch measure {
    case .time(let ours, let bare?): ours.p50 / max(bare.p50, 0.001)
    case .number(let ours, _, let bare?, let isRate): isRate ? bare / max(ours, 0.001) : ours / max(bare, 0.001)
    default: nil
    }
  }

  var isMet: Bool? {
    var verdicts: [Bool] = []
    if let budget {
      switch measure {
      case .time(let ours, _): verdicts.append(ours.p95 <= budget)
      case .number(let ours, _, _, let isRate): verdicts.append(isRate ? ours >= budget : ours <= budget)
      }
    }
    if let ratioBudget, let ratio { verdicts.append(ratio <= ratioBudget) }
    return verdicts.isEmpty ? nil : verdicts.allSatisfy { $0 }
  }
}

extension Figure {
  init?(json: JSON) {
    guard let section = json["section"]?.string, let name = json["name"]?.string else { return nil }
    func number(_ name: String) -> Double? { json[name]?.string.flatMap(Double.init) }
    if let ours = json["ours"] {
      measure = .time(Timing(json: ours), bare: json["bare"].map { Timing(json: $0) })
    } else {
      measure = .number(
        number("value") ?? 0, unit: json["unit"]?.string ?? "", bare: number("bare_value"), isRate: json["is_rate"]?.boolean ?? false)
    }
    self.section = section
    self.name = name
    budget = number("budget")
    ratioBudget = number("ratio_budget")
    load = number("load") ?? 0
    bytes = number("bytes").map { Int($0) }
  }

  var json: JSON {
    func text(_ value: Double) -> JSON { .string(String(value)) }
    var members = [JSON.Member("section", .string(section)), JSON.Member("name", .string(name)), JSON.Member("load", text(load))]
    if let budget { members.append(JSON.Member("budget", text(budget))) }
    if let bytes { members.append(JSON.Member("bytes", text(Double(bytes)))) }
    if let ratioBudget { members.append(JSON.Member("ratio_budget", text(ratioBudget))) }
    switch measure {
    case .time(let ours, let bare):
      members.append(JSON.Member("ours", ours.json))
      if let bare { members.append(JSON.Member("bare", bare.json)) }
    case .number(let value, let unit, let bare, let isRate):
      members += [JSON.Member("value", text(value)), JSON.Member("unit", .string(unit)), JSON.Member("is_rate", .boolean(isRate))]
      if let bare { members.append(JSON.Member("bare_value", text(bare))) }
    }
    return .object(members)
  }
}
