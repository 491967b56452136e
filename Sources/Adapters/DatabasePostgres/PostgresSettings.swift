import CPostgres
import Database
import Foundation

/// Where the server is and how each connection is set up.
struct PostgresSettings: Sendable {
  /// For libpq, without our own `schema`.
  let url: String
  let schema: Identifier
  let statementTimeout: Duration?

  /// `schema=` in the URL names the organisation's schema; without it, it is `public`.
  init(url: String, statementTimeout: Duration?) throws {
    let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let options = parts.count > 1 ? parts[1].split(separator: "&") : []
    let name = options.last { $0.hasPrefix("schema=") }.map { String($0.dropFirst("schema=".count)) } ?? "public"
    guard let schema = Identifier(name) else {
      throw DatabaseError.unavailable("The schema “\(name)” in the database URL is no name: use a-z, 0-9 and _")
    }
    let others = options.filter { !$0.hasPrefix("schema=") }.joined(separator: "&")
    self.url = others.isEmpty ? String(parts[0]) : "\(parts[0])?\(others)"
    self.schema = schema
    self.statementTimeout = statementTimeout
  }

  /// Keywords for `PQconnectdbParams`; the URL comes first, so that what follows it wins.
  var keywords: [(String, String)] {
    var session = [
      "search_path": schema.name, "TimeZone": "UTC", "synchronous_commit": "on", "lock_timeout": "10s",
      "client_min_messages": "warning",
      "jit": "off",  // compiling a plan costs more than a list page may take
      "cursor_tuple_fraction": "1.0",  // a cursor here reads to the end
    ]
    if let statementTimeout { session["statement_timeout"] = "\(statementTimeout / .milliseconds(1))ms" }
    let options = session.sorted { $0.key < $1.key }.map { "-c \($0.key)=\($0.value)" }.joined(separator: " ")
    return [
      ("dbname", url), ("options", options), ("client_encoding", "UTF8"), ("application_name", "enishi"),
      ("connect_timeout", "5"),
    ]
  }

  /// The URL as the environment that PostgreSQL's own programs read: passwords do not show in the list of processes.
  func environment() throws -> [String: String] {
    guard let options = PQconninfoParse(url, nil) else {
      throw DatabaseError.unavailable("The database URL cannot be read")
    }
    defer { PQconninfoFree(options) }
    var environment: [String: String] = [:]
    var option = options
    while option.pointee.keyword != nil {
      if let name = option.pointee.envvar, let value = option.pointee.val {
        environment[String(cString: name)] = String(cString: value)
      }
      option += 1
    }
    return environment
  }
}
