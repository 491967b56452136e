import Database
import Kernel
import Metadata
import Notices
import Records
import RecordsTestSupport
import TestSupport

/// The small company where people are told what concerns them.
func withNotices(_ engine: Engine, _ body: (House) async throws -> Void) async throws {
  try await withHouse(engine, with: [.notices], body)
}

extension House {
  /// What somebody was told, oldest first: `assigned deal 1`.
  func told(_ user: ID<User>) async throws -> [String] {
    try await read(by: user) { tx in
      try NotificationBox(tx).page(.all, limit: 100).rows.reversed().map { one in
        ([one.kind.rawValue, one.object ?? "-", "\(one.count)"] + [one.detail["outcome"]?.string].compactMap { $0 }).joined(separator: " ")
      }
    }
  }

  func notifications(_ user: ID<User>, _ filter: NotificationBox.Filter = .all) async throws -> [Notification] {
    try await read(by: user) { tx in try NotificationBox(tx).page(filter, limit: 100).rows }
  }

  func unread(_ user: ID<User>) async throws -> Int { try await read(by: user) { tx in try NotificationBox(tx).unread().count } }

  @discardableResult
  func note(by user: ID<User>, _ text: String, on field: String, _ record: Record) async throws -> Record {
    try await write(by: user) { tx in try tx.create("note", Draft(["text": .text(text), field: record.reference])) }
  }

  func change(_ record: Record, by user: ID<User>, _ values: [String: Value]) async throws {
    _ = try await write(by: user) { tx in try tx.update(record.object, record.id, Draft(values)) }
  }

  /// The stages of the standard pipeline by their kind, the first of each.
  func stage(_ kind: String, at place: Int = 0) async throws -> Value {
    try await read(by: yamada) { tx in
      let stages = try tx.configuration("stage").filter { $0["kind"] == .text(kind) }
      return .reference(stages[place].id)
    }
  }
}

extension ID where Of == User {
  var owner: [String: Value] { ["owner_id": .reference(self.as(AnyRecord.self))] }
}
