import Database
import Foundation
import HTTPTypes
import Kernel
import Metadata
import Records
import WebKernel

/// Hanging a file on a record with a plain form, and taking it off again.
struct FilePages: Sendable {
  let door: WebDoor
  let store: FileStore

  var routes: [Route] {
    [
      .post(
        "/{objects}/{id}/files", "recordFile", Label("ファイルを添付する", "Attach a file"), .page, bodyLimit: store.largest + (1 << 20), attach)
    ]
  }

  private func attach(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    // Nobody fills the disk with files for records that are not theirs.
    _ = try await door.fragment(request) { tx, _ in
      let place = try RecordPlace(collection, in: tx)
      guard try tx.editable(place.object, [id])?.contains(id) ?? true else { throw Refusal.notFound }
      _ = try tx.get(place.object.name, id)
      return Answer(.noContent)
    }
    let upload = try await Upload.receive(request, raw: [], sha256: door.store.cryptography.sha256)
    defer { upload.remove() }
    let name = upload.name
    let stored = try await blocking { [store] in try store.put([UInt8](Data(contentsOf: upload.file))) }
    return try await door.write(request, as: "file.attach") { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      _ = try tx.attach(stored, named: name, to: place.object.name, id)
      tx.summary = [.init("created", 1)]
      return .redirect(to: RecordLinks.record(collection, id), Flash(ui("「\(name)」を添付しました", "Attached “\(name)”"), undo: tx.operation.text))
    }
  }
}
