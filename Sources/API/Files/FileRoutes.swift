import Database
import Foundation
import HTTPTypes
import Kernel
import Metadata
import Records
import WebKernel

/// Files on records: hung on, listed, handed out. Who may see or change the record may do so with its files. Names are changed
/// and files deleted through the generic routes of `files`.
struct FileRoutes: Sendable {
  let services: APIServices
  let store: FileStore

  private static let media = "application/octet-stream"

  var routes: [Route] {
    [
      Route(.get, "/api/v1/{objects}/{id}/files", name: "files", .scope(.read), Label("ファイルの一覧", "Files of a record"), files),
      Route(
        .post, "/api/v1/{objects}/{id}/files", name: "attach", .scope(.write), Label("ファイルの添付", "Attach a file"),
        bodyLimit: store.largest + (1 << 20), attach),
      Route(
        .get, "/api/v1/files/{id}/content", name: "getFileContent", .scope(.read), Label("ファイルの中身", "The bytes of a file"),
        produces: [Self.media],
        documentation: RouteDocumentation(
          parameters: [Schemas.id],
          answers: [.init(200, "As it was sent", ["type": "string", "format": "binary"], type: Self.media)], problems: [404]),
        content),
    ]
  }

  private func files(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.read(request) { tx, caller in
      let target = try RecordTarget(request, caller, .read, in: tx)
      let record = try target.record(try request.id("id"), in: tx)
      let writer = RecordWriter(File.object, tx.access)
      return .json(bytes: writer.list(Page(rows: try tx.files(of: target.object.name, record.id), next: nil), count: nil))
    }
  }

  private func attach(_ request: AppRequest) async throws -> Answer {
    let id: RecordID = try request.id("id")
    var reader = ParameterReader(request.query)
    let given = reader.text("name")
    try reader.finish()
    // Nobody fills the disk with files for records that are not theirs.
    _ = try await services.read(request) { tx, caller in
      _ = try RecordTarget(request, caller, .edit, in: tx).record(id, in: tx)
      return .noContent
    }
    let upload = try await Upload.receive(request, raw: [Self.media], sha256: services.store.cryptography.sha256)
    defer { upload.remove() }
    let name = given ?? upload.name
    let stored = try await blocking { [store] in try store.put([UInt8](Data(contentsOf: upload.file))) }
    return try await services.write(request, as: "file.attach", body: upload.fingerprint) { tx, caller in
      let target = try RecordTarget(request, caller, .edit, in: tx)
      try target.check([id], in: tx)
      let file = try tx.attach(stored, named: name, to: target.object.name, id)
      tx.summary = [.init("created", 1)]
      return .json(.created, bytes: RecordWriter(File.object, tx.access).bytes(file)).tagged(file).undone(by: tx)
        .with(.location, "/api/v1/files/\(file.id.text)")
    }
  }

  /// Always handed out as something to be saved, never as something to be shown: what a stranger sent must not run here.
  private func content(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    let caller = try request.signedIn()
    guard caller.scopes.allows(.read, on: File.object) else { throw Failure.scopeMissing("files:read") }
    let id: ID<File> = try request.id("id")
    let file = try await services.store.read(for: caller.actor) { try $0.file(id) }
    guard let digest = file[File.digest] else { throw Refusal.notFound }
    let bytes = try await blocking { [store] in try store.open(digest) }
    return Answer(
      .ok, headers: [.contentType: Self.media, .contentDisposition: Self.disposition(file[File.name] ?? "file")], body: bytes)
  }

  /// RFC 6266: the name in UTF-8 for those who understand, something plain for the others.
  private static func disposition(_ name: String) -> String {
    "attachment; filename=\"file\"; filename*=UTF-8''\(PercentEncoding.encode(name).replacing("+", with: "%20"))"
  }
}
