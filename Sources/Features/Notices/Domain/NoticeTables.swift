package import Database
import Kernel

/// The tables of notifications. No list or export reads them; everybody sees their own.
package enum NoticeTables {
  package static let migrations: [Migration] = [
    Migration("0600-notifications") { dialect in
      let (integer, text, instant, boolean) = (
        dialect.type(.integer), dialect.type(.text), dialect.type(.instant), dialect.type(.boolean)
      )
      return [
        // cause: what it came of. With the user it is unique, so that nothing notifies a person twice.
        """
        CREATE TABLE notification (
          id \(dialect.key), user_id \(integer) NOT NULL, cause \(text) NOT NULL, at \(instant) NOT NULL, kind \(text) NOT NULL,
          object \(text), record_id \(integer), count \(integer) NOT NULL, actor_id \(integer), operation_id \(integer),
          detail \(text) NOT NULL, read_at \(instant))
        """,
        "CREATE UNIQUE INDEX notification_cause ON notification (user_id, cause)",
        "CREATE INDEX notification_user ON notification (user_id, at, id)",
        "CREATE INDEX notification_unread ON notification (user_id, id) WHERE read_at IS NULL",
        "CREATE INDEX notification_at ON notification (at)",
        // Only what people switched off or on again; everything else comes.
        "CREATE TABLE notification_setting (user_id \(integer) NOT NULL, kind \(text) NOT NULL, is_on \(boolean) NOT NULL, PRIMARY KEY (user_id, kind))",
        // Who decided for themselves; an owner follows without a row.
        """
        CREATE TABLE follow (
          record_id \(integer) NOT NULL, user_id \(integer) NOT NULL, object \(text) NOT NULL, is_on \(boolean) NOT NULL,
          at \(instant) NOT NULL, PRIMARY KEY (record_id, user_id))
        """,
        // written: the name as it stands in the note, whatever the person is called later.
        """
        CREATE TABLE mention (
          note_id \(integer) NOT NULL, user_id \(integer) NOT NULL, written \(text) NOT NULL, PRIMARY KEY (note_id, user_id))
        """,
      ]
    }
  ]
}
