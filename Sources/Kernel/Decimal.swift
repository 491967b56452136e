/// An exact decimal number: `units` × 10^−`scale`. Quantities, unit prices, rates and percentages; never floating point.
package struct FixedDecimal: Hashable, Sendable {
  package let units: Int64
  package let scale: Int

  package init(units: Int64, scale: Int) {
    self.units = units
    self.scale = scale
  }

  /// Reads `-1234.50`; at most `scale` digits after the point (more are refused, not rounded), 18 digits in all.
  package init?(_ text: some StringProtocol, scale: Int) {
    var units: Int64 = 0
    var negative = false
    var fraction: Int?
    var digits = 0
    for (at, byte) in text.utf8.enumerated() {
      switch byte {
      case 43 where at == 0: break
      case 45 where at == 0: negative = true
      case 46 where fraction == nil: fraction = 0
      case 48...57:
        let (value, overflow) = units.multipliedReportingOverflow(by: 10)
        guard !overflow, digits < 18 else { return nil }
        units = value + Int64(byte - 48)
        digits += 1
        if let count = fraction {
          guard count < scale || byte == 48 else { return nil }
          if count < scale { fraction = count + 1 } else { units /= 10 }
        }
      default: return nil
      }
    }
    guard digits > 0 else { return nil }
    for _ in (fraction ?? 0)..<max(scale, fraction ?? 0) {
      let (value, overflow) = units.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      units = value
    }
    self.init(units: negative ? -units : units, scale: scale)
  }

  /// Shortest exact form: `1234.5`, `0.05`, `-3`.
  package var text: String {
    guard scale > 0 else { return "\(units)" }
    var digits = String(units.magnitude)
    if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
    let whole = digits.dropLast(scale)
    var fraction = digits.suffix(scale)
    while fraction.last == "0" { fraction = fraction.dropLast() }
    let sign = units < 0 ? "-" : ""
    return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
  }
}

extension FixedDecimal: CustomStringConvertible {
  package var description: String { text }
}
