package import Database
package import Kernel
package import Records

/// Which kinds of notifications somebody wants. All come until somebody says otherwise.
package struct NotificationSettings: Sendable, Hashable {
  package var wanted: Set<Notification.Kind>

  package init(_ wanted: Set<Notification.Kind>) { self.wanted = wanted }

  package init(of user: ID<User>, in tx: any Transaction) throws {
    wanted = Set(Notification.Kind.allCases)
    for row in try tx.query("SELECT kind, is_on FROM notification_setting WHERE user_id = \(user)") {
      guard let kind = Notification.Kind(rawValue: try row.text(0)), try !row.boolean(1) else { continue }
      wanted.remove(kind)
    }
  }

  package func save(for user: ID<User>, in tx: any Transaction) throws {
    for kind in Notification.Kind.allCases {
      try tx.execute(
        """
        INSERT INTO notification_setting (user_id, kind, is_on) VALUES (\(user), \(kind.rawValue), \(wanted.contains(kind)))
        ON CONFLICT (user_id, kind) DO UPDATE SET is_on = excluded.is_on
        """)
    }
  }
}
