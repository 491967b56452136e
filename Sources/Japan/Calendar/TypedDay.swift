package import Kernel

/// A day as people type it or Excel wrote it: 2026/9/27, 20260927, 令和8年1月20日, R8.1.20, ㋿8.4.1, 46292.
package struct TypedDay: Hashable, Sendable {
  package let day: Day
  /// What had to be guessed or put right; to be shown.
  package let repairs: [Repair]

  package init(_ typed: String, eras: EraTable = .standard, field: String? = nil) throws(Problem) {
    let reading = FoldingMap.width.withScalars(of: typed) { DayReading($0) }
    do throws(Problem) {
      (day, repairs) = try reading.resolve(eras)
    } catch {
      var problem = error
      problem.field = field
      throw problem
    }
  }

  /// Excel counts days from 1900-01-01 = 1, with a 29 February 1900 that never was.
  package static func day(excelSerial serial: Int) -> Day? {
    (20_000...80_000).contains(serial) ? Day(number: serial - 25_569) : nil
  }
}

/// The numbers and words of a typed day, before anybody has decided what they mean.
private struct DayReading {
  private struct Part {
    var value: Int
    var digits: Int
  }

  private var era = ""
  private var parts: [Part] = []
  private var isStrange = false
  private var hasClock = false
  private var clockIsMidnight = true
  private var isDecimal = false

  init(_ scalars: UnsafeMutableBufferPointer<UInt32>) {
    var at = 0
    var open: Part?
    func isDigit(_ at: Int) -> Bool { at < scalars.count && (0x30...0x39).contains(scalars[at]) }
    func close() {
      if let part = open { parts.append(part) }
      open = nil
    }
    while at < scalars.count {
      let scalar = scalars[at]
      switch scalar {
      case 0x30...0x39:
        let digit = Int(scalar - 0x30)
        if let part = open {
          guard part.digits < 9 else {
            isStrange = true
            return
          }
          open = Part(value: part.value * 10 + digit, digits: part.digits + 1)
        } else {
          open = Part(value: digit, digits: 1)
        }
      case 0x5143 where open == nil && parts.isEmpty:  // 元年
        open = Part(value: 1, digits: 1)
      case 0x2D, 0x2F, 0x2E, 0x30FC, 0x5E74, 0x6708, 0x5C, 0x2C:  // - / . ー 年 月
        if open == nil, parts.isEmpty || isSeparatorTwice(scalars, at) { isStrange = true }
        if scalar == 0x2E, parts.isEmpty, open?.digits == 5 { isDecimal = true }
        close()
      case 0x65E5: close()  // 日
      case 0x20, 0x3000, 0x74:  // space, T
        close()
        if parts.count == 3 || (parts.count == 1 && parts[0].digits == 8), isDigit(at + 1) {
          readClock(scalars, at + 1)
          return
        }
        if scalar == 0x74, at == 0 { era.append("t") } else if scalar == 0x74 { isStrange = true }
      case 0x28, 0x5B:  // (日), (Sun)
        close()
        while at < scalars.count, scalars[at] != 0x29, scalars[at] != 0x5D { at += 1 }
      case 0x27 where at == 0: break  // Excel's apostrophe
      default:
        if open == nil, parts.isEmpty, era.unicodeScalars.count < 3, let letter = Unicode.Scalar(scalar) {
          era.unicodeScalars.append(letter)
        } else {
          isStrange = true
        }
      }
      at += 1
    }
    close()
  }

  private func isSeparatorTwice(_ scalars: UnsafeMutableBufferPointer<UInt32>, _ at: Int) -> Bool {
    at > 0 && scalars[at - 1] != 0x20 && scalars[at - 1] != 0x5E74 && scalars[at - 1] != 0x6708
  }

  private mutating func readClock(_ scalars: UnsafeMutableBufferPointer<UInt32>, _ start: Int) {
    hasClock = true
    for scalar in scalars[start...] {
      switch scalar {
      case 0x31...0x39: clockIsMidnight = false
      case 0x30, 0x3A, 0x2E, 0x2B, 0x2D, 0x7A, 0x20: break
      case 0x61, 0x6D, 0x70: break
      default: isStrange = true
      }
    }
  }

  func resolve(_ eras: EraTable) throws(Problem) -> (Day, [Repair]) {
    guard !isStrange else { throw Self.unreadable }
    var (day, repairs) = era.isEmpty ? try gregorian() : try inEra(eras)
    if hasClock, !clockIsMidnight {
      repairs.append(Repair("clock_dropped", ja: "時刻を除き、日付だけを取り込みました。", en: "Left out the time of day."))
    }
    if day.year < 1868 || day.year > 2200 {
      repairs.append(Repair("far_year", ja: "\(day.year)年になっています。年を確認してください。", en: "The year is \(day.year). Check it."))
    }
    return (day, repairs)
  }

  private func inEra(_ eras: EraTable) throws(Problem) -> (Day, [Repair]) {
    guard let era = eras.era(named: era), parts.count == 3 else { throw Self.unreadable }
    guard let day = eras.day(era, year: parts[0].value, month: parts[1].value, day: parts[2].value) else { throw Self.noSuchDay }
    guard let actual = eras.year(of: day), actual.era != era, let text = eras.text(day) else { return (day, []) }
    let repair = Repair(
      "era", ja: "\(era.name)\(parts[0].value)年は\(text)（\(day)）として取り込みました。",
      en: "Read \(era.name)\(parts[0].value) as \(text) (\(day)).")
    return (day, [repair])
  }

  private func gregorian() throws(Problem) -> (Day, [Repair]) {
    switch parts.count {
    case 1: return try single(parts[0])
    case 2 where isDecimal: return try single(parts[0])
    case 2: throw Self.incomplete
    case 3: return try triple()
    default: throw Self.unreadable
    }
  }

  private func single(_ part: Part) throws(Problem) -> (Day, [Repair]) {
    if part.digits == 8 {
      guard let day = Day(year: part.value / 10_000, month: part.value / 100 % 100, day: part.value % 100) else {
        throw Self.noSuchDay
      }
      return (day, [])
    }
    guard part.digits == 5, let day = TypedDay.day(excelSerial: part.value) else { throw Self.unreadable }
    let repair = Repair(
      "excel_serial", ja: "Excelの日付の通し番号 \(part.value) を \(day) に直しました。", en: "Read Excel's day number \(part.value) as \(day).")
    return (day, [repair])
  }

  private func triple() throws(Problem) -> (Day, [Repair]) {
    let (a, b, c) = (parts[0], parts[1], parts[2])
    if a.digits == 4 { return (try Self.day(a.value, b.value, c.value), []) }
    guard a.digits <= 2, b.digits <= 2 else { throw Self.unreadable }
    if c.digits == 4 {
      if a.value > 12 {
        return (try Self.day(c.value, b.value, a.value), [Self.order(try Self.day(c.value, b.value, a.value))])
      }
      let day = try Self.day(c.value, a.value, b.value)
      return (day, [Self.order(day)])
    }
    guard a.digits == 2, c.digits <= 2 else { throw Self.unreadable }
    let day = try Self.day((a.value < 70 ? 2000 : 1900) + a.value, b.value, c.value)
    let repair = Repair(
      "two_digit_year", ja: "2桁の年を西暦とみなし、\(day) としました。和暦の場合は「R8.1.20」のように書いてください。",
      en: "Took the two-digit year as \(day.year). Write all four digits to be sure.")
    return (day, [repair])
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) throws(Problem) -> Day {
    guard let day = Day(year: year, month: month, day: day) else { throw noSuchDay }
    return day
  }

  private static func order(_ day: Day) -> Repair {
    Repair("day_order", ja: "月・日・年の順とみなし、\(day) としました。", en: "Took the order of day, month and year as \(day).")
  }

  private static let unreadable = Problem(
    "day", ja: "日付として読めません。「2026/9/27」「令和8年9月27日」のように入力してください。",
    en: "This cannot be read as a date. Write it as 2026/9/27.")
  private static let noSuchDay = Problem(
    "no_such_day", ja: "存在しない日付です。年・月・日を確認してください。", en: "There is no such day. Check year, month and day.")
  private static let incomplete = Problem(
    "incomplete_day", ja: "年・月・日のどれかがありません。「2026/9/27」のように年月日を入力してください。",
    en: "Year, month or day is missing. Write all three, as in 2026/9/27.")
}
