package import Kernel
package import Metadata

/// ファイル: something that was uploaded, usually to a record. Its bytes lie in the `FileStore` under their digest; the record says
/// what they are called, what kind they are and where they belong.
package enum File: ObjectType {
  package static let name = Field<String>("name", "ファイル名", "File name", nil, .required, .searchable)
  package static let contentType = Field<String>("content_type", "種類", "Content type", nil, .readOnly)
  package static let bytes = Field<Int>("bytes", "サイズ", "Bytes", nil, .readOnly)
  package static let digest = Field<String>("digest", "ダイジェスト", "Digest", nil, .readOnly, .indexed)
  /// The object of the record it hangs on.
  package static let on = Field<String>("object", "対象", "Object", nil, .readOnly)
  /// The record it hangs on; who may see and change that may see and change the file.
  package static let record = Field<RecordID>("record_id", "レコード", "Record", IdentifierType(), .readOnly, .indexed)

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "file", Label("ファイル", "File"), collection: "files", title: ["name"],
      fields: [
        name.definition, contentType.definition, bytes.definition, digest.definition, on.definition, record.definition,
      ])
    object.visibility = .attached
    return object
  }()
}

/// A file's record is made with its bytes and nothing else; the record it hangs on tells of it.
struct FileRules: RecordRules {
  var object: String { File.object.name }

  func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] {
    guard record[File.digest] == nil else { return [] }
    return [
      Problem(
        field: File.digest.name, "upload", ja: "ファイルの中身を /api/v1/{オブジェクト}/{id}/files に送ってください。",
        en: "Send the file itself to /api/v1/{object}/{id}/files.")
    ]
  }

  func events(of mutation: Mutation, in tx: RecordTransaction) throws -> [EventDraft] {
    let verb =
      switch mutation.kind {
      case .create, .restore: "attached"
      case .delete: "removed"
      case .update: ""
      }
    guard !verb.isEmpty, let name = mutation.record[File.on], let id = mutation.record[File.record],
      let object = tx.schema.object(name), let parent = try tx.asSystem("file").fetch(object, [id]).first
    else { return [] }
    return [
      EventDraft(
        "file.\(verb)", object: name, record: id, links: tx.store.rules[name]?.timeline(of: parent) ?? TimelineLinks(),
        payload: ["file": .string(mutation.record.id.text), "name": .string(mutation.record[File.name] ?? "")])
    ]
  }
}
