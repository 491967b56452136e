import Database
import Kernel
import Records

/// A notification about to be given to several people.
struct NotificationDraft {
  let kind: Notification.Kind
  /// What it comes of; nothing notifies a person twice.
  let cause: String
  var object: String?
  var record: RecordID?
  var actor: ID<User>?
  var operation: ID<Operation>?
  var detail: JSON = .object([])
  /// How many records it is about; the record is left out where they are several.
  var count = 1
  /// For what happens to many records in one stroke: what comes of the same cause only raises the number.
  var isCounted = false
}

extension Notification {
  /// Tells those of `users` who still work here and want this kind.
  static func give(
    _ draft: NotificationDraft, to users: Set<ID<User>>, at now: Instant, ids: IDSource, in tx: any Transaction
  ) throws {
    guard !users.isEmpty else { return }
    let listening = try tx.query(
      """
      SELECT id FROM app_user WHERE id IN (\(list: users.sorted())) AND deleted_at IS NULL AND deactivated_at IS NULL
        AND NOT EXISTS (
          SELECT 1 FROM notification_setting
          WHERE notification_setting.user_id = app_user.id AND kind = \(draft.kind.rawValue) AND is_on = \(false))
      ORDER BY id
      """)
    let again: SQL =
      draft.isCounted
      ? """
      DO UPDATE SET count = notification.count + excluded.count, record_id = NULL, read_at = NULL,
        object = CASE WHEN notification.object = excluded.object THEN notification.object END
      """
      : "DO NOTHING"
    for row in listening {
      try tx.execute(
        """
        INSERT INTO notification (id, user_id, cause, at, kind, object, record_id, count, actor_id, operation_id, detail)
        VALUES (\(ids.next(Notification.self)), \(try row.id(0) as ID<User>), \(draft.cause), \(now), \(draft.kind.rawValue), \(draft.object),
          \(draft.record), \(draft.count), \(draft.actor), \(draft.operation), \(draft.detail.text))
        ON CONFLICT (user_id, cause) \(again)
        """)
    }
  }
}
