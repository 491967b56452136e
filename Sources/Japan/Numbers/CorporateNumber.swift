package import Kernel

/// A 法人番号 of 13 digits whose check digit is right (財務省令). Right does not mean registered: 0 and 9 can be exchanged
/// unnoticed, so screens say 「形式OK・実在未確認」.
package struct CorporateNumber: Hashable, Sendable {
  /// 13 ASCII digits.
  package let text: String

  /// Reads what people type: full-width digits, spaces and hyphens are accepted.
  package init(_ typed: String, field: String? = nil) throws(Problem) {
    self.init(checked: try Self.digits(typed, field: field))
    guard Self.isRight(text) else {
      throw Problem(
        field: field, "check_digit", ja: "法人番号が正しくありません（検査数字が合いません）。国税庁の法人番号公表サイトで13桁を確認してください。",
        en: "This corporate number is wrong: its check digit does not fit. Look up the 13 digits at the National Tax Agency.")
    }
  }

  init(checked: String) { text = checked }

  /// The check digit that belongs before 12 digits; `nil` when they are not 12 digits.
  package static func checkDigit(of base: String) -> Int? {
    let digits = Array(base.utf8)
    guard digits.count == 12, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() { sum += Int(digit - 48) * (place % 2 == 0 ? 1 : 2) }
    return 9 - sum % 9
  }

  static func isRight(_ text: String) -> Bool {
    guard text.utf8.count == 13, let first = text.utf8.first, first != 48 else { return false }
    return checkDigit(of: String(text.dropFirst())) == Int(first) - 48
  }

  /// The 13 digits of what was typed, or what is wrong with it.
  static func digits(_ typed: String, field: String?) throws(Problem) -> String {
    let reading = NumberReading(typed)
    if reading.isScientific { throw excelDamage(field) }
    guard !reading.hasOther else {
      throw Problem(
        field: field, "format", ja: "法人番号は13桁の数字で入力してください。", en: "Enter the corporate number as 13 digits.")
    }
    if reading.digits.utf8.count == 12, looksLikeMyNumber(reading.digits) {
      throw Problem(
        field: field, "my_number",
        ja: "個人番号（マイナンバー）と思われる12桁の数字です。マイナンバーは登録できません。元のファイルからも消してください。",
        en: "These 12 digits look like an individual's My Number. It must not be stored: remove it, also from the original file.")
    }
    guard reading.digits.utf8.count == 13 else {
      throw Problem(
        field: field, "length", ja: "法人番号は13桁です（入力は\(reading.digits.utf8.count)桁）。桁数を確認してください。",
        en: "A corporate number has 13 digits; this one has \(reading.digits.utf8.count). Check the number.")
    }
    return reading.digits
  }

  static func excelDamage(_ field: String?) -> Problem {
    Problem(
      field: field, "excel_damage",
      ja: "Excelの保存で番号の下の桁が失われています（例：7.00001E+12）。元のデータをXLSX形式で保存し直して取り込んでください。",
      en: "Excel has cut off the digits of this number (such as 7.00001E+12). Save the original as XLSX and import that.")
  }

  /// The check of 個人番号 (総務省令第85号): weights 6 5 4 3 2 7 6 5 4 3 2, modulo 11.
  package static func looksLikeMyNumber(_ digits: String) -> Bool {
    let digits = Array(digits.utf8)
    guard digits.count == 12, digits.allSatisfy({ (48...57).contains($0) }) else { return false }
    let sum = zip(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
    let check = sum % 11 <= 1 ? 0 : 11 - sum % 11
    return check == Int(digits[11] - 48)
  }
}

extension CorporateNumber: CustomStringConvertible {
  package var description: String { text }
}

/// A typed number taken apart: its digits in ASCII, and whether there was anything else than digits, spaces and hyphens.
struct NumberReading {
  private(set) var digits = ""
  /// A letter in front, such as the T of a 登録番号.
  private(set) var prefix: UInt32?
  private(set) var hasHyphen = false
  private(set) var hasOther = false
  /// 7.00001E+12: what Excel makes of a long number.
  private(set) var isScientific = false

  init(_ typed: String) {
    self = FoldingMap.width.withScalars(of: typed) { NumberReading($0) }
  }

  private init(_ scalars: UnsafeMutableBufferPointer<UInt32>) {
    var count = 0
    var point = false
    for (at, scalar) in scalars.enumerated() {
      switch scalar {
      case 0x30...0x39:
        scalars[count] = scalar
        count += 1
      case 0x20, 9, 10, 13, 0x3000: break
      case 0x2D, 0x30FC: hasHyphen = true
      case 0x2E where count > 0 && !point && Self.isZeros(scalars[(at + 1)...]):
        digits = scalars.text(0..<count)
        return
      case 0x2E where !point: point = true
      case 0x65 where count > 0 && at + 2 < scalars.count && scalars[at + 1] == 0x2B && (0x30...0x39).contains(scalars[at + 2]):
        isScientific = true
      case 0x61...0x7A where count == 0 && prefix == nil && !point: prefix = scalar
      default: hasOther = true
      }
    }
    if prefix != nil || (point && !isScientific) { hasOther = true }
    digits = scalars.text(0..<count)
  }

  /// A number cell saved as text ends in `.0`.
  private static func isZeros(_ rest: Slice<UnsafeMutableBufferPointer<UInt32>>) -> Bool {
    !rest.isEmpty && rest.allSatisfy { $0 == 0x30 }
  }
}
