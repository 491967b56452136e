import Foundation

/// One kept connection to a server on this machine; as little work as an HTTP client can do, so that the server is what is
/// measured. Blocks its thread.
final class HTTPClient {
  private let socket: Int32
  private var buffer: [UInt8] = []

  init(port: Int) throws {
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard connected == 0 else {
      close(socket)
      throw BenchProblem("nobody listens on port \(port)")
    }
    var isOn: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { close(socket) }

  /// A port nobody listens on at the moment.
  static func freePort() -> Int {
    (0..<50).map { _ in Int.random(in: 20_000..<30_000) }.first { (try? HTTPClient(port: $0)) == nil } ?? 20_000
  }

  /// What came back: the body as it was sent, compressed or not.
  struct Answer {
    let status: Int
    /// Name in lower case, and value.
    let headers: [(name: String, value: String)]
    let body: [UInt8]
  }

  /// Throws when the connection ends.
  @discardableResult
  func send(
    _ method: String, _ path: String, token: String? = nil, headers: [String] = [], body: String? = nil, type: String = "application/json"
  ) throws -> Answer {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
    if let token { head += "Authorization: Bearer \(token)\r\n" }
    for header in headers { head += "\(header)\r\n" }
    if let body { head += "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n" }
    let request = Array("\(head)\r\n\(body ?? "")".utf8)
    var sent = 0
    while sent < request.count {
      let count = request[sent...].withUnsafeBytes { Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw BenchProblem("the connection ended") }
      sent += count
    }
    return try answer()
  }

  private func answer() throws -> Answer {
    buffer.removeAll(keepingCapacity: true)
    var head: Range<Int>?
    while head == nil {
      try receive()
      head = buffer.firstRange(of: Array("\r\n\r\n".utf8))
    }
    guard let head else { throw BenchProblem("no answer") }
    let lines = String(decoding: buffer[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
      line.firstIndex(of: ":").map {
        (line[..<$0].lowercased(), line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces))
      }
    }
    if let length = headers.first(where: { $0.name == "content-length" }).flatMap({ Int($0.value) }) {
      while buffer.count < head.upperBound + length { try receive() }
    } else if headers.contains(where: { $0.name == "transfer-encoding" }) {
      while buffer.suffix(5) != Array("0\r\n\r\n".utf8)[...] { try receive() }
    }
    return Answer(
      status: lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0, headers: headers,
      body: Array(buffer[head.upperBound...]))
  }

  private func receive() throws {
    let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { bytes in
      let count = recv(socket, bytes.baseAddress, bytes.count, 0)
      if count > 0 { buffer.append(contentsOf: bytes[..<count]) }
      return count
    }
    guard count > 0 else { throw BenchProblem("the connection ended") }
  }
}
