package import Kernel

/// What became of the rows of a file. Every row counts once among created, updated, unchanged and rejected.
package struct ImportCounts: Sendable, Hashable {
  /// Without headings and blank rows.
  package var rows = 0
  package var blank = 0
  package var created = 0
  package var updated = 0
  package var unchanged = 0
  package var rejected = 0
  /// Of the rows taken, those in which something was put right.
  package var repaired = 0
  /// Of the rows taken, those of which a value was left out because the record says otherwise.
  package var kept = 0

  package init() {}

  package init(json: JSON) {
    func count(_ name: String) -> Int { Int(json[name]?.integer ?? 0) }
    rows = count("rows")
    blank = count("blank")
    created = count("created")
    updated = count("updated")
    unchanged = count("unchanged")
    rejected = count("rejected")
    repaired = count("repaired")
    kept = count("kept")
  }

  package var json: JSON {
    func count(_ number: Int) -> JSON { .integer(Int64(number)) }
    return [
      "rows": count(rows), "blank": count(blank), "created": count(created), "updated": count(updated),
      "unchanged": count(unchanged), "repaired": count(repaired), "rejected": count(rejected), "kept": count(kept),
    ]
  }
}

/// Where an import stands: kept with every step, so that it goes on there whatever happens.
package struct ImportState: Sendable, Hashable {
  package let operation: ID<Operation>
  /// The rows before this are done.
  package var position: TablePosition
  package var counts: ImportCounts
  /// The file of rejected rows with their reasons, and that of everything else worth telling.
  package let errorFile: ID<ExchangeFile>
  package let noteFile: ID<ExchangeFile>
  package var isFinished = false
  /// Stopped by somebody before the end.
  package var isCancelled = false

  package init(operation: ID<Operation>, errorFile: ID<ExchangeFile>, noteFile: ID<ExchangeFile>) {
    self.operation = operation
    self.errorFile = errorFile
    self.noteFile = noteFile
    position = .start
    counts = ImportCounts()
  }

  package init?(json: JSON) {
    guard let operation = json["operation"]?.string.flatMap({ ID<Operation>(text: $0) }),
      let errors = json["error_file"]?.string.flatMap({ ID<ExchangeFile>(text: $0) }),
      let notes = json["note_file"]?.string.flatMap({ ID<ExchangeFile>(text: $0) })
    else { return nil }
    self.init(operation: operation, errorFile: errors, noteFile: notes)
    position = TablePosition(row: Int(json["row"]?.integer ?? 0), byte: Int(json["byte"]?.integer ?? 0))
    counts = json["counts"].map(ImportCounts.init(json:)) ?? ImportCounts()
    isFinished = json["finished"]?.boolean ?? false
    isCancelled = json["cancelled"]?.boolean ?? false
  }

  package var json: JSON {
    [
      "operation": .string(operation.text), "error_file": .string(errorFile.text), "note_file": .string(noteFile.text),
      "row": .integer(Int64(position.row)), "byte": .integer(Int64(position.byte)), "counts": counts.json,
      "finished": .boolean(isFinished), "cancelled": .boolean(isCancelled),
    ]
  }
}
