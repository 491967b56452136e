package import Database
import Kernel

/// The tables of signing in. No list, API or export reads them, and no secret stands in them in clear text: of most there is a
/// fingerprint only, and the keys of one-time codes, which must be computed with, are sealed.
package enum AdminTables {
  package static let migrations: [Migration] = [
    Migration("0500-sessions") { dialect in
      let (integer, text, instant, boolean) = (
        dialect.type(.integer), dialect.type(.text), dialect.type(.instant), dialect.type(.boolean)
      )
      return [
        """
        CREATE TABLE user_session (
          id \(dialect.key), user_id \(integer) NOT NULL, secret_hash \(text) NOT NULL, csrf \(text) NOT NULL,
          user_agent \(text) NOT NULL, address \(text) NOT NULL, is_kept \(boolean) NOT NULL, created_at \(instant) NOT NULL,
          seen_at \(instant) NOT NULL, expires_at \(instant) NOT NULL)
        """,
        "CREATE UNIQUE INDEX user_session_secret ON user_session (secret_hash)",
        "CREATE INDEX user_session_user ON user_session (user_id)",
        // When somebody was last in the house: outlives the sessions.
        "CREATE TABLE user_presence (user_id \(dialect.key), seen_at \(instant) NOT NULL)",
        // Browsers in which somebody has signed in before.
        """
        CREATE TABLE known_device (
          secret_hash \(text) NOT NULL, user_id \(integer) NOT NULL, seen_at \(instant) NOT NULL, PRIMARY KEY (secret_hash, user_id))
        """,
        "CREATE TABLE sign_in_failure (key \(text) PRIMARY KEY, failures \(integer) NOT NULL, ends_at \(instant) NOT NULL)",
      ]
    },
    Migration("0501-two-factor") { dialect in
      let (integer, text, instant, blob) = (dialect.type(.integer), dialect.type(.text), dialect.type(.instant), dialect.type(.blob))
      return [
        // last_step: the youngest time step a code was taken of; no code of it or before is taken again.
        """
        CREATE TABLE two_factor (
          user_id \(dialect.key), secret \(blob) NOT NULL, last_step \(integer) NOT NULL, confirmed_at \(instant))
        """,
        """
        CREATE TABLE recovery_code (
          user_id \(integer) NOT NULL, code_hash \(text) NOT NULL, used_at \(instant), PRIMARY KEY (user_id, code_hash))
        """,
      ]
    },
    Migration("0502-account-link") { dialect in
      let (integer, text, instant) = (dialect.type(.integer), dialect.type(.text), dialect.type(.instant))
      return [
        """
        CREATE TABLE account_link (
          secret_hash \(text) PRIMARY KEY, kind \(text) NOT NULL, user_id \(integer), created_at \(instant) NOT NULL,
          expires_at \(instant) NOT NULL, used_at \(instant))
        """,
        "CREATE INDEX account_link_user ON account_link (user_id, kind)",
        "CREATE TABLE user_preference (user_id \(integer) NOT NULL, name \(text) NOT NULL, value \(text) NOT NULL, PRIMARY KEY (user_id, name))",
      ]
    },
  ]
}
