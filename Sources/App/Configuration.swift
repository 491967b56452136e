import Foundation
import Kernel
package import WebKernel

/// Where everything is and how it runs: flags > environment (`ENISHI_…`) > file (`enishi.conf` in the data folder) > defaults.
package struct Configuration: Sendable {
  /// One setting with the place it came from, for `doctor`.
  package struct Entry: Sendable, Hashable {
    package let name: String
    package let value: String
    package let source: Source

    /// Without the password a database URL may carry, and without the key.
    package var shownValue: String {
      if name == "secret_key" { return value.isEmpty ? "" : "…" }
      guard let scheme = value.range(of: "://"), let at = value.lastIndex(of: "@"), scheme.upperBound <= at,
        let colon = value[scheme.upperBound..<at].firstIndex(of: ":")
      else { return value }
      return value[...colon] + "…" + value[at...]
    }
  }
  package enum Source: String, Sendable { case flag, environment, file, `default` }

  package let entries: [Entry]

  private struct Known {
    let name: String
    let fallback: String
  }
  private static let known = [
    Known(name: "data", fallback: "data"), Known(name: "database", fallback: ""), Known(name: "host", fallback: "127.0.0.1"),
    Known(name: "port", fallback: "8080"), Known(name: "connections", fallback: "8"), Known(name: "workers", fallback: "2"),
    Known(name: "log_level", fallback: "info"), Known(name: "files", fallback: ""), Known(name: "postal_codes", fallback: ""),
    Known(name: "trusted_proxy", fallback: ""), Known(name: "url", fallback: ""),
    Known(name: "secret_key", fallback: ""),
  ]

  /// - Parameter flags: what the command line said, by name; `nil` values were not given.
  /// - Throws: `Problems` for unknown names in the file and unreadable numbers.
  package init(flags: [String: String?] = [:], environment: [String: String]) throws {
    let given = flags.compactMapValues { $0 }
    let data = given["data"] ?? environment["ENISHI_DATA"] ?? "data"
    let file = try Self.read(file: "\(data)/enishi.conf")
    entries = Self.known.map { known in
      if let value = given[known.name] { return Entry(name: known.name, value: value, source: .flag) }
      if let value = environment["ENISHI_\(known.name.uppercased())"] {
        return Entry(name: known.name, value: value, source: .environment)
      }
      if let value = file[known.name] { return Entry(name: known.name, value: value, source: .file) }
      return Entry(name: known.name, value: known.fallback, source: .default)
    }
    try Problems.check(problems())
  }

  package var data: String { self["data"] }
  /// A `postgres://` URL, or `nil` for the SQLite file in the data folder.
  package var postgres: String? { self["database"].isEmpty ? nil : self["database"] }
  package var host: String { self["host"] }
  package var port: Int { Int(self["port"]) ?? 8080 }
  package var connections: Int { Int(self["connections"]) ?? 8 }
  package var workers: Int { Int(self["workers"]) ?? 2 }
  /// The address people reach the house by, without a slash at its end: `https://crm.example.co.jp`. For links in mails.
  package var url: String { url(port: port) }
  /// The same, where the system has chosen the port.
  package func url(port: Int) -> String {
    guard self["url"].isEmpty else { return String(self["url"].reversed().drop { $0 == "/" }.reversed()) }
    return "http://\(host):\(port)"
  }
  /// Whether cookies are for HTTPS only.
  package var isSecure: Bool { url.hasPrefix("https://") }
  /// The key that secrets are sealed with, where it is not kept in the data folder.
  package var secretKey: String? { self["secret_key"].isEmpty ? nil : self["secret_key"] }
  package var logLevel: String { self["log_level"] }
  /// The folder of files on records; servers that share a database share this folder, too.
  package var files: String { self["files"].isEmpty ? "\(data)/files" : self["files"] }
  /// The reverse proxies whose `X-Forwarded-For` is believed.
  package var trustedProxies: TrustedProxies { (try? TrustedProxies(self["trusted_proxy"])) ?? .none }
  /// The table that `bin/postal-data` makes: the file named, otherwise where an installation or `bin/setup` puts it.
  package var postalCodes: String? {
    if !self["postal_codes"].isEmpty { return self["postal_codes"] }
    return ["/usr/local/share/enishi/postal.tsv", "/usr/share/enishi/postal.tsv"].first(where: FileManager.default.fileExists)
  }
  package var sqliteFile: String { "\(data)/enishi.sqlite" }

  private subscript(_ name: String) -> String { entries.first { $0.name == name }?.value ?? "" }

  private func problems() -> [Problem] {
    var problems: [Problem] = []
    for (name, range) in [("port", 0...65_535), ("connections", 1...200), ("workers", 0...64)] {
      guard let number = Int(self[name]), range.contains(number) else {
        problems.append(
          Problem(
            field: name, "configuration", ja: "\(name) は \(range.lowerBound)〜\(range.upperBound) の数で指定してください。",
            en: "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)."))
        continue
      }
    }
    do throws(Problem) { _ = try TrustedProxies(self["trusted_proxy"]) } catch { problems.append(error) }
    if let path = postalCodes, !FileManager.default.isReadableFile(atPath: path) {
      problems.append(
        Problem(
          field: "postal_codes", "configuration", ja: "郵便番号の表 \(path) を読めません。bin/postal-data で作成してください。",
          en: "The table of postal codes \(path) cannot be read. Make it with bin/postal-data."))
    }
    if let url = postgres, !url.hasPrefix("postgres://"), !url.hasPrefix("postgresql://") {
      problems.append(
        Problem(
          field: "database", "configuration", ja: "database は postgres:// で始まる URL で指定してください。",
          en: "database must be a URL that begins with postgres://."))
    }
    return problems
  }

  /// `name = value` lines; `#` begins a comment.
  private static func read(file: String) throws -> [String: String] {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [:] }
    var values: [String: String] = [:]
    var problems: [Problem] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let content = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      if content.isEmpty { continue }
      let parts = content.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2, known.contains(where: { $0.name == parts[0] }) {
        values[parts[0]] = parts[1]
      } else {
        problems.append(
          Problem(
            field: parts.first, "configuration", ja: "\(file) の \(number + 1) 行目が読めません。「名前 = 値」の形にしてください。",
            en: "Line \(number + 1) of \(file) cannot be read. Write “name = value” with a known name."))
      }
    }
    try Problems.check(problems)
    return values
  }
}
