import Foundation

/// `enishi serve` as a process of its own, on the company of the benchmarks.
struct RunningServer {
  let process: Process
  let port: Int
  /// From the start to the first answer.
  let took: Duration

  init(_ program: String, _ options: BenchOptions) throws {
    process = Process()
    port = HTTPClient.freePort()
    process.executableURL = URL(filePath: program)
    process.arguments = ["serve", "--port", String(port), "--data", options.data]
    if let url = options.database { process.arguments?.append(contentsOf: ["--database", url]) }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let began = ContinuousClock.now
    try process.run()
    while ContinuousClock.now - began < .seconds(30) {
      if let client = try? HTTPClient(port: port), (try? client.send("GET", "/healthz"))?.status == 200 {
        took = ContinuousClock.now - began
        return
      }
      usleep(2000)
    }
    process.terminate()
    throw BenchProblem("\(program) serve did not answer within 30 s")
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}
