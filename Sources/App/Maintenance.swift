import Admin
import Cryptography
import Database
import DatabaseSQLite
import Foundation
package import Kernel
package import Logging
import Records

extension Services {
  /// A consistent copy; returns where it is.
  package func backUp(to file: String?) async throws -> String {
    let path = file ?? "\(configuration.data)/backups/enishi-\(Self.fileStamp(now())).backup"
    try Self.makeFolder(of: path)
    // Files first and last: what the copy of the database names is there, whether it came or went meanwhile.
    let folder = URL(fileURLWithPath: Restoration.files(of: path))
    try await blocking { [files] in try files.copy(to: folder) }
    try await database.backup(to: path)
    try await blocking { [files] in try files.copy(to: folder) }
    try SecretKey.backUp(configuration, beside: path)
    return path
  }
}

/// Puts a backup in the place of the SQLite file. What was there is renamed, never overwritten.
package struct Restoration: Sendable {
  let configuration: Configuration

  package init(configuration: Configuration) { self.configuration = configuration }

  /// Returns where the data from before is kept, if there was any.
  package func run(from file: String) async throws -> String? {
    guard configuration.postgres == nil else {
      throw Problems([
        Problem(
          "restore_postgres", ja: "PostgreSQL のバックアップは pg_restore で復元してください（docs/operations.md）。",
          en: "Restore a PostgreSQL backup with pg_restore (docs/operations.md).")
      ])
    }
    try await check(file)
    let target = configuration.sqliteFile
    try Services.makeFolder(of: target)
    let incoming = target + ".incoming"
    try? FileManager.default.removeItem(atPath: incoming)
    try FileManager.default.copyItem(atPath: file, toPath: incoming)
    var kept: String?
    if FileManager.default.fileExists(atPath: target) {
      let aside = "\(target).before-restore-\(Services.fileStamp(.now()))"
      // The log of the old file goes with it: beside the new one it would be replayed into it.
      for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: target + suffix) {
        try FileManager.default.moveItem(atPath: target + suffix, toPath: aside + suffix)
      }
      kept = aside
    }
    try FileManager.default.moveItem(atPath: incoming, toPath: target)
    try SecretKey.restore(configuration, from: file, aside: "\(SecretKey.file(configuration)).before-restore-\(Services.fileStamp(.now()))")
    try takeInFiles(of: file)
    return kept
  }

  /// Where the files of a backup lie: beside the copy of the database.
  static func files(of backup: String) -> String { backup + ".files" }

  /// Files are kept under their digest, so those of the backup and those of now do not get into each other's way.
  private func takeInFiles(of backup: String) throws {
    let folder = URL(fileURLWithPath: Self.files(of: backup))
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    let store = try FileStore(folder: URL(fileURLWithPath: configuration.files), cryptography: .house)
    let damaged = try store.takeIn(folder)
    guard let first = damaged.first else { return }
    throw Problems([
      Problem(
        "damaged_files", ja: "データは復元しましたが、バックアップの \(damaged.count) 個のファイル（\(first) など）が壊れています。",
        en: "The data is restored, but \(damaged.count.counted("files")) of the backup cannot be used, such as \(first).")
    ])
  }

  /// A backup that cannot be opened must not take the place of data that can.
  private func check(_ file: String) async throws {
    let unreadable = Problems([
      Problem(
        field: file, "backup", ja: "「\(file)」は Enishi のバックアップとして読めません。ファイルを確かめてください。",
        en: "“\(file)” cannot be read as a backup of Enishi. Check the file.")
    ])
    guard FileManager.default.fileExists(atPath: file) else { throw unreadable }
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent("enishi-restore-\(ProcessInfo.processInfo.processIdentifier)")
    defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy.path + suffix) } }
    try? FileManager.default.removeItem(at: copy)
    try FileManager.default.copyItem(atPath: file, toPath: copy.path)
    do {
      let database = try await SQLiteDatabase.open(path: copy.path)
      let columns = try await database.read { tx in try tx.columns(of: "operation") }
      await database.close()
      guard !columns.isEmpty else { throw unreadable }
    } catch {
      throw unreadable
    }
  }
}

/// What `enishi doctor` looks at.
package struct Examination: Sendable {
  /// One thing that was looked at.
  package struct Check: Sendable {
    package let name: String
    package let isFine: Bool
    package let finding: Label
  }

  let configuration: Configuration

  package init(configuration: Configuration) { self.configuration = configuration }

  package func run() async -> [Check] {
    var checks = [folder()]
    do {
      let database = try await Services.open(configuration)
      checks.append(Check(name: "database", isFine: true, finding: Label("データベースに接続できます。", "The database answers.")))
      checks.append(await migrations(database))
      checks.append(await audit(database))
      checks.append(await secretKey(database))
      await database.close()
    } catch {
      let why = Explanation.of(error).map(\.message)
      checks.append(
        Check(
          name: "database", isFine: false,
          finding: Label(why.map(\.ja).joined(separator: " "), why.map(\.en).joined(separator: " "))))
    }
    return checks
  }

  private func folder() -> Check {
    let isWritable = FileManager.default.isWritableFile(atPath: configuration.data)
    return Check(
      name: "data_folder", isFine: isWritable,
      finding: isWritable
        ? Label("データフォルダに書き込めます。", "The data folder can be written.")
        : Label("データフォルダ \(configuration.data) に書き込めません。", "The data folder \(configuration.data) cannot be written."))
  }

  /// Whether the key is there for nobody else and opens what was sealed with it.
  private func secretKey(_ database: any Database) async -> Check {
    func check(_ isFine: Bool, _ ja: String, _ en: String) -> Check { Check(name: "secret_key", isFine: isFine, finding: Label(ja, en)) }
    let path = SecretKey.file(configuration)
    let isGiven = configuration.secretKey != nil
    guard isGiven || FileManager.default.fileExists(atPath: path) else {
      return check(true, "鍵 \(path) は、最初の起動で作られます。", "The key \(path) is made at the first start.")
    }
    let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    guard isGiven || (mode ?? 0) & 0o077 == 0 else {
      return check(false, "鍵 \(path) をほかの人が読めます。chmod 600 を実行してください。", "Others can read the key \(path): run chmod 600.")
    }
    guard let key = try? SecretKey(configuration) else {
      return check(false, "鍵 \(path) を読めません。バックアップから戻してください。", "The key \(path) cannot be read. Put it back from a backup.")
    }
    let isReadable = try? await database.read { try TwoFactor.isReadable(.swiftCrypto(key: key.bytes), in: $0) }
    guard isReadable != false else {
      return check(
        false, "鍵がデータベースと合いません。2段階ログインは予備コードでしか通れません。バックアップの鍵を \(path) に戻してください。",
        "The key is not the one of this database: two-step sign-in takes recovery codes only. Put the key of the backup back to \(path).")
    }
    return check(true, "鍵でデータベースの秘密を開けます。", "The key opens the secrets in the database.")
  }

  private func migrations(_ database: any Database) async -> Check {
    let plan = try? await Installation(database: database, now: { .now() }).plan()
    let isCurrent = plan?.isEmpty == true
    return Check(
      name: "migrations", isFine: isCurrent,
      finding: isCurrent
        ? Label("データベースは最新です。", "The database is up to date.")
        : Label("データベースの更新が必要です。`enishi migrate` を実行してください。", "The database needs an upgrade: run `enishi migrate`."))
  }

  private func audit(_ database: any Database) async -> Check {
    let verdict = try? await database.read { tx in
      try AuditChain(transaction: tx, cryptography: .house).verify()
    }
    guard let verdict else {
      return Check(name: "audit", isFine: false, finding: Label("変更履歴を読めません。", "The audit trail cannot be read."))
    }
    let broken = verdict.problems.first?.message
    return Check(
      name: "audit", isFine: broken == nil,
      finding: broken
        ?? Label("変更履歴 \(verdict.changes) 件の鎖はつながっています。", "The chain of \(verdict.changes) audited changes is unbroken."))
  }
}

/// Brings the database up to date, or says what that would take.
package struct Upgrade: Sendable {
  private let configuration: Configuration
  private let log: Logger

  package init(configuration: Configuration, log: Logger) {
    self.configuration = configuration
    self.log = log
  }

  /// The steps that were missing.
  package func run(onlyPlan: Bool) async throws -> [String] {
    let database = try await Services.open(configuration)
    let steps = try await Installation(database: database, now: { .now() }).plan()
    await database.close()
    if !onlyPlan, !steps.isEmpty { await (try await Services.open(configuration, log: log)).close() }
    return steps
  }
}
