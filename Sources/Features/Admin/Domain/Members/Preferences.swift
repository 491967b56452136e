package import Database
package import Kernel
package import Records

/// 個人設定 that follow a person to every browser: light or dark, and whether single keys do something.
package struct Preferences: Sendable, Hashable {
  package enum Theme: String, Sendable, CaseIterable { case light, dark }

  /// `nil`: as the device.
  package var theme: Theme?
  package var hasSingleKeys = true

  package init(theme: Theme? = nil, hasSingleKeys: Bool = true) {
    self.theme = theme
    self.hasSingleKeys = hasSingleKeys
  }

  package init(of user: ID<User>, in tx: any Transaction) throws {
    for row in try tx.query("SELECT name, value FROM user_preference WHERE user_id = \(user)") {
      let value = try row.text(1)
      switch try row.text(0) {
      case "theme": theme = Theme(rawValue: value)
      case "single_keys": hasSingleKeys = value != "off"
      default: break
      }
    }
  }

  package func save(for user: ID<User>, in tx: any Transaction) throws {
    for (name, value) in [("theme", theme?.rawValue ?? "auto"), ("single_keys", hasSingleKeys ? "on" : "off")] {
      try tx.execute(
        """
        INSERT INTO user_preference (user_id, name, value) VALUES (\(user), \(name), \(value))
        ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value
        """)
    }
  }
}
