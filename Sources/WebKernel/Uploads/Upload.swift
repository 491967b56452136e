import Database
package import Foundation
import HTTPTypes
import Kernel

/// An upload on this server's disk while it is looked at: spooled as it arrives, so that a large file never lies in memory,
/// and gone with the request.
package struct Upload: Sendable {
  private static let pieceBytes = 1 << 20

  private let folder: URL
  /// What was sent, without the form around it.
  package let file: URL
  package let name: String
  /// Parameters sent as fields beside the file.
  package let fields: [(name: String, value: String)]
  /// Tells two uploads apart, for `Idempotency-Key`.
  package let fingerprint: [UInt8]

  /// - Parameter raw: the media types that are taken besides a form.
  package static func receive(_ request: AppRequest, raw: [String], sha256: ([UInt8]) -> [UInt8]) async throws -> Upload {
    let boundary = request.mediaType == "multipart/form-data" ? MultipartFile.boundary(request.headers[.contentType]) : nil
    guard boundary != nil || raw.contains(request.mediaType ?? "") else {
      throw Failure.unsupportedMediaType(["multipart/form-data"] + raw)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-upload-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do {
      let body = folder.appending(path: "body")
      let fingerprint = try await spool(request, to: body, sha256: sha256)
      guard let boundary else {
        return Upload(folder: folder, file: body, name: "upload", fields: [], fingerprint: fingerprint)
      }
      let data = try Data(contentsOf: body, options: .mappedIfSafe)
      let parts = try MultipartFile(data, boundary: boundary)
      guard let upload = parts.upload else {
        throw Problems([Problem(field: "file", "required", ja: "ファイルを「file」として送ってください。", en: "Send the file as “file”.")])
      }
      let file = folder.appending(path: "file")
      try data[upload.range].write(to: file)
      return Upload(folder: folder, file: file, name: upload.name, fields: parts.fields, fingerprint: fingerprint)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw DatabaseError.whileWriting(error)
    }
  }

  package func remove() { try? FileManager.default.removeItem(at: folder) }

  /// The file in pieces of one megabyte.
  package func eachPiece(_ take: ([UInt8]) async throws -> Void) async throws {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    while let piece = try handle.read(upToCount: Self.pieceBytes), !piece.isEmpty { try await take(Array(piece)) }
  }

  /// Returns the chained digest of its pieces, whatever chunks it arrived in.
  private static func spool(_ request: AppRequest, to file: URL, sha256: ([UInt8]) -> [UInt8]) async throws -> [UInt8] {
    try Data().write(to: file)
    let out = try FileHandle(forWritingTo: file)
    defer { try? out.close() }
    var pending: [UInt8] = []
    var digest: [UInt8] = []
    try await request.eachChunk { chunk in
      try out.write(contentsOf: chunk)
      pending += chunk
      while pending.count >= pieceBytes {
        digest = sha256(digest + pending.prefix(pieceBytes))
        pending.removeFirst(pieceBytes)
      }
    }
    return sha256(digest + pending)
  }
}
