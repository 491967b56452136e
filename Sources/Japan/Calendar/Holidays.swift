package import Kernel

/// The national holidays of Japan (国民の祝日に関する法律), from 2019 on.
///
/// Equinoxes are computed; the official days are announced each February, so an administrator can add and remove days.
package struct Holidays: Hashable, Sendable {
  /// Days the rules do not know, with their names.
  package var added: [Day: String]
  /// Days the rules give that are none.
  package var removed: Set<Day>

  package init(added: [Day: String] = [:], removed: Set<Day> = []) {
    self.added = added
    self.removed = removed
  }

  package static let standard = Holidays()

  /// The holiday's name, 振替休日 and 国民の休日 included.
  package func name(_ day: Day) -> String? {
    if let name = proper(day) { return name }
    if removed.contains(day) { return nil }
    // 振替休日: the first day after a holiday on a Sunday that is not itself a holiday.
    var before = day - 1
    while proper(before) != nil {
      if before.weekday == 7 { return "振替休日" }
      before = before - 1
    }
    // 国民の休日: a day between two holidays.
    return proper(day - 1) != nil && proper(day + 1) != nil ? "国民の休日" : nil
  }

  package func contains(_ day: Day) -> Bool { name(day) != nil }

  /// All holidays of a year in order.
  package func days(year: Int) -> [(day: Day, name: String)] {
    guard let first = Day(year: year, month: 1, day: 1) else { return [] }
    return (0..<366).compactMap { offset in
      let day = first + offset
      return day.year == year ? name(day).map { (day, $0) } : nil
    }
  }

  private func proper(_ day: Day) -> String? {
    if let name = added[day] { return name }
    if removed.contains(day) { return nil }
    let (year, month, date) = day.parts
    if let special = Self.special(year, month, date) { return special.name }
    switch (month, date) {
    case (1, 1): return "元日"
    case (2, 11): return "建国記念の日"
    case (2, 23): return year >= 2020 ? "天皇誕生日" : nil
    case (4, 29): return "昭和の日"
    case (5, 3): return "憲法記念日"
    case (5, 4): return "みどりの日"
    case (5, 5): return "こどもの日"
    case (8, 11): return "山の日"
    case (11, 3): return "文化の日"
    case (11, 23): return "勤労感謝の日"
    case (3, _): return date == Self.equinox(year, 20.8431) ? "春分の日" : nil
    case (9, _) where date == Self.equinox(year, 23.2488): return "秋分の日"
    default: break
    }
    guard day.weekday == 1 else { return nil }
    switch (month, (date - 1) / 7 + 1) {
    case (1, 2): return "成人の日"
    case (7, 3): return "海の日"
    case (9, 3): return "敬老の日"
    case (10, 2): return year >= 2020 ? "スポーツの日" : "体育の日"
    default: return nil
    }
  }

  /// The day of the month, by the usual approximation for 1980–2099.
  private static func equinox(_ year: Int, _ base: Double) -> Int {
    let since = Double(year - 1980)
    return Int((base + 0.242194 * since - (since / 4).rounded(.down)).rounded(.down))
  }

  /// The accession of 2019 and the Olympic Games moved days: a name where there is one, `nil` where the usual day is none.
  private static func special(_ year: Int, _ month: Int, _ date: Int) -> (name: String?, Void)? {
    switch (year, month, date) {
    case (2019, 5, 1): ("休日（即位の日）", ())
    case (2019, 10, 22): ("休日（即位礼正殿の儀）", ())
    case (2020, 7, 23), (2021, 7, 22): ("海の日", ())
    case (2020, 7, 24), (2021, 7, 23): ("スポーツの日", ())
    case (2020, 8, 10), (2021, 8, 8): ("山の日", ())
    case (2020, 7, 20), (2021, 7, 19), (2020, 10, 12), (2021, 10, 11), (2020, 8, 11), (2021, 8, 11): (nil, ())
    default: nil
    }
  }
}
