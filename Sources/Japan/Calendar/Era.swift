package import Kernel

/// One era of the Japanese calendar (元号).
package struct Era: Hashable, Sendable {
  package let name: String
  /// R, H, S, T, M.
  package let letter: String
  package let begins: Day
  /// The Gregorian year of 元年.
  package let firstYear: Int

  package init(name: String, letter: String, begins: Day, firstYear: Int? = nil) {
    self.name = name
    self.letter = letter
    self.begins = begins
    self.firstYear = firstYear ?? begins.year
  }
}

/// The eras in use, newest first. A new era is a row in the settings, not a new program.
package struct EraTable: Hashable, Sendable {
  package let eras: [Era]

  package init(_ eras: [Era]) { self.eras = eras.sorted { $0.begins > $1.begins } }

  package static let standard = EraTable([
    Era(name: "令和", letter: "R", begins: Day(number: 18_017)),  // 2019-05-01
    Era(name: "平成", letter: "H", begins: Day(number: 6_947)),  // 1989-01-08
    Era(name: "昭和", letter: "S", begins: Day(number: -15_713)),  // 1926-12-25
    Era(name: "大正", letter: "T", begins: Day(number: -20_974)),  // 1912-07-30
    Era(name: "明治", letter: "M", begins: Day(number: -35_428), firstYear: 1868),  // Gregorian since 1873-01-01
  ])

  /// 令和8年11月22日; 元年 for a first year. `nil` before the first era of the table.
  package func text(_ day: Day) -> String? {
    guard let (era, year) = year(of: day) else { return nil }
    return "\(era.name)\(year == 1 ? "元" : String(year))年\(day.month)月\(day.day)日"
  }

  /// R8.11.22.
  package func shortText(_ day: Day) -> String? {
    guard let (era, year) = year(of: day) else { return nil }
    return "\(era.letter)\(year).\(day.month).\(day.day)"
  }

  /// The era of a day, and the year in it.
  package func year(of day: Day) -> (era: Era, year: Int)? {
    guard let era = eras.first(where: { $0.begins <= day }) else { return nil }
    return (era, day.year - era.firstYear + 1)
  }

  /// The Gregorian day of a day in an era. The day may lie after the era's end (平成32年): the caller compares `year(of:)`.
  package func day(_ era: Era, year: Int, month: Int, day: Int) -> Day? {
    guard (1...200).contains(year) else { return nil }
    return Day(year: era.firstYear + year - 1, month: month, day: day)
  }

  func era(named name: some StringProtocol) -> Era? {
    eras.first { $0.name == name || $0.letter.lowercased() == name || $0.name.prefix(1) == name }
  }
}
