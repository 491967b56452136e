package import Kernel

/// A Japanese postal code: seven digits.
package struct PostalCode: Hashable, Comparable, Sendable {
  /// 0 … 9,999,999.
  package let number: Int

  package init?(number: Int) {
    guard (0...9_999_999).contains(number) else { return nil }
    self.number = number
  }

  /// Reads 100-0001, 1000001, 〒１００－０００１.
  package init(_ typed: String, field: String? = nil) throws(Problem) {
    let (code, repair) = try Self.repairing(typed, field: field)
    guard repair == nil else { throw Self.malformed(field) }
    self = code
  }

  /// As `init`, and puts back the zeros that Excel cuts off: 600000 is 060-0000.
  package static func repairing(_ typed: String, field: String? = nil) throws(Problem) -> (PostalCode, Repair?) {
    let reading = FoldingMap.width.withScalars(of: typed) { Self.read($0) }
    guard let reading else { throw malformed(field) }
    let code = PostalCode(unchecked: reading.number)
    switch reading.count {
    case 7: return (code, nil)
    case 5...6 where !reading.hasHyphen:
      let repair = Repair(
        "leading_zero", ja: "郵便番号の先頭の0を補い、\(code.text) としました（Excelで失われたもの）。",
        en: "Put back the leading zero that Excel had cut off: \(code.text).")
      return (code, repair)
    default: throw malformed(field)
    }
  }

  private init(unchecked number: Int) { self.number = number }

  /// `060-0000`.
  package var text: String {
    let digits = self.digits
    return digits.prefix(3) + "-" + digits.suffix(4)
  }

  /// `0600000`.
  package var digits: String {
    String(unsafeUninitializedCapacity: 7) { out in
      var rest = number
      for at in stride(from: 6, through: 0, by: -1) {
        out[at] = UInt8(48 + rest % 10)
        rest /= 10
      }
      return 7
    }
  }

  package static func < (a: PostalCode, b: PostalCode) -> Bool { a.number < b.number }

  private static func read(_ scalars: UnsafeMutableBufferPointer<UInt32>) -> (number: Int, count: Int, hasHyphen: Bool)? {
    var number = 0
    var count = 0
    var hasHyphen = false
    for scalar in scalars {
      switch scalar {
      case 0x30...0x39:
        count += 1
        guard count <= 7 else { return nil }
        number = number * 10 + Int(scalar - 0x30)
      case 0x2D, 0x30FC:
        guard count == 3 || count == 0 else { return nil }
        hasHyphen = hasHyphen || count == 3
      case 0x20, 0x3000, 9, 10, 13: break
      case 0x3012, 0x3020, 0x3036, 0x27: guard count == 0 else { return nil }  // 〒, and Excel's apostrophe
      default: return nil
      }
    }
    return (number, count, hasHyphen)
  }

  private static func malformed(_ field: String?) -> Problem {
    Problem(
      field: field, "format", ja: "郵便番号は7桁の数字で入力してください（例：100-0001）。",
      en: "Enter the postal code as 7 digits, for example 100-0001.")
  }
}

extension PostalCode: CustomStringConvertible {
  package var description: String { text }
}
