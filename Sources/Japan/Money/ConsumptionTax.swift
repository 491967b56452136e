package import Kernel

/// The tax class of a line (税区分). The classes are rows of the rate table, so a new one needs no new program.
package struct TaxClass: Hashable, Sendable {
  package let code: String

  package init(_ code: String) { self.code = code }

  /// 標準税率
  package static let standard = TaxClass("standard")
  /// 軽減税率
  package static let reduced = TaxClass("reduced")
  /// 非課税
  package static let exempt = TaxClass("exempt")
  /// 不課税（対象外）
  package static let outside = TaxClass("outside")
}

/// Which rate a class has from which day.
package struct TaxRateTable: Hashable, Sendable {
  package struct Row: Hashable, Sendable {
    package let taxClass: TaxClass
    package let from: Day
    /// In tenths of a percent: 10 % is 100, 7.8 % is 78. `nil`: not taxed at all.
    package let permille: Int?
    /// Lines of this class carry ※ and the document the footnote 「※は軽減税率対象」.
    package let isReduced: Bool

    package init(_ taxClass: TaxClass, from: Day, permille: Int?, isReduced: Bool = false) {
      self.taxClass = taxClass
      self.from = from
      self.permille = permille.map { min(max($0, 0), 1000) }
      self.isReduced = isReduced
    }
  }

  package let rows: [Row]

  package init(_ rows: [Row]) { self.rows = rows.sorted { $0.from > $1.from } }

  /// The rates since 1997-04-01.
  package static let standard = TaxRateTable([
    Row(.standard, from: Day(number: 9_952), permille: 50),  // 1997-04-01
    Row(.standard, from: Day(number: 16_161), permille: 80),  // 2014-04-01
    Row(.standard, from: Day(number: 18_170), permille: 100),  // 2019-10-01
    Row(.reduced, from: Day(number: 9_952), permille: 50),
    Row(.reduced, from: Day(number: 16_161), permille: 80),
    Row(.reduced, from: Day(number: 18_170), permille: 80, isReduced: true),
    Row(.exempt, from: Day(number: 9_952), permille: nil),
    Row(.outside, from: Day(number: 9_952), permille: nil),
  ])

  /// The row of a class in force on a day.
  package func row(_ taxClass: TaxClass, on day: Day) -> Row? {
    rows.first { $0.taxClass == taxClass && $0.from <= day }
  }
}

/// How a fraction of a yen is rounded, on the amount without its sign: −10.5 down is −10.
package enum TaxRounding: String, Sendable, CaseIterable {
  /// 切捨て
  case down
  /// 切上げ
  case up
  /// 四捨五入
  case halfUp = "half_up"

  func divide(_ dividend: Int128, by divisor: Int128) -> Int128 {
    let (quotient, rest) = dividend.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
    let isUp =
      switch self {
      case .down: false
      case .up: rest > 0
      case .halfUp: rest * 2 >= divisor.magnitude
      }
    let rounded = Int128(quotient) + (isUp ? 1 : 0)
    return dividend < 0 ? -rounded : rounded
  }
}

/// The consumption tax of one document: computed once for each rate over the document's lines, never line by line
/// (消費税法施行令70条の10, インボイスQ&A 問57).
package struct ConsumptionTax: Hashable, Sendable {
  /// What a line brings in.
  package struct Line: Hashable, Sendable {
    package let amount: Yen
    package let taxClass: TaxClass

    package init(_ amount: Yen, _ taxClass: TaxClass = .standard) {
      self.amount = amount
      self.taxClass = taxClass
    }
  }

  /// The sum of one rate.
  package struct Total: Hashable, Sendable {
    package let permille: Int?
    package let isReduced: Bool
    package let net: Yen
    package let tax: Yen

    package var gross: Yen { ConsumptionTax.sum(net, tax) }
    package var rateText: String {
      guard let permille else { return "対象外" }
      return permille % 10 == 0 ? "\(permille / 10)%" : "\(permille / 10).\(permille % 10)%"
    }
  }

  /// Highest rate first, untaxed last.
  package let totals: [Total]

  package var net: Yen { totals.reduce(0) { Self.sum($0, $1.net) } }
  package var tax: Yen { totals.reduce(0) { Self.sum($0, $1.tax) } }
  package var gross: Yen { Self.sum(net, tax) }

  /// `discount` is taken off the whole document and shared among the rates by their amounts. Throws when a class has no rate
  /// on that day.
  package init(
    _ lines: [Line], on day: Day, pricesIncludeTax: Bool = false, discount: Yen = 0, rounding: TaxRounding = .down,
    rates: TaxRateTable = .standard
  ) throws(Problem) {
    var sums: [Rate: Int128] = [:]
    for line in lines {
      guard let row = rates.row(line.taxClass, on: day) else {
        throw Problem(
          "tax_class", ja: "税区分「\(line.taxClass.code)」の\(day)の税率が登録されていません。税率の設定を確認してください。",
          en: "There is no rate for the tax class “\(line.taxClass.code)” on \(day). Check the tax rates.")
      }
      let rate = Rate(permille: row.permille, isReduced: row.isReduced)
      sums[rate] = Self.bounded((sums[rate] ?? 0) + Int128(line.amount.amount))
    }
    let ordered = sums.sorted { $0.key > $1.key }
    let shares = Self.shares(of: Int128(discount.amount), by: ordered.map(\.value))
    totals = zip(ordered, shares).map { sum, share in
      let amount = Self.bounded(sum.value - share)
      let permille = Int128(sum.key.permille ?? 0)
      let tax = rounding.divide(amount * permille, by: pricesIncludeTax ? 1000 + permille : 1000)
      return Total(
        permille: sum.key.permille, isReduced: sum.key.isReduced, net: Self.yen(pricesIncludeTax ? amount - tax : amount),
        tax: Self.yen(tax))
    }
  }

  /// Shares a discount by the amounts, to the yen: what rounding leaves over goes to the largest remainders.
  private static func shares(of discount: Int128, by amounts: [Int128]) -> [Int128] {
    let total = amounts.reduce(0, +)
    guard discount != 0, total != 0 else {
      return amounts.indices.map { $0 == 0 ? discount : 0 }
    }
    var shares = amounts.map { TaxRounding.down.divide(discount * $0, by: total) * (total < 0 ? -1 : 1) }
    let remainders = amounts.indices.map {
      (discount * amounts[$0] * (total < 0 ? -1 : 1) - shares[$0] * total.absolute).absolute
    }
    var left = discount - shares.reduce(0, +)
    for index in amounts.indices.sorted(by: { (remainders[$0], $1) > (remainders[$1], $0) }) where left != 0 {
      shares[index] += left > 0 ? 1 : -1
      left -= left > 0 ? 1 : -1
    }
    return shares
  }

  private struct Rate: Hashable, Comparable {
    let permille: Int?
    let isReduced: Bool
    static func < (a: Rate, b: Rate) -> Bool { (a.permille ?? -1, a.isReduced ? 0 : 1) < (b.permille ?? -1, b.isReduced ? 0 : 1) }
  }

  fileprivate static func sum(_ a: Yen, _ b: Yen) -> Yen { yen(Int128(a.amount) + Int128(b.amount)) }

  /// Keeps products of two amounts within 128 bits, far beyond any amount of money.
  private static func bounded(_ amount: Int128) -> Int128 { Int128(Int64(clamping: amount)) }

  private static func yen(_ amount: Int128) -> Yen { Yen(Int64(clamping: amount)) }
}

extension Int128 {
  fileprivate var absolute: Int128 { self < 0 ? -self : self }
}
