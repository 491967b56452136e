import HTTPTypes
import Kernel

/// `/healthz` the process lives, `/readyz` it can do its work, `/metrics` how it fares. Open to everyone who reaches the
/// server; put them behind the reverse proxy's rules where that matters.
package struct HealthRoutes: Sendable {
  /// One thing that must be so before requests are sent here: the database answers, migrations are done, the worker lives.
  package struct Check: Sendable {
    package let name: String
    /// `nil`: well; otherwise what is the matter, without secrets.
    package let fault: @Sendable () async -> String?

    package init(_ name: String, fault: @escaping @Sendable () async -> String?) {
      self.name = name
      self.fault = fault
    }
  }

  private let checks: [Check]
  private let metrics: Metrics
  private let gauges: @Sendable () async -> [Gauge]

  package init(checks: [Check], metrics: Metrics, gauges: @escaping @Sendable () async -> [Gauge]) {
    self.checks = checks
    self.metrics = metrics
    self.gauges = gauges
  }

  package var routes: [Route] {
    [
      Route(.get, "/healthz", name: "health", .everyone, Label("プロセスが生きているか", "Whether the process lives")) { _ in
        .json(.ok, ["status": "ok"] as JSON)
      },
      Route(.get, "/readyz", name: "readiness", .everyone, Label("仕事ができる状態か", "Whether it can do its work")) { _ in
        var faults: [JSON.Member] = []
        for check in checks { faults.append(.init(check.name, await check.fault().map { .string($0) } ?? "ok")) }
        let isReady = faults.allSatisfy { $0.value == "ok" }
        let status: JSON = isReady ? "ok" : "unready"
        return .json(isReady ? .ok : .serviceUnavailable, .object([.init("status", status), .init("checks", .object(faults))]))
      },
      Route(
        .get, "/metrics", name: "metrics", .everyone, Label("計測値（Prometheus）", "Measurements (Prometheus)"),
        produces: ["text/plain"]
      ) { _ in
        .text(.ok, metrics.text(await gauges()), type: "text/plain; version=0.0.4; charset=utf-8")
      },
    ]
  }
}
