import Kernel

/// A number as people write it: `１，２００`, `1.2億`, `1億2,000万`, `△500`, `(500)`.
enum TypedNumber {
  enum Fault: Error { case noNumber, tooPrecise, tooLarge }

  /// What Excel and JSON clients keep exactly, whatever the scale: 15 digits.
  static let largest: Int64 = 999_999_999_999_999

  /// The number in units of 10^−`scale`. `text` is half-width without spaces around.
  static func units(_ text: String, scale: Int) throws(Fault) -> Int64 {
    var rest = Substring(text)
    let isNegative = takeSign(&rest)
    guard !rest.isEmpty else { throw .noNumber }
    var total: Int64 = 0
    var smallestUnit = Int64.max
    repeat {
      let (digits, fraction) = try mantissa(&rest)
      let unit = try factor(&rest)
      guard unit < smallestUnit, unit > 1 || rest.isEmpty else { throw .noNumber }
      smallestUnit = unit
      total = try sum(total, try exact(digits, fraction, times: unit, scale: scale))
    } while !rest.isEmpty
    guard total <= largest else { throw .tooLarge }
    return isNegative ? -total : total
  }

  /// `-`, `−`, `▲`, `△`, and the bookkeepers' parentheses.
  private static func takeSign(_ rest: inout Substring) -> Bool {
    if rest.hasPrefix("("), rest.hasSuffix(")") {
      rest = rest.dropFirst().dropLast()
      return true
    }
    guard let first = rest.first, "+-−▲△".contains(first) else { return false }
    rest = rest.dropFirst()
    return first != "+"
  }

  /// Digits with correct groups of three or none, and at most one point.
  private static func mantissa(_ rest: inout Substring) throws(Fault) -> (digits: Int64, fraction: Int) {
    var digits: Int64 = 0
    var count = 0
    var inGroup: Int?
    var fraction: Int?
    scan: while let letter = rest.utf8.first {
      switch letter {
      case 48...57:
        let (shifted, overflow) = digits.multipliedReportingOverflow(by: 10)
        guard !overflow, shifted <= Int64.max - 9 else { throw .tooLarge }
        digits = shifted + Int64(letter - 48)
        count += 1
        if let places = fraction { fraction = places + 1 } else if let places = inGroup { inGroup = places + 1 }
      case UInt8(ascii: ",") where fraction == nil:
        guard count > 0, inGroup ?? 3 == 3, inGroup != nil || count <= 3 else { throw .noNumber }
        inGroup = 0
      case UInt8(ascii: ".") where fraction == nil:
        guard inGroup ?? 3 == 3 else { throw .noNumber }
        fraction = 0
      default: break scan
      }
      rest = rest.dropFirst()
    }
    guard count > 0, inGroup ?? 3 == 3, fraction != 0 else { throw .noNumber }
    return (digits, fraction ?? 0)
  }

  /// 千, 万, 百万, 億 … after a number; 1 when there is none.
  private static func factor(_ rest: inout Substring) throws(Fault) -> Int64 {
    var factor: Int64 = 1
    while let letter = rest.first, let unit = units[letter] {
      let (product, overflow) = factor.multipliedReportingOverflow(by: unit)
      guard !overflow else { throw .tooLarge }
      factor = product
      rest = rest.dropFirst()
    }
    return factor
  }

  private static let units: [Character: Int64] = ["百": 100, "千": 1000, "万": 10_000, "億": 100_000_000, "兆": 1_000_000_000_000]

  private static func exact(_ digits: Int64, _ fraction: Int, times factor: Int64, scale: Int) throws(Fault) -> Int64 {
    var (digits, fraction) = (digits, fraction)
    while fraction > 0, digits % 10 == 0 {
      digits /= 10
      fraction -= 1
    }
    var (value, factor, scale) = (digits, factor, scale)
    while fraction > 0 {
      if scale > 0 { scale -= 1 } else if factor % 10 == 0 { factor /= 10 } else { throw .tooPrecise }
      fraction -= 1
    }
    for _ in 0..<scale { value = try product(value, 10) }
    return try product(value, factor)
  }

  private static func product(_ a: Int64, _ b: Int64) throws(Fault) -> Int64 {
    let (value, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow else { throw .tooLarge }
    return value
  }

  private static func sum(_ a: Int64, _ b: Int64) throws(Fault) -> Int64 {
    let (value, overflow) = a.addingReportingOverflow(b)
    guard !overflow else { throw .tooLarge }
    return value
  }

  /// `1,234,567`
  static func grouped(_ text: String) -> String {
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1)
    var whole = ""
    for (at, digit) in (parts.first ?? "").enumerated() {
      if at > 0, ((parts.first?.count ?? 0) - at) % 3 == 0 { whole.append(",") }
      whole.append(digit)
    }
    return sign + whole + (parts.count > 1 ? ".\(parts[1])" : "")
  }
}

extension Parsed {
  /// Reads a number and says what is wrong with one that is none.
  static func number(_ text: String, scale: Int, _ value: (Int64) -> Parsed) -> Parsed {
    do throws(TypedNumber.Fault) {
      return value(try TypedNumber.units(text, scale: scale))
    } catch {
      switch error {
      case .noNumber:
        return .wrong("format", ja: "数値で入力してください（例：1,200）。", en: "Enter a number, for example 1,200.")
      case .tooPrecise where scale == 0:
        return .wrong("too_precise", ja: "小数は使えません。整数で入力してください。", en: "Decimals cannot be used. Enter a whole number.")
      case .tooPrecise:
        return .wrong(
          "too_precise", ja: "小数は \(scale) 桁までです。桁を減らしてください。",
          en: "At most \(scale) decimal places can be kept. Use fewer.")
      case .tooLarge:
        return .wrong(
          "range", ja: "数値が大きすぎます。小数を含めて 15 桁までにしてください。",
          en: "The number is too large. Use at most 15 digits, decimals included.")
      }
    }
  }
}
