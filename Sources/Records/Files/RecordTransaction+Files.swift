import Database
package import Kernel
package import Metadata

extension RecordTransaction {
  /// Hangs a file on a record that the actor may edit. The store has its bytes already. A name's folders are left out.
  @discardableResult
  package func attach(_ stored: StoredFile, named name: String, to object: String, _ id: RecordID) throws -> Record {
    let object = try self.object(object)
    guard object.takesFiles else { throw Refusal.notFound }
    _ = try lock(object.name, id)
    return try create(file: stored, named: name, on: object, id)
  }

  /// Makes the record of a file that a lookup of another record will point to.
  @discardableResult
  package func create(file stored: StoredFile, named name: String) throws -> Record {
    try create(file: stored, named: name, on: nil, nil)
  }

  /// The files of a record that the actor may see, newest first, with those of what was merged into it.
  package func files(of object: String, _ id: RecordID) throws -> [Record] {
    _ = try get(object, id)
    let file = try self.object(File.object.name)
    try require(.read, on: file)
    let reader = RecordReader(object: file, access: access)
    return try transaction.query(
      """
      SELECT \(reader.columns(of: "r")) FROM file r
      WHERE r.record_id IN (\(list: [id] + (try merged(into: id)))) AND r.object = \(object) AND r.deleted_at IS NULL
      ORDER BY r.id DESC
      """
    ).map(reader.record)
  }

  /// One file, whose bytes are then read from the store by `File.digest`. "Not found" where the actor may not see it.
  package func file(_ id: ID<File>) throws -> Record {
    let definition = try self.object(File.object.name)
    try require(.read, on: definition)
    let file = try asSystem("file").get(File.self, id)
    guard let object = file[File.on], let record = file[File.record] else { return try get(File.self, id) }
    // Of a record that was merged, whoever sees the one it became sees the file.
    var place = record
    while let winner = try winner(of: place) { place = winner }
    _ = try get(object, place)
    return access.visible(file, of: definition)
  }

  /// Digests of those given that no file record names any more, deleted ones counted as long as they can be restored.
  package func unusedDigests(among digests: [String]) throws -> Set<String> {
    guard !digests.isEmpty else { return [] }
    let used = try transaction.query("SELECT DISTINCT digest FROM file WHERE digest IN (\(list: digests))").map { try $0.text(0) }
    return Set(digests).subtracting(used)
  }

  /// Removes for good, at most `limit` of them, files of records that are gone for good; returns how many.
  package func purgeFilesOfGoneRecords(limit: Int = 500) throws -> Int {
    let file = try object(File.object.name)
    let reader = RecordReader(object: file, access: access)
    for parent in schema.objects.values.filter(\.takesFiles).sorted(by: { $0.name < $1.name }) {
      let gone = try transaction.query(
        """
        SELECT \(reader.columns(of: "r")) FROM file r
        WHERE r.object = \(parent.name)
          AND NOT EXISTS (SELECT 1 FROM \(try TableDDL.identifier(parent.table)) parent WHERE parent.id = r.record_id)
        LIMIT \(limit)
        """
      ).map(reader.record)
      guard !gone.isEmpty else { continue }
      try purge(gone, file)
      return gone.count
    }
    return 0
  }

  private func create(file stored: StoredFile, named name: String, on object: ObjectDefinition?, _ record: RecordID?) throws -> Record {
    try require(.create, on: self.object(File.object.name))
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    var draft = Draft()
    draft[File.name] = last.isEmpty ? nil : last
    draft[File.contentType] = stored.kind.contentType
    draft[File.bytes] = stored.count
    draft[File.digest] = stored.digest
    draft[File.on] = object?.name
    draft[File.record] = record
    let made = try asSystem("file").create(File.self, draft)
    return access.visible(made, of: File.object)
  }
}
