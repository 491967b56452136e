import Kernel

/// A number of the formula language: exact in sums and products; quotients are rounded at the 12th decimal place.
///
/// Operations answer `nil` when the result is out of reach (about 10^26 with 12 decimal places) or does not exist.
struct ExactNumber: Sendable, Hashable, Comparable {
  private let units: Int128
  private let scale: Int

  static let quotientScale = 12
  private static let largestScale = 18

  private init(units: Int128, scale: Int) {
    var (units, scale) = (units, scale)
    while scale > 0, units % 10 == 0 {
      units /= 10
      scale -= 1
    }
    self.units = units
    self.scale = scale
  }

  init(_ number: Int64) { self.init(units: Int128(number), scale: 0) }
  init(_ number: FixedDecimal) { self.init(units: Int128(number.units), scale: number.scale) }

  static func + (a: Self, b: Self) -> Self? { aligned(a, b) { $0.addingReportingOverflow($1) } }
  static func - (a: Self, b: Self) -> Self? { aligned(a, b) { $0.subtractingReportingOverflow($1) } }

  static func * (a: Self, b: Self) -> Self? {
    let (product, overflow) = a.units.multipliedReportingOverflow(by: b.units)
    guard !overflow else { return nil }
    let exact = Self(units: product, scale: a.scale + b.scale)
    return exact.scale <= largestScale ? exact : exact.rounded(largestScale, .half)
  }

  static func / (a: Self, b: Self) -> Self? {
    guard b.units != 0, let power = power(quotientScale + 1 + b.scale) else { return nil }
    let (dividend, overflow) = a.units.multipliedReportingOverflow(by: power)
    guard !overflow else { return nil }
    return Self(units: dividend / b.units, scale: quotientScale + 1 + a.scale).rounded(quotientScale, .half)
  }

  static prefix func - (a: Self) -> Self { Self(units: -a.units, scale: a.scale) }

  var magnitude: Self { units < 0 ? -self : self }

  enum Rounding { case half, down, up }

  /// `half`: away from zero at exactly half (四捨五入); `down` and `up` towards −∞ and +∞.
  func rounded(_ places: Int, _ rule: Rounding) -> Self? {
    guard places < scale else { return self }
    guard let divisor = Self.power(scale - places) else { return nil }
    var (quotient, rest) = units.quotientAndRemainder(dividingBy: divisor)
    switch rule {
    case .half: if rest.magnitude * 2 >= divisor.magnitude { quotient += units < 0 ? -1 : 1 }
    case .down: if rest < 0 { quotient -= 1 }
    case .up: if rest > 0 { quotient += 1 }
    }
    return Self(units: quotient, scale: max(places, 0)).scaled(up: places < 0 ? -places : 0)
  }

  /// Whole units of 10^−`scale`, rounded half away from zero; `nil` beyond the 15 digits that fields hold.
  func units(atScale wanted: Int) -> Int64? {
    guard let rounded = rounded(wanted, .half), let power = Self.power(wanted - rounded.scale) else { return nil }
    let (units, overflow) = rounded.units.multipliedReportingOverflow(by: power)
    guard !overflow, units.magnitude <= UInt128(TypedNumber.largest) else { return nil }
    return Int64(units)
  }

  var text: String {
    guard scale > 0 else { return "\(units)" }
    var digits = String(units.magnitude)
    if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
    return "\(units < 0 ? "-" : "")\(digits.dropLast(scale)).\(digits.suffix(scale))"
  }

  static func < (a: Self, b: Self) -> Bool {
    if let difference = a - b { return difference.units < 0 }
    return (a.units < 0) != (b.units < 0) ? a.units < 0 : (a.scale > b.scale) == (a.units > 0)
  }

  private func scaled(up places: Int) -> Self? {
    guard let power = Self.power(places) else { return nil }
    let (product, overflow) = units.multipliedReportingOverflow(by: power)
    return overflow ? nil : Self(units: product, scale: scale)
  }

  private static func aligned(
    _ a: Self, _ b: Self, _ operation: (Int128, Int128) -> (partialValue: Int128, overflow: Bool)
  ) -> Self? {
    let scale = max(a.scale, b.scale)
    guard let raiseA = power(scale - a.scale), let raiseB = power(scale - b.scale) else { return nil }
    let (x, overflowX) = a.units.multipliedReportingOverflow(by: raiseA)
    let (y, overflowY) = b.units.multipliedReportingOverflow(by: raiseB)
    guard !overflowX, !overflowY else { return nil }
    let (result, overflow) = operation(x, y)
    return overflow ? nil : Self(units: result, scale: scale)
  }

  private static let powers: [Int128] = (0..<38).reduce(into: [1]) { powers, _ in powers.append((powers.last ?? 1) * 10) }
  private static func power(_ exponent: Int) -> Int128? { powers.indices.contains(exponent) ? powers[exponent] : nil }
}
