import Database
package import Kernel
package import Metadata
import People
package import Records
import Sales
import TestSupport

extension House {
  /// One transaction by somebody.
  @discardableResult
  package func write<Value: Sendable>(
    by user: ID<User>, as kind: String = "test", _ body: @escaping @Sendable (RecordTransaction) throws -> Value
  ) async throws -> Value {
    try await records.write(for: .user(user), as: OperationKind(kind, source: "test"), body)
  }

  /// One transaction by somebody, and the operation it is undone by.
  package func operation<Value: Sendable>(
    by user: ID<User>, as kind: String = "test", _ body: @escaping @Sendable (RecordTransaction) throws -> Value
  ) async throws -> (value: Value, id: ID<Operation>) {
    try await records.write(for: .user(user), as: OperationKind(kind, source: "test")) { tx in (try body(tx), tx.operation) }
  }

  package func read<Value: Sendable>(
    by user: ID<User>, _ body: @escaping @Sendable (RecordTransaction) throws -> Value
  ) async throws -> Value {
    try await records.read(for: .user(user), body)
  }

  /// Undoes as somebody, in one transaction.
  @discardableResult
  package func undo(_ operation: ID<Operation>, by user: ID<User>) async throws -> Undo.Outcome {
    try await write(by: user, as: "undo") { tx in try Undo(operation, in: tx).run(in: tx) }
  }

  /// A lead.
  @discardableResult
  package func person(by user: ID<User>, _ values: [String: Value]) async throws -> Record {
    try await person(by: user, "lead", values)
  }

  @discardableResult
  package func person(by user: ID<User>, _ type: String, _ values: [String: Value]) async throws -> Record {
    try await write(by: user) { tx in try tx.create("person", recordType: type, Draft(values)) }
  }

  @discardableResult
  package func account(by user: ID<User>, _ name: String, _ values: [String: Value] = [:]) async throws -> Record {
    try await write(by: user) { tx in
      try tx.create("account", Draft(values.merging(["name": .text(name)]) { $1 }))
    }
  }

  @discardableResult
  package func deal(by user: ID<User>, _ name: String, _ values: [String: Value] = [:]) async throws -> Record {
    try await write(by: user) { tx in
      try tx.create("deal", Draft(values.merging(["name": .text(name)]) { $1 }))
    }
  }

  /// Another process on the same data, with a store and a connection of its own.
  package func beside<Value>(_ body: (House) async throws -> Value) async throws -> Value {
    let database = try await test.another()
    let other = House(
      records: Self.store(on: database, node: 2, clock: clock), test: test, clock: clock, yamada: yamada, takahashi: takahashi,
      sato: sato, suzuki: suzuki, ito: ito, kobayashi: kobayashi)
    let result: Result<Value, any Error>
    do { result = .success(try await body(other)) } catch { result = .failure(error) }
    await database.close()
    return try result.get()
  }
}

extension Record {
  package var reference: Value { .reference(id) }
}

/// The codes of what somebody threw, by field: `email:duplicate`. Refusals show their own name.
package func refusals<Value>(_ body: () async throws -> Value) async -> [String] {
  do {
    _ = try await body()
    return []
  } catch let problems as Problems {
    return problems.all.map { "\($0.field ?? ""):\($0.code)" }
  } catch let refusal as Refusal {
    switch refusal {
    case .notFound: return ["not_found"]
    case .forbidden: return ["forbidden"]
    case .conflict(let fields): return fields.map { "\($0.field):conflict" }
    case .state(let problem): return ["state:\(problem.code)"]
    }
  } catch {
    return ["\(error)"]
  }
}
