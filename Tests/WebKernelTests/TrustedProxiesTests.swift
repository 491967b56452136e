import Kernel
import Testing
import WebKernel

/// Whose word about clients is believed.
@Suite struct TrustedProxiesTests {
  private static let cases: [(trusted: String, peer: String?, forwarded: String?, client: String?)] = [
    ("", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ("", nil, "198.51.100.1", nil),
    ("127.0.0.1", "127.0.0.1", nil, "127.0.0.1"),
    ("127.0.0.1", "127.0.0.1", "198.51.100.1", "198.51.100.1"),
    ("127.0.0.1", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
    // Whoever calls may have written the beginning of the list.
    ("127.0.0.1, 10.0.0.0/8", "127.0.0.1", "1.2.3.4, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
    ("10.0.0.0/8", "11.0.0.1", "198.51.100.1", "11.0.0.1"),
    ("10.0.0.0/8", "::ffff:10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
    ("::1 fd00::/8", "::1", "[2001:db8::1]:4711, fd00::7", "2001:db8::1"),
    ("127.0.0.1", "127.0.0.1", "unknown, 198.51.100.1", "198.51.100.1"),
    ("127.0.0.1", "127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
    ("0.0.0.0/0", "127.0.0.1", "198.51.100.1", "198.51.100.1"),
  ]

  @Test func `only a trusted peer tells where a request comes from, and the list is read from its end`() throws {
    for (trusted, peer, forwarded, client) in Self.cases {
      let proxies = try TrustedProxies(trusted)
      #expect(proxies.client(peer: peer, forwarded: forwarded) == client, "\(trusted) | \(peer ?? "-") | \(forwarded ?? "-")")
    }
  }

  @Test(arguments: ["localhost", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/8/8", "10.0.0.0/-1"])
  func `what is no address is refused`(text: String) {
    #expect(throws: Problem.self) { try TrustedProxies(text) }
  }
}
