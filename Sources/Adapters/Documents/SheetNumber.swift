import Foundation
import Kernel

/// How a number in a cell is shown: a plain number, or a day, a time, a percentage, a code with leading zeros.
enum NumberShape: Hashable {
  case plain
  case percent
  /// Digits with leading zeros and hyphens, `000-0000`: `0` stands for a digit.
  case code(String)
  case day
  case instant
  case time
  /// Hours that go on past a day: `[h]:mm`.
  case elapsed

  /// What a number format of the file means. `id` under 164 is built in (ECMA-376 §18.8.30, with the Japanese ones).
  init(id: Int, code: String?) {
    switch id {
    case _ where code != nil: self.init(code: code ?? "")
    case 9, 10: self = .percent
    case 14...17, 27...31, 34...36, 50...58: self = .day
    case 46: self = .elapsed
    case 18...21, 32, 33, 45, 47: self = .time
    case 22: self = .instant
    default: self = .plain
    }
  }

  init(code: String) {
    let bare = Self.bare(code)
    let letters = Set(bare)
    let hasDay = letters.contains { "ydgeab".contains($0) }
    let hasTime = letters.contains { "hs".contains($0) || $0 == Self.elapsedMark }
    if hasDay || hasTime || letters.contains("m") {
      self = hasDay && hasTime ? .instant : letters.contains(Self.elapsedMark) ? .elapsed : hasTime ? .time : .day
    } else if letters.contains("%") {
      self = .percent
    } else if let pattern = Self.codePattern(code) {
      self = .code(pattern)
    } else {
      self = .plain
    }
  }

  /// Stands for `[h]`, `[mm]` and `[ss]` in what `bare` gives.
  private static let elapsedMark: Character = "∞"

  /// The first section in lower case without literals, colours, locales, exponents and the word for "general".
  private static func bare(_ code: String) -> String {
    var out = ""
    var rest = Substring(code)
    while let first = rest.popFirst(), first != ";" {
      switch first {
      case "\"": rest = rest.firstIndex(of: "\"").map { rest[rest.index(after: $0)...] } ?? ""
      case "\\", "_", "*": rest = rest.dropFirst()
      case "[":
        let inside = rest.prefix { $0 != "]" }.lowercased()
        if !inside.isEmpty, inside.allSatisfy({ "hms".contains($0) }) { out.append(elapsedMark) }
        rest = rest.firstIndex(of: "]").map { rest[rest.index(after: $0)...] } ?? ""
      default: out += first.lowercased()
      }
    }
    for word in ["general", "standard", "g/標準", "am/pm", "a/p", "e+", "e-"] { out = out.replacingOccurrences(of: word, with: "") }
    return out
  }

  /// `0000000` and `000-0000` as people format postal codes and customer numbers; the last section counts
  /// (`[<=999]000;[<=9999]000-00;000-0000`).
  private static func codePattern(_ code: String) -> String? {
    let last = code.split(separator: ";").last.map(String.init) ?? code
    let pattern = last.replacingOccurrences(of: "\\", with: "").replacingOccurrences(of: "\"", with: "")
    guard pattern.first == "0", pattern.filter({ $0 == "0" }).count > 1, pattern.allSatisfy({ $0 == "0" || $0 == "-" }) else {
      return nil
    }
    return pattern
  }
}

/// Turns the numbers of a sheet into the text a person would type.
struct SheetNumber {
  /// The file counts days from 1904 (old Macintosh) instead of 1900.
  var startsIn1904 = false

  func text(_ raw: String, as shape: NumberShape) -> String {
    switch shape {
    case .plain: return Self.plain(raw)
    case .percent: return Double(raw).flatMap { Self.digits($0 * 100) }.map { $0 + "%" } ?? raw
    case .code(let pattern): return Self.coded(Self.plain(raw), pattern)
    case .day, .instant, .time, .elapsed:
      guard let serial = Double(raw), serial >= 0, serial < 2_958_466 else { return Self.plain(raw) }
      return moment(serial, shape)
    }
  }

  /// Without exponent and without the noise of binary fractions: 15 significant digits, as spreadsheets show.
  static func plain(_ raw: String) -> String {
    let bytes = raw.utf8
    var digits = 0
    var hasPoint = false
    for (at, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "-") where at == 0: break
      case UInt8(ascii: ".") where !hasPoint: hasPoint = true
      default: return Double(raw).flatMap(Self.digits) ?? raw
      }
    }
    if !hasPoint || digits == 0 { return raw }
    if digits > 15 { return Double(raw).flatMap(Self.digits) ?? raw }
    return trimmed(raw)
  }

  /// A day or time that the file holds as ISO text already: `2026-11-22T00:00:00` is the day.
  static func isoText(_ raw: String) -> String {
    let parts = raw.split(separator: "T", maxSplits: 1)
    guard parts.count == 2 else { return raw }
    let time = parts[1].prefix { $0.isNumber || $0 == ":" }
    if time.allSatisfy({ $0 == "0" || $0 == ":" }) { return String(parts[0]) }
    return "\(parts[0]) \(time.hasSuffix(":00") && time.count == 8 ? time.dropLast(3) : time)"
  }

  private static func trimmed(_ number: String) -> String {
    var rest = Substring(number)
    while rest.last == "0" { rest.removeLast() }
    if rest.last == "." { rest.removeLast() }
    return rest == "-0" ? "0" : String(rest)
  }

  private static func digits(_ value: Double) -> String? {
    guard value.isFinite else { return nil }
    if value == 0 { return "0" }
    let exponent = Int(log10(abs(value)).rounded(.down))
    guard (-20...20).contains(exponent) else { return String(format: "%.15g", value) }
    guard exponent < 15 else { return String(format: "%.0f", value) }
    let fixed = String(format: "%.*f", 14 - exponent, value)
    return fixed.contains(".") ? trimmed(fixed) : fixed
  }

  private static func coded(_ number: String, _ pattern: String) -> String {
    guard number.utf8.allSatisfy({ (48...57).contains($0) }) else { return number }
    var digits = Array(number)
    var out: [Character] = []
    for mark in pattern.reversed() { out.append(mark == "0" ? digits.popLast() ?? "0" : mark) }
    return String(digits) + String(out.reversed())
  }

  private func moment(_ serial: Double, _ shape: NumberShape) -> String {
    let seconds = Int((serial * 86_400).rounded())
    let (number, second) = (seconds / 86_400, seconds % 86_400)
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let (hour, minute, rest) = (second / 3600, second / 60 % 60, second % 60)
    let tail = rest == 0 ? "" : ":" + two(rest)
    switch shape {
    case .time: return "\(two(hour)):\(two(minute))\(tail)"
    case .elapsed: return "\(two(number * 24 + hour)):\(two(minute))\(tail)"
    case .instant: return "\(day(number)) \(two(hour)):\(two(minute))\(tail)"
    default: return day(Int(serial))
    }
  }

  /// Day 60 of the 1900 count is 29 February 1900, which never was: spreadsheets keep that old fault, and so must we.
  private func day(_ number: Int) -> String {
    if startsIn1904 { return (Self.firstOf1904 + number).text }
    if number == 60 { return "1900-02-29" }
    return (Self.lastOf1899 + (number > 60 ? number - 1 : number)).text
  }

  private static let lastOf1899 = Day(number: -25_568)
  private static let firstOf1904 = Day(number: -24_107)
}
