import Database
package import Kernel
import Synchronization

/// Tries and makes passwords on two threads of their own: each costs a tenth of a second of a core, and nobody else shall wait
/// for it.
package final class PasswordCheck: Sendable {
  /// Beyond so many that wait, the next are asked to come back.
  private static let longestQueue = 100
  /// Nobody types more; a longer text is no password.
  package static let longest = 500

  private let cryptography: Cryptography
  private let workers: Workers<@Sendable () -> Void>
  private let waiting = Mutex(0)
  /// The hash of a password that nobody knows: tried for users that do not exist, so that they take as long.
  private let decoy = Mutex<String?>(nil)

  package init(_ cryptography: Cryptography) {
    self.cryptography = cryptography
    workers = Workers(name: "passwords", limit: 2) { workers in
      while let work = workers.next() { work() }
    }
  }

  /// Whether this is the password. Takes as long without a hash, and is then false.
  package func isRight(_ password: String, hash: String?) async throws -> Bool {
    guard password.count <= Self.longest else { return false }
    let cryptography = cryptography
    return try await apart { [self] in
      let unknown = try decoyHash()
      return try cryptography.verifyPassword(password, hash ?? unknown) && hash != nil
    }
  }

  package func hash(_ password: String) async throws -> String {
    let cryptography = cryptography
    return try await apart { try cryptography.hashPassword(password) }
  }

  /// What is wrong with a new password.
  package static func problems(of password: String) -> [Problem] {
    guard password.count <= longest else {
      return [
        Problem(
          field: "password", "too_long", ja: "パスワードは \(longest) 文字までにしてください。",
          en: "The password can have up to \(longest) characters.")
      ]
    }
    return []
  }

  private func decoyHash() throws -> String {
    if let known = decoy.withLock({ $0 }) { return known }
    let made = try cryptography.hashPassword(Secret.make(cryptography))
    decoy.withLock { $0 = made }
    return made
  }

  private func apart<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    let isTooMany = waiting.withLock { waiting in
      waiting += 1
      return waiting > Self.longestQueue
    }
    defer { waiting.withLock { $0 -= 1 } }
    if isTooMany { throw DatabaseError.busy }
    return try await withCheckedThrowingContinuation { done in
      let isTaken = workers.add { done.resume(with: Result(catching: body)) }
      if !isTaken { done.resume(throwing: CancellationError()) }
    }
  }
}
