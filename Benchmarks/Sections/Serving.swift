import App
import Database
import Foundation
import Kernel
import Records

/// `enishi serve` itself: how soon it answers, how much memory it holds, and the same lists and writes over HTTP.
struct Serving {
  static let section = "enishi serve"
  let bench: Workbench

  func measure() async throws {
    guard bench.options.isWanted(Self.section), let program = bench.options.server else { return }
    let token = try await Accounts(services: bench.services).token(for: Cast.manager, name: "bench", scopes: nil, days: 1)
    let seller = try await Accounts(services: bench.services).token(for: Cast.seller(7), name: "bench", scopes: nil, days: 1)
    var starts: [Duration] = []
    for _ in 0..<5 {
      let server = try RunningServer(program, bench.options)
      starts.append(server.took)
      server.stop()
    }
    let slowest = Timing(starts)
    bench.add(Figure(section: Self.section, name: "start to first answer (of 5)", measure: .time(slowest, bare: nil), budget: 500))
    let server = try RunningServer(program, bench.options)
    defer { server.stop() }
    try await Task.sleep(for: .seconds(5))
    memory("idle memory, 5 s after the start", server.process)
    try await pages(server.port, token, seller)
    try await creates(server.port, seller)
    try await Task.sleep(for: .seconds(2))
    memory("memory after all this", server.process)
  }

  private func memory(_ name: String, _ process: Process) {
    let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
    let kilobytes = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }?.split(separator: " ").compactMap { Double($0) }.first ?? 0
    let isIdle = name.hasPrefix("idle")
    bench.add(
      Figure(
        section: Self.section, name: name, measure: .number(kilobytes / 1024, unit: "MB", bare: nil, isRate: false),
        budget: isIdle ? 120 : nil))
  }

  private func pages(_ port: Int, _ token: String, _ seller: String) async throws {
    let client = try HTTPClient(port: port)
    let filter =
      #"{"all":[{"field":"course","is":"eq","value":"premium"},{"field":"account.rank","is":"eq","value":"A"},{"has":"deals","where":{"field":"stage.kind","is":"eq","value":"open"}}]}"#
    let escaped = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    let person = try await bench.sample("person", where: "record_type = 'contact'", count: 200)
    let cases: [(String, String, (Int) -> String)] = [
      ("GET persons, first page with total", token, { _ in "/api/v1/persons?limit=50" }),
      ("GET leads, for a user who sees the team's", seller, { _ in "/api/v1/leads?limit=50" }),
      ("GET persons, three filters", token, { _ in "/api/v1/persons?limit=50&filter=\(escaped)" }),
      ("GET one person", token, { "/api/v1/persons/\(person[$0 % person.count].text)" }),
    ]
    for (name, token, path) in cases {
      let status = try client.send("GET", path(0), token: token).status
      guard status == 200 else { throw BenchProblem("\(path(0)) answered \(status)") }
      let timing = try await Timing.of(bench.options.runs) { try client.send("GET", path($0), token: token) }
      bench.add(Figure(section: Self.section, name: name, measure: .time(timing, bare: nil), budget: name == "GET one person" ? 30 : 50))
    }
  }

  private func creates(_ port: Int, _ token: String) async throws {
    for clients in [1, 16] {
      let stamp = bench.now.milliseconds
      let rate = try await Crowd.rate(clients, for: .seconds(5)) { number, end in
        try Self.create(until: end, port, token, "\(stamp).\(number)")
      }
      bench.add(
        Figure(
          section: Self.section, name: "POST leads, \(clients) client\(clients == 1 ? "" : "s")",
          measure: .number(rate, unit: "/s", bare: nil, isRate: true)))
    }
  }

  private static func create(until end: ContinuousClock.Instant, _ port: Int, _ token: String, _ salt: String) throws -> Int {
    let client = try HTTPClient(port: port)
    var done = 0
    while ContinuousClock.now < end {
      let body = """
        {"last_name":"高橋","first_name":"一郎","last_kana":"タカハシ","first_kana":"イチロウ","company_name":"株式会社山田製作所",\
        "email":"t\(salt).\(done)@c1.example.jp","phone":"03-1234-5678","lead_source":"展示会"}
        """
      let status = try client.send("POST", "/api/v1/leads", token: token, body: body).status
      guard status == 201 else { throw BenchProblem("POST /api/v1/leads answered \(status)") }
      done += 1
    }
    return done
  }
}
