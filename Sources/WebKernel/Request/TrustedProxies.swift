import Foundation
import HTTPTypes
package import Kernel

/// The reverse proxies whose word about their clients is believed: addresses and networks, such as `127.0.0.1, 10.0.0.0/8`.
package struct TrustedProxies: Sendable {
  private struct Network: Sendable {
    let bytes: [UInt8]
    let bits: Int

    func holds(_ address: [UInt8]) -> Bool {
      guard address.count == bytes.count else { return false }
      return (0..<bits).allSatisfy { bit in
        let mask = UInt8(0x80) >> UInt8(bit % 8)
        return address[bit / 8] & mask == bytes[bit / 8] & mask
      }
    }
  }
  private let networks: [Network]

  /// Nobody is believed: whoever connects is the client.
  package static let none = TrustedProxies()

  private init() { networks = [] }

  package init(_ text: String) throws(Problem) {
    var networks: [Network] = []
    for part in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
      let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
      guard pieces.count <= 2, let bytes = Self.bytes(pieces[0]), let bits = pieces.count == 1 ? bytes.count * 8 : Int(pieces[1]),
        (0...bytes.count * 8).contains(bits)
      else {
        throw Problem(
          field: "trusted_proxy", "configuration", ja: "trusted_proxy の「\(part)」は IP アドレスではありません。例：127.0.0.1, 10.0.0.0/8",
          en: "“\(part)” in trusted_proxy is no address. Example: 127.0.0.1, 10.0.0.0/8")
      }
      networks.append(Network(bytes: bytes, bits: bits))
    }
    self.networks = networks
  }

  /// Where a request comes from: the peer, or what a trusted peer says in `X-Forwarded-For`. The list is read from its end,
  /// because whoever stands in front of the proxies can write anything at its beginning.
  package func client(peer: String?, forwarded: String?) -> String? {
    guard let peer, trusts(peer), let forwarded else { return peer }
    var client = peer
    for part in forwarded.split(separator: ",").reversed() {
      let address = Self.bare(part)
      guard Self.bytes(address) != nil else { return client }
      client = String(address)
      guard trusts(client) else { return client }
    }
    return client
  }

  private func trusts(_ address: String) -> Bool {
    guard let bytes = Self.bytes(address[...]) else { return false }
    return networks.contains { $0.holds(bytes) }
  }

  /// Without spaces, brackets and port: `[2001:db8::1]:4711` is `2001:db8::1`.
  private static func bare(_ text: Substring) -> Substring {
    let text = text.trimming { $0 == " " || $0 == "\t" }
    if text.first == "[" { return text.dropFirst().prefix { $0 != "]" } }
    return text.split(separator: ":", omittingEmptySubsequences: false).count == 2 ? text.prefix { $0 != ":" } : text
  }

  private static func bytes(_ text: Substring) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, String(text), &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
    var six = in6_addr()
    guard inet_pton(AF_INET6, String(text), &six) == 1 else { return nil }
    let bytes = withUnsafeBytes(of: six) { Array($0) }
    // A server that listens on both sees IPv4 peers as ::ffff:10.0.0.1.
    return bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] ? Array(bytes.suffix(4)) : bytes
  }
}

extension HTTPField.Name {
  static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .from
}
