package import Kernel

/// A phone number as typed, with the digits that tell whether two are the same line.
///
/// The typed form is never re-hyphenated: where the area code ends cannot be told (0422-12-3456 is not 042-212-3456).
/// A number that looks wrong is warned about and kept.
package struct PhoneNumber: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case landline, mobile, ip, freeDial, naviDial, machine, foreign, unknown
  }

  /// What was written beside the number.
  package enum Remark: String, Sendable {
    case 代表, 直通, 携帯
    case fax = "FAX"
  }

  package let typed: String
  /// Digits only, beginning with 0; numbers of other countries begin with `+`. Empty when there were no digits.
  package let key: String
  package let kind: Kind
  package let remark: Remark?
  /// 内線 123.
  package let lineExtension: String?

  package init(_ typed: String) {
    let reading = FoldingMap.width.withScalars(of: typed) { PhoneReading($0) }
    self.typed = typed
    key = reading.key
    remark = reading.remark
    lineExtension = reading.lineExtension
    kind = Self.kind(of: key)
  }

  /// Only the match key, for columns and bulk import.
  package static func key(_ typed: String) -> String {
    FoldingMap.width.withScalars(of: typed) { PhoneReading($0).key }
  }

  /// Said, never enforced.
  package var warning: Problem? {
    switch kind {
    case .unknown:
      Problem(
        "phone", ja: "電話番号の桁数を確認してください（0から始まる10桁または11桁）。このまま保存できます。",
        en: "Check the phone number: 10 or 11 digits beginning with 0. It can be saved as it is.")
    default: nil
    }
  }

  private static func kind(of key: String) -> Kind {
    if key.utf8.first == UInt8(ascii: "+") { return .foreign }
    let length = key.utf8.count
    guard key.utf8.first == 48, length == 10 || length == 11 else { return .unknown }
    let head = key.prefix(4)
    if head == "0120" || head == "0800" { return .freeDial }
    if head == "0570" { return .naviDial }
    switch head.prefix(3) {
    case "050": return length == 11 ? .ip : .unknown
    case "060", "070", "080", "090": return length == 11 ? .mobile : .unknown
    case "020": return .machine
    default: return length == 10 && head.prefix(2) != "00" ? .landline : .unknown
    }
  }
}

/// What stands in a phone cell: the first number, its extension and a remark.
private struct PhoneReading {
  private(set) var key = ""
  private(set) var remark: PhoneNumber.Remark?
  private(set) var lineExtension: String?

  /// `scalars` are folded for width; the digits of the number are gathered in place.
  init(_ scalars: UnsafeMutableBufferPointer<UInt32>) {
    var count = 0
    var isForeign = false
    var extensionStart: Int?
    var at = 0
    scan: while at < scalars.count {
      let scalar = scalars[at]
      switch scalar {
      case 0x30...0x39:
        scalars[count] = scalar
        count += 1
      case 0x2B where count == 0: isForeign = true  // +
      case 0x2F, 0x2C, 0x3B, 0x3001, 10:  // a second number
        if count >= 9 { break scan }
      case 0x5185 where next(at, scalars) == 0x7DDA:  // 内線
        if count > 0 {
          extensionStart = at + 2
          break scan
        }
      case 0x65 where next(at, scalars) == 0x78 && count > 0:  // ext
        extensionStart = at + 2
        break scan
      case 0x78 where count > 0:  // x
        extensionStart = at + 1
        break scan
      default: remark = remark ?? Self.remark(scalar, next(at, scalars))
      }
      at += 1
    }
    if let start = extensionStart {
      let digits = scalars[start...].filter { (0x30...0x39).contains($0) }
      if !digits.isEmpty { lineExtension = digits.withUnsafeBufferPointer { $0.text } }
    }
    // A remark may follow the number or its extension.
    for rest in scalars.indices.dropFirst(at) { remark = remark ?? Self.remark(scalars[rest], next(rest, scalars)) }
    key = Self.key(UnsafeMutableBufferPointer(rebasing: scalars[..<count]), isForeign: isForeign)
  }

  private static func key(_ digits: UnsafeMutableBufferPointer<UInt32>, isForeign: Bool) -> String {
    guard isForeign else { return digits.text }
    guard digits.count > 2, digits[0] == 0x38, digits[1] == 0x31 else { return digits.isEmpty ? "" : "+" + digits.text }
    let rest = digits.text(2..<digits.count)
    return digits[2] == 0x30 ? rest : "0" + rest
  }

  private func next(_ at: Int, _ scalars: UnsafeMutableBufferPointer<UInt32>) -> UInt32 {
    at + 1 < scalars.count ? scalars[at + 1] : 0
  }

  private static func remark(_ first: UInt32, _ second: UInt32) -> PhoneNumber.Remark? {
    switch (first, second) {
    case (0x4EE3, 0x8868): .代表
    case (0x76F4, 0x901A): .直通
    case (0x643A, 0x5E2F): .携帯
    case (0x66, 0x61): .fax
    default: nil
    }
  }
}
