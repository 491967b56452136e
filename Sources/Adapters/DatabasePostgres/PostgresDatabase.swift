package import Database

/// placeholder
package final class PostgresDatabase: Database {
  package let dialect = Dialect.postgres
  package static func open(url: String, connections: Int = 8, log: QueryLog? = nil) async throws -> PostgresDatabase {
    throw DatabaseError.unavailable("PostgreSQL is not served yet")
  }
  package func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
    throw DatabaseError.unavailable("PostgreSQL is not served yet")
  }
  package func write<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
    throw DatabaseError.unavailable("PostgreSQL is not served yet")
  }
  package func backup(to path: String) async throws {}
  package func close() async {}
}
