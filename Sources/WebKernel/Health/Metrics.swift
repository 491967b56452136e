import Foundation
import Synchronization

/// What `/metrics` counts about requests: how many by route, method and status, and how long they took. Routes are patterns,
/// never addresses, so the number of series is bounded.
package final class Metrics: Sendable {
  private struct Key: Hashable {
    let route: String
    let method: String
    let status: Int
  }
  private struct Series {
    var count = 0
    var seconds = 0.0
    /// Cumulative as Prometheus wants it only when written.
    var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
  }

  /// Upper bounds of the latency buckets in seconds.
  static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
  private let series = Mutex<[Key: Series]>([:])
  private let started = ContinuousClock().now

  package init() {}

  func count(route: String, method: String, status: Int, took: Duration) {
    let key = Key(route: route, method: Self.methods.contains(method) ? method : "other", status: status)
    let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
    let bucket = Self.bounds.firstIndex { seconds <= $0 }
    series.withLock { all in
      all[key, default: Series()].count += 1
      all[key]?.seconds += seconds
      if let bucket { all[key]?.buckets[bucket] += 1 }
    }
  }

  /// Prometheus text format 0.0.4, followed by what others measure.
  package func text(_ others: [Gauge]) -> String {
    let all = series.withLock { $0 }.sorted {
      ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
    }
    var out = "# HELP enishi_http_request_duration_seconds How long requests took, by route, method and status.\n"
    out += "# TYPE enishi_http_request_duration_seconds histogram\n"
    for (key, series) in all {
      let labels = "route=\"\(key.route)\",method=\"\(key.method)\",status=\"\(key.status)\""
      var sum = 0
      for (bound, count) in zip(Self.bounds, series.buckets) {
        sum += count
        out += "enishi_http_request_duration_seconds_bucket{\(labels),le=\"\(bound)\"} \(sum)\n"
      }
      out += "enishi_http_request_duration_seconds_bucket{\(labels),le=\"+Inf\"} \(series.count)\n"
      out += "enishi_http_request_duration_seconds_sum{\(labels)} \(series.seconds)\n"
      out += "enishi_http_request_duration_seconds_count{\(labels)} \(series.count)\n"
    }
    for gauge in own + others { out += gauge.text }
    return out
  }

  private var own: [Gauge] {
    let uptime = ContinuousClock().now - started
    return [
      Gauge("enishi_uptime_seconds", "Since the process began to serve.", [("", Double(uptime.components.seconds))]),
      Gauge("process_resident_memory_bytes", "Memory in use.", Self.residentBytes().map { [("", $0)] } ?? []),
    ]
  }

  private static func residentBytes() -> Double? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let fields = text.split(separator: " ")
    return fields.count > 1 ? Double(fields[1]).map { $0 * 4096 } : nil
  }
}

/// One thing measured now, with a value per label: `jobs{state="failed"} 2`.
package struct Gauge: Sendable {
  package let name: String
  package let help: String
  /// Labels as they are written (`state="failed"`, or nothing), and the value.
  package let values: [(labels: String, value: Double)]

  package init(_ name: String, _ help: String, _ values: [(labels: String, value: Double)]) {
    self.name = name
    self.help = help
    self.values = values
  }

  var text: String {
    guard !values.isEmpty else { return "" }
    let lines = values.map { labels, value in
      let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
      return labels.isEmpty ? "\(name) \(number)\n" : "\(name){\(labels)} \(number)\n"
    }
    return "# HELP \(name) \(help)\n# TYPE \(name) gauge\n" + lines.joined()
  }
}
