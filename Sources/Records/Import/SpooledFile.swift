package import Database
import Foundation
package import Kernel

/// A file of the exchange copied out of the database onto this server's disk, because readers of tables want a file. Gone with `remove`.
package struct SpooledFile: Sendable {
  package let path: String
  private let folder: URL

  /// Throws `Refusal.notFound` when the file is not kept any more.
  package init(_ file: ID<ExchangeFile>, from database: any Database) async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "enishi-import-\(UUID().uuidString)")
    let copy = folder.appending(path: "upload")
    path = copy.path
    guard let header = try await database.read({ tx in try ExchangeFile.header(file, in: tx) }) else { throw Refusal.notFound }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do {
      try Data().write(to: copy)
      let out = try FileHandle(forWritingTo: copy)
      for number in 0..<header.pieces {
        if let piece = try await database.read({ tx in try ExchangeFile.piece(number, of: file, in: tx) }) {
          try out.write(contentsOf: piece)
        }
      }
      try out.close()
    } catch {
      remove()
      throw error
    }
  }

  package func remove() { try? FileManager.default.removeItem(at: folder) }
}
