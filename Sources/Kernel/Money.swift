/// An amount in whole yen.
package struct Yen: Hashable, Comparable, Sendable, ExpressibleByIntegerLiteral {
  package let amount: Int64

  package init(_ amount: Int64) { self.amount = amount }
  package init(integerLiteral value: Int64) { amount = value }

  package static func + (a: Yen, b: Yen) -> Yen { Yen(a.amount + b.amount) }
  package static func - (a: Yen, b: Yen) -> Yen { Yen(a.amount - b.amount) }
  package static func < (a: Yen, b: Yen) -> Bool { a.amount < b.amount }
}

/// An ISO 4217 currency: its code and how many decimal places its minor unit has (JPY 0, USD 2).
package struct Currency: Hashable, Sendable {
  package let code: String

  /// `nil` unless `code` is one of the currencies the product knows.
  package init?(_ code: String) {
    guard Self.places[code] != nil else { return nil }
    self.code = code
  }

  package static let yen = Currency(known: "JPY")
  package var decimalPlaces: Int { Self.places[code] ?? 2 }
  package static var all: [String] { places.keys.sorted() }

  private init(known: String) { code = known }

  private static let places: [String: Int] = [
    "JPY": 0, "USD": 2, "EUR": 2, "GBP": 2, "CNY": 2, "KRW": 0, "TWD": 2, "HKD": 2, "SGD": 2, "THB": 2, "VND": 0,
    "IDR": 2, "MYR": 2, "PHP": 2, "INR": 2, "AUD": 2, "NZD": 2, "CAD": 2, "CHF": 2,
  ]
}
