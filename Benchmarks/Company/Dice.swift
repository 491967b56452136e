/// Dice that fall the same way in every run (SplitMix64).
struct Dice {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  /// True in `percent` of 100.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

  /// The first choices far more often than the last, as names and customers are spread.
  mutating func pickSkewed<Element>(_ choices: [Element]) -> Element { choices[belowSkewed(choices.count)] }

  mutating func belowSkewed(_ limit: Int) -> Int {
    let unit = Double(next() >> 11) / Double(1 << 53)
    return min(limit - 1, Int(Double(limit) * unit * unit))
  }
}
