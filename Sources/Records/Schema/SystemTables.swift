package import Database
import Kernel

/// The tables that carry every object: settings, metadata, operations, changes, events, identities, search.
package enum SystemTables {
  package static let migrations: [Migration] = [
    Migration("0001-system-tables") { dialect in
      let integer = dialect.type(.integer)
      let text = dialect.type(.text)
      let instant = dialect.type(.instant)
      let blob = dialect.type(.blob)
      return [
        "CREATE TABLE setting (name \(text) PRIMARY KEY, value \(text) NOT NULL)",
        // One row: raised with every change of metadata, and of users, teams and roles.
        "CREATE TABLE schema_state (id \(dialect.key), metadata_version \(integer) NOT NULL, rights_version \(integer) NOT NULL)",
        "INSERT INTO schema_state (id, metadata_version, rights_version) VALUES (1, 1, 1)",
        "CREATE TABLE custom_object (name \(text) PRIMARY KEY, definition \(text) NOT NULL)",
        "CREATE TABLE custom_field (object \(text) NOT NULL, name \(text) NOT NULL, position \(integer) NOT NULL, definition \(text) NOT NULL, PRIMARY KEY (object, name))",
        "CREATE TABLE auto_number (object \(text) NOT NULL, field \(text) NOT NULL, period \(text) NOT NULL, last \(integer) NOT NULL, PRIMARY KEY (object, field, period))",
        """
        CREATE TABLE operation (
          id \(dialect.key), kind \(text) NOT NULL, at \(instant) NOT NULL, actor_id \(integer), actor_name \(text) NOT NULL,
          object \(text), summary \(text) NOT NULL, state \(text) NOT NULL, undoes_id \(integer), undone_by_id \(integer))
        """,
        "CREATE INDEX operation_at ON operation (at)",
        """
        CREATE TABLE change (
          id \(dialect.key), batch_id \(integer) NOT NULL, operation_id \(integer) NOT NULL, at \(instant) NOT NULL,
          actor_id \(integer), kind \(text) NOT NULL, object \(text) NOT NULL, record_id \(integer) NOT NULL, version \(integer) NOT NULL,
          fields \(text) NOT NULL, before \(text), after \(text))
        """,
        "CREATE INDEX change_record ON change (record_id, id)",
        "CREATE INDEX change_operation ON change (operation_id, id)",
        "CREATE INDEX change_batch_id ON change (batch_id, id)",
        // The hash chain links batches (one per transaction), not rows, so that writers need not wait for each other.
        """
        CREATE TABLE change_batch (
          id \(dialect.key), at \(instant) NOT NULL, operation_id \(integer) NOT NULL, changes \(integer) NOT NULL,
          digest \(blob) NOT NULL, seal \(integer), seal_hash \(blob))
        """,
        "CREATE UNIQUE INDEX change_batch_seal ON change_batch (seal)",
        """
        CREATE TABLE event (
          id \(dialect.key), at \(instant) NOT NULL, kind \(text) NOT NULL, person_id \(integer), account_id \(integer),
          object \(text) NOT NULL, record_id \(integer) NOT NULL, actor_id \(integer), source \(text) NOT NULL,
          operation_id \(integer), payload \(text) NOT NULL)
        """,
        "CREATE INDEX event_person ON event (person_id, at, id) WHERE person_id IS NOT NULL",
        "CREATE INDEX event_account ON event (account_id, at, id) WHERE account_id IS NOT NULL",
        "CREATE INDEX event_record ON event (record_id, at, id)",
        "CREATE TABLE identity (kind \(text) NOT NULL, key \(text) NOT NULL, object \(text) NOT NULL, record_id \(integer) NOT NULL)",
        "CREATE INDEX identity_key ON identity (kind, key)",
        "CREATE INDEX identity_record ON identity (record_id)",
        "CREATE TABLE credential (user_id \(dialect.key), password_hash \(text) NOT NULL, changed_at \(instant) NOT NULL)",
        // 名寄せ: an edge that can be cut again. The loser lies in the recycle bin and keeps its events.
        "CREATE TABLE merge_edge (loser_id \(dialect.key), winner_id \(integer) NOT NULL, object \(text) NOT NULL, operation_id \(integer) NOT NULL)",
        "CREATE INDEX merge_edge_winner ON merge_edge (winner_id)",
      ] + search(dialect)
    },
    DuplicatePair.migration,
  ]

  /// What is found by search: one row per record, its text cut into tokens by `Japan.SearchKey`.
  private static func search(_ dialect: Dialect) -> [SQL] {
    let text = dialect.type(.text)
    let columns: SQL = "record_id \(dialect.key), object \(text) NOT NULL, tokens \(text) NOT NULL"
    switch dialect.engine {
    case .sqlite:
      return [
        "CREATE TABLE search_entry (\(columns))",
        """
        CREATE VIRTUAL TABLE search_text USING fts5(
          tokens, content='search_entry', content_rowid='record_id', tokenize="unicode61 remove_diacritics 0")
        """,
      ]
    case .postgres:
      // The vector is kept: matches of common words are found by reading rows, and cutting each up again costs more.
      return [
        "CREATE TABLE search_entry (\(columns), vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED)",
        "CREATE INDEX search_entry_vector ON search_entry USING gin (vector)",
      ]
    }
  }
}
