package import Database
import Kernel

/// The logins a demo company tells everybody on its sign-in page. Any other house has none.
package struct DemoLogins: Sendable, Hashable {
  package struct Login: Sendable, Hashable {
    package let name: String
    package let email: String
    package let role: String

    package init(name: String, email: String, role: String) {
      self.name = name
      self.email = email
      self.role = role
    }
  }
  package let logins: [Login]
  package let password: String

  package init(logins: [Login], password: String) {
    self.logins = logins
    self.password = password
  }

  /// `nil` unless the house is a demo.
  package static func read(in tx: any Transaction) throws -> DemoLogins? {
    var values: [String: String] = [:]
    for row in try tx.query("SELECT name, value FROM setting WHERE name IN ('is_demo', 'demo_logins', 'demo_password')") {
      values[try row.text(0)] = try row.text(1)
    }
    guard values["is_demo"] == "true", let password = values["demo_password"], let text = values["demo_logins"] else { return nil }
    let logins = (try JSON(parsing: text).array ?? []).map {
      Login(name: $0["name"]?.string ?? "", email: $0["email"]?.string ?? "", role: $0["role"]?.string ?? "")
    }
    return DemoLogins(logins: logins, password: password)
  }

  /// For who makes the demo.
  package func save(in tx: any Transaction) throws {
    let list = JSON.array(logins.map { ["name": .string($0.name), "email": .string($0.email), "role": .string($0.role)] })
    try tx.execute(
      """
      INSERT INTO setting (name, value) VALUES ('is_demo', 'true'), ('demo_logins', \(list.text)), ('demo_password', \(password))
      ON CONFLICT (name) DO UPDATE SET value = excluded.value
      """)
  }
}
