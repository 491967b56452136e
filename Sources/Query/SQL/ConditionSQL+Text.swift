import Database
import Kernel
import Metadata

extension ConditionSQL {
  /// Of text: the letters stand somewhere in it, ASCII letters in either case. Of choices: this one is among the chosen.
  func contains(_ left: SQLOperand, _ part: String) -> Predicate {
    if left.family == .choices { return .comparing(context.dialect.holds(left.sql, ChoiceText.needle(part))) }
    return .comparing(context.dialect.holds("lower(\(left.sql))", part.asciiLowercased))
  }

  /// ASCII letters in either case. As a range of the column's own order where the start has no such letters, so that
  /// an index of the column is used.
  func startsWith(_ left: SQLOperand, _ start: String) -> Predicate {
    let text: SQL = start.utf8.contains(where: \.isASCIILetter) ? "lower(\(left.sql))" : left.sql
    let from = start.asciiLowercased
    guard let until = from.firstAfterPrefix else { return .comparing("\(text) >= \(from)") }
    return .comparing("(\(text) >= \(from) AND \(text) < \(until))")
  }
}

extension String {
  /// As `lower` does on both engines: only A to Z.
  var asciiLowercased: String {
    String(decoding: utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  /// The smallest text that is larger than every text with this start, in the order of bytes; `nil` when there is none.
  var firstAfterPrefix: String? {
    var scalars = Array(unicodeScalars)
    while let last = scalars.popLast() {
      let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
      guard let larger = Unicode.Scalar(next) else { continue }
      return String(String.UnicodeScalarView(scalars + [larger]))
    }
    return nil
  }
}

extension UInt8 {
  fileprivate var isASCIILetter: Bool { (65...90).contains(self) || (97...122).contains(self) }
}
