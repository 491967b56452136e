extension BinaryInteger {
  /// 12,345 with − for what is below zero, as both languages write it.
  package var grouped: String {
    let digits = String(magnitude)
    var out = ""
    for (at, digit) in digits.enumerated() {
      if at > 0, (digits.count - at).isMultiple(of: 3) { out += "," }
      out.append(digit)
    }
    return self < 0 ? "−" + out : out
  }
}
