import HTTPTypes
import Kernel
import Logging
import Testing
import WebKernel
import WebTestSupport

@Suite struct HealthTests {
  private func client(fault: String?) -> WebClient {
    let metrics = Metrics()
    let health = HealthRoutes(
      checks: [.init("database") { fault }], metrics: metrics,
      gauges: { [Gauge("enishi_jobs", "Jobs by state.", [("state=\"failed\"", 2)])] })
    return WebClient(
      AppResponder(
        table: RouteTable(health.routes), authentication: Authentication { _, _ in nil }, metrics: metrics,
        logger: Logger(label: "test"), now: { Instant(milliseconds: 1_795_000_000_000) }))
  }

  @Test func `readiness names what is the matter and answers 503`() async throws {
    let ready = try await client(fault: nil).get("/readyz")
    #expect(ready.status == 200)
    let unready = try await client(fault: "unreachable").get("/readyz")
    #expect(unready.status == 503)
    #expect(unready["checks"]["database"] == "unreachable")
    #expect(try await client(fault: "unreachable").get("/healthz").status == 200)
  }

  @Test func `metrics count requests by pattern and give cumulative buckets`() async throws {
    let client = client(fault: nil)
    _ = try await client.get("/healthz")
    _ = try await client.get("/wp-login.php?x=1")
    let text = try await client.get("/metrics", [.accept: "text/plain"]).text
    #expect(text.contains("enishi_http_request_duration_seconds_count{route=\"/healthz\",method=\"GET\",status=\"200\"} 1\n"))
    #expect(text.contains("le=\"+Inf\"} 1\n"))
    #expect(text.contains("{route=\"(none)\",method=\"GET\",status=\"404\"}"))
    #expect(!text.contains("wp-login"))
    #expect(text.contains("enishi_jobs{state=\"failed\"} 2\n"))
    #expect(text.contains("process_resident_memory_bytes "))
  }
}
