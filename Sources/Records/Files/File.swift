import Database
import Kernel
package import Metadata

/// ファイル: something that was uploaded. Its bytes lie in the `FileStore` under their digest; the record says what they are
/// called and what kind they are.
package enum File: ObjectType {
  package static let name = Field<String>("name", "ファイル名", "File name", nil, .required, .searchable)
  package static let contentType = Field<String>("content_type", "種類", "Content type", nil, .readOnly)
  package static let bytes = Field<Int>("bytes", "サイズ", "Bytes", nil, .readOnly)
  package static let digest = Field<String>("digest", "ダイジェスト", "Digest", nil, .readOnly, .indexed)

  package static let object = ObjectDefinition(
    "file", Label("ファイル", "File"), collection: "files", title: ["name"],
    fields: [name.definition, contentType.definition, bytes.definition, digest.definition])
}

extension RecordTransaction {
  /// Makes the record of a file whose bytes the store has. A name's folders are left out.
  @discardableResult
  package func create(file stored: StoredFile, named name: String) throws -> Record {
    try require(.create, on: File.object)
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    var draft = Draft()
    draft[File.name] = last.isEmpty ? nil : last
    draft[File.contentType] = stored.kind.contentType
    draft[File.bytes] = stored.count
    draft[File.digest] = stored.digest
    let made = try asSystem("file").create(File.self, draft)
    return access.visible(made, of: File.object)
  }

  /// Digests of those given that no file record names any more, deleted ones counted as long as they can be restored.
  package func unusedDigests(among digests: [String]) throws -> Set<String> {
    guard !digests.isEmpty else { return [] }
    let used = try transaction.query("SELECT DISTINCT digest FROM file WHERE digest IN (\(list: digests))").map { try $0.text(0) }
    return Set(digests).subtracting(used)
  }
}
