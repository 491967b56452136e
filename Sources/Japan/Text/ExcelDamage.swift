package import Kernel

/// Puts right what Excel and people do to the cells of a list, before the fields' own rules look at them.
package enum ExcelDamage {
  /// What a column holds, as far as repairs differ.
  package enum Column: Sendable, CaseIterable {
    case phone, mobile, postalCode, corporateNumber, invoiceNumber, day, kana, email, number, text
  }

  /// A cell as it can go into a field, with what was put right.
  package struct Cell: Hashable, Sendable {
    package let value: String
    package let repairs: [Repair]
  }

  /// The cell's value for a column of that kind; an empty cell stays empty. Throws when nothing can be made of it.
  package static func repair(_ typed: String, as column: Column, field: String? = nil) throws(Problem) -> Cell {
    let value = trimmed(typed)
    if value.isEmpty { return Cell(value: "", repairs: []) }
    switch column {
    case .text: return Cell(value: value, repairs: [])
    case .phone, .mobile: return try phone(value, column, field)
    case .postalCode:
      let (code, repair) = try PostalCode.repairing(value, field: field)
      return Cell(value: code.text, repairs: repair.map { [$0] } ?? [])
    case .corporateNumber: return Cell(value: try CorporateNumber(value, field: field).text, repairs: [])
    case .invoiceNumber: return Cell(value: try InvoiceNumber(value, field: field).text, repairs: [])
    case .day:
      let typed = try TypedDay(value, field: field)
      return Cell(value: typed.day.text, repairs: typed.repairs)
    case .kana: return Cell(value: try Kana.reading(value, field: field), repairs: [])
    case .email: return email(value)
    case .number: return number(value)
    }
  }

  /// Without the spaces around it, of whatever kind, and without the apostrophe that keeps Excel from reading a number.
  package static func trimmed(_ typed: String) -> String {
    guard let first = typed.utf8.first, let last = typed.utf8.last else { return typed }
    if !mayBeSpace(first), first != 0x27, !mayBeSpace(last) { return typed }
    var bytes = Array(typed.utf8)[...]
    while let length = spaceLength(bytes) { bytes = bytes.dropFirst(length) }
    while let last = bytes.last {
      if last == 0x20 || (9...13).contains(last) {
        bytes = bytes.dropLast()
      } else if bytes.suffix(3).elementsEqual(ideographicSpace) {
        bytes = bytes.dropLast(3)
      } else if bytes.suffix(2).elementsEqual([0xC2, 0xA0]) {
        bytes = bytes.dropLast(2)
      } else {
        break
      }
    }
    if bytes.first == 0x27, let next = bytes.dropFirst().first, "0123456789+-=@".utf8.contains(next) { bytes = bytes.dropFirst() }
    return bytes.count == typed.utf8.count ? typed : String(decoding: bytes, as: UTF8.self)
  }

  /// A space, or a byte of one: U+00A0 is C2 A0, U+3000 is E3 80 80.
  private static func mayBeSpace(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == 0xC2 || byte == 0xA0 || byte == 0xE3 || byte == 0x80
  }

  private static func spaceLength(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    if first == 0x20 || (9...13).contains(first) { return 1 }
    if bytes.starts(with: ideographicSpace) { return 3 }
    return bytes.starts(with: [0xC2, 0xA0]) ? 2 : nil
  }

  private static let ideographicSpace: [UInt8] = [0xE3, 0x80, 0x80]

  private static func phone(_ value: String, _ column: Column, _ field: String?) throws(Problem) -> Cell {
    let reading = NumberReading(value)
    if reading.isScientific {
      throw Problem(
        field: field, "excel_damage", ja: "Excelの保存で電話番号の下の桁が失われています。元のデータをXLSX形式で保存し直して取り込んでください。",
        en: "Excel has cut off the digits of this phone number. Save the original as XLSX and import that.")
    }
    // Bare digits that lost their zero: 312345678, 9012345678. A number typed with hyphens never lost one.
    let digits = reading.digits
    guard !reading.hasHyphen, !reading.hasOther, let first = digits.utf8.first, first != 48 else {
      return Cell(value: value, repairs: [])
    }
    let isMobile = digits.utf8.count == 10 && ["90", "80", "70", "60", "50", "20"].contains(String(digits.prefix(2)))
    let isLandline = digits.utf8.count == 9 && column == .phone
    guard isMobile || isLandline else { return Cell(value: value, repairs: []) }
    let repair = Repair(
      "leading_zero", ja: "電話番号の先頭の0を補い、0\(digits) としました（Excelで失われたもの）。",
      en: "Put back the leading zero that Excel had cut off: 0\(digits).")
    return Cell(value: "0" + digits, repairs: [repair])
  }

  /// Full-width letters become half-width, `mailto:` and angle brackets go; whether it is an address is the field's question.
  private static func email(_ value: String) -> Cell {
    let isPlain = value.utf8.allSatisfy { $0 < 0x80 && $0 != 0x3C && $0 != 0x20 && $0 != 0x3A }
    if isPlain { return Cell(value: value, repairs: []) }
    var folded = ""
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E: folded.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
      case 0x20, 0x3000, 0xA0, 0x200B: break
      default: folded.unicodeScalars.append(scalar)
      }
    }
    if let open = folded.lastIndex(of: "<"), let close = folded.lastIndex(of: ">"), open < close {
      folded = String(folded[folded.index(after: open)..<close])
    }
    if folded.lowercased().hasPrefix("mailto:") { folded = String(folded.dropFirst(7)) }
    let repair = Repair("email_form", ja: "メールアドレスを \(folded) に整えました。", en: "Cleaned the mail address: \(folded).")
    return Cell(value: folded, repairs: folded == value ? [] : [repair])
  }

  /// 1,234,567 · ￥１２３４ · ▲1,000 → 1234567 · 1234 · -1000.
  private static func number(_ value: String) -> Cell {
    let text = FoldingMap.width.withScalars(of: value) { scalars in
      var out: [UInt32] = []
      for scalar in scalars {
        switch scalar {
        case 0x2C, 0x20, 0x3000, 0xA5, 0x5C, 0x5186, 0x24: break
        case 0x25B2, 0x25B3: out.append(0x2D)
        case 0x2B where out.isEmpty: break
        default: out.append(scalar)
        }
      }
      if out.first == 0x28, out.last == 0x29 { out = [0x2D] + out.dropFirst().dropLast() }
      return out.withUnsafeBufferPointer { $0.text }
    }
    return Cell(value: text, repairs: [])
  }
}
