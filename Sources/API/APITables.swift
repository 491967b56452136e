package import Database
import Kernel

/// The tables of the API itself: tokens, and answers that are kept so that a repeated request does nothing twice.
package enum APITables {
  package static let migrations: [Migration] = [
    Migration("0300-api-token") { dialect in
      let (integer, text, instant) = (dialect.type(.integer), dialect.type(.text), dialect.type(.instant))
      return [
        """
        CREATE TABLE api_token (
          id \(dialect.key), user_id \(integer) NOT NULL, name \(text) NOT NULL, token_hash \(text) NOT NULL,
          scopes \(text) NOT NULL, created_at \(instant) NOT NULL, last_used_at \(instant), expires_at \(instant),
          revoked_at \(instant))
        """,
        "CREATE UNIQUE INDEX api_token_hash ON api_token (token_hash)",
        "CREATE INDEX api_token_user ON api_token (user_id)",
      ]
    },
    Migration("0301-idempotency-key") { dialect in
      let (integer, text, instant) = (dialect.type(.integer), dialect.type(.text), dialect.type(.instant))
      return [
        """
        CREATE TABLE idempotency_key (
          token_id \(integer) NOT NULL, key \(text) NOT NULL, request_hash \(text) NOT NULL, created_at \(instant) NOT NULL,
          status \(integer), headers \(text), body \(text), PRIMARY KEY (token_id, key))
        """,
        "CREATE INDEX idempotency_key_created ON idempotency_key (created_at)",
      ]
    },
  ]
}
