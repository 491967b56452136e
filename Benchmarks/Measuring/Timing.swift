import Foundation
import Kernel

/// How long one thing took, over many runs.
struct Timing: Sendable {
  /// In milliseconds.
  let p50: Double
  let p95: Double
  let max: Double
  let runs: Int

  init(_ durations: [Duration]) {
    let sorted = durations.map { $0 / .milliseconds(1) }.sorted()
    func at(_ part: Double) -> Double { sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))] }
    p50 = at(0.5)
    p95 = at(0.95)
    max = sorted.last ?? 0
    runs = sorted.count
  }

  /// Warms up, then runs `runs` times, or as often as 12 seconds allow, but 20 times at least.
  static func of(_ runs: Int, _ body: (Int) async throws -> Void) async throws -> Timing {
    for number in 0..<min(10, runs) { try await body(number) }
    var durations: [Duration] = []
    let started = ContinuousClock.now
    for number in 0..<runs {
      if number >= 20, ContinuousClock.now - started > .seconds(12) { break }
      let began = ContinuousClock.now
      try await body(number)
      durations.append(ContinuousClock.now - began)
    }
    return Timing(durations)
  }

  init(json: JSON) {
    func number(_ name: String) -> Double { json[name]?.string.flatMap(Double.init) ?? 0 }
    (p50, p95, max, runs) = (number("p50"), number("p95"), number("max"), Int(number("runs")))
  }

  var json: JSON {
    func text(_ value: Double) -> JSON { .string(String(format: "%.3f", value)) }
    return ["p50": text(p50), "p95": text(p95), "max": text(max), "runs": .string(String(runs))]
  }
}

/// How busy the machine is, so that nobody mistakes a crowded run for a slow program.
func machineLoad() -> Double {
  var load = [0.0]
  return getloadavg(&load, 1) == 1 ? load[0] : 0
}
