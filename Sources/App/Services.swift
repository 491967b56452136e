import Admin
import Cryptography
package import Database
import DatabasePostgres
import DatabaseSQLite
import Foundation
import Japan
package import Jobs
package import Kernel
package import Logging
package import Records

/// Everything the program runs on, wired once: the only place that knows every adapter.
package struct Services: Sendable {
  package let configuration: Configuration
  package let database: any Database
  package let records: RecordStore
  package let queue: JobQueue
  /// The bytes of files on records.
  package let files: FileStore
  package let cryptography: Kernel.Cryptography
  package let log: Logger
  package let now: @Sendable () -> Instant

  /// Opens the database the configuration names, brings it up to date and furnishes it when it is new.
  package static func open(
    _ configuration: Configuration, log: Logger, now: @escaping @Sendable () -> Instant = { Instant.now() }
  ) async throws -> Services {
    let database = try await open(configuration)
    let installation = Installation(database: database, now: now)
    do {
      try await installation.run {
        let path = "\(configuration.data)/backups/before-upgrade-\(fileStamp(now())).backup"
        log.info("Backing up before the upgrade", metadata: ["path": "\(path)"])
        try makeFolder(of: path)
        try await database.backup(to: path)
      }
      let cryptography = Kernel.Cryptography.swiftCrypto(key: try SecretKey(configuration).bytes)
      try await database.write { try TwoFactor.sealAll(cryptography, in: $0) }
      let records = RecordStore(
        database: database, objects: Installation.objects, rules: Features.all.flatMap(\.rules), reactions: Features.all.flatMap(\.reactions),
        cryptography: cryptography,
        node: try await installation.claimNode(), postalCodes: try postalCodes(configuration, log), now: now)
      try await Installation.furnish(records)
      return Services(
        configuration: configuration, database: database, records: records, queue: JobQueue(ids: records.ids, now: now),
        files: try FileStore(folder: URL(fileURLWithPath: configuration.files), cryptography: cryptography),
        cryptography: cryptography, log: log, now: now)
    } catch {
      await database.close()
      throw error
    }
  }

  /// Only the database, as it is: for `migrate --plan` and `doctor`.
  package static func open(_ configuration: Configuration) async throws -> any Database {
    if let url = configuration.postgres {
      return try await PostgresDatabase.open(url: url, connections: configuration.connections)
    }
    try makeFolder(of: configuration.sqliteFile)
    return try await SQLiteDatabase.open(path: configuration.sqliteFile)
  }

  /// The table the configuration names, or the one that lies beside the program.
  private static func postalCodes(_ configuration: Configuration, _ log: Logger) throws -> PostalDirectory? {
    guard let path = configuration.postalCodes else {
      log.notice("No table of postal codes: addresses are taken apart by rule. Set postal_codes to the file that bin/postal-data makes.")
      return nil
    }
    return try PostalDirectory(Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped))
  }

  package func close() async { await database.close() }

  static func makeFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  /// `20261122-093000`, in UTC, for names of files.
  static func fileStamp(_ instant: Instant) -> String {
    String(instant.text.prefix(19)).replacing("T", with: "-").filter { $0.isNumber || $0 == "-" }
  }
}
