import Database
import Kernel
package import Metadata

/// Takes recorded changes back, run by run, and keeps count. Works with the eyes of the system, but names records only as
/// far as the person undoing may see them.
struct Reversal {
  let operation: Operation
  let tx: RecordTransaction
  let system: RecordTransaction
  var outcome = Undo.Outcome()

  init(operation: Operation, tx: RecordTransaction, system: RecordTransaction) {
    self.operation = operation
    self.tx = tx
    self.system = system
  }

  /// A run: changes of one kind to different records of one object.
  mutating func take(back run: [RecordedChange]) throws {
    guard let first = run.first, let object = system.schema.object(first.object) else { return }
    switch first.kind {
    case "create": try removeCreated(run, object)
    case "update": try revert(run, object)
    case "delete": try restore(run.map(\.record), object)
    case "restore": try delete(run.map(\.record), object)
    case "merge": for change in run { try system.cutMerge(change.record, object.name) }
    // The winner's line of the merge that the loser's line takes back.
    case "merged": break
    case DuplicatePair.kind: try system.withdrawJudgement(operation.id)
    default:
      outcome.kept += run.map { change in
        Problem(
          field: object.name, "not_undoable", ja: "この変更（\(change.kind)）は元に戻せません。設定画面で変更してください。",
          en: "This change (\(change.kind)) cannot be undone. Change it back in the settings.")
      }
    }
  }

  // MARK: What was created

  /// Removes records that the operation created, unless they have changed or others point to them.
  private mutating func removeCreated(_ run: [RecordedChange], _ object: ObjectDefinition) throws {
    // Those in the recycle bin went there by somebody's will: nothing to take back.
    let current = try system.currentRecords(object, run.map(\.record))
    let pointedAt = try system.pointedAt(object, run.map(\.record), besides: operation.id)
    var gone: [Record] = []
    for change in run {
      guard let record = current[change.record] else { continue }
      let created = try RecordImage(change.after, object, in: system.parsing)
      let isUntouched = object.fields.allSatisfy { field in
        !field.isPartOfImage || record[field.name] == created[field.name]
      }
      if !isUntouched {
        try keep(record, object, "changed_since", ja: "その後変更されたため残しました。", en: "has been changed since and was kept.")
      } else if pointedAt.contains(change.record) {
        try keep(record, object, "in_use", ja: "他のレコードから参照されているため残しました。", en: "is used by other records and was kept.")
      } else {
        gone.append(record)
      }
    }
    if object.name == File.object.name { try withdraw(gone.compactMap { $0[File.record] }, object) }
    try system.purge(gone, object)
    outcome.undone += gone.count
  }

  // MARK: What was changed

  /// Gives changed fields their earlier values where nobody has set them anew.
  private mutating func revert(_ run: [RecordedChange], _ object: ObjectDefinition) throws {
    let current = try system.currentRecords(object, run.map(\.record))
    let formulas = try system.formulas(of: object)
    var mutations: [Mutation] = []
    var mixed: Set<RecordID> = []
    for change in run {
      guard let record = current[change.record] else { continue }
      let before = try RecordImage(change.before, object, in: system.parsing)
      let after = try RecordImage(change.after, object, in: system.parsing)
      var reverted = record
      for field in object.fields where before.fields.contains(field.name) && field.isPartOfImage {
        if before.unreadable.contains(field.name) || record[field.name] != after[field.name] {
          // Somebody who set the earlier value again has done our work.
          if record[field.name] != before[field.name] {
            try keep(record, object, field)
            mixed.insert(record.id)
          }
        } else {
          reverted[field.name] = before[field.name]
        }
      }
      for formula in formulas { reverted[formula.field] = formula.value(of: reverted, zoneOffset: system.settings.zoneOffset) }
      let changed = system.changedFields(reverted, record, object)
      guard !changed.isEmpty else { continue }
      system.stamp(&reverted)
      mutations.append(Mutation(kind: .update, record: reverted, old: record, changed: changed))
    }
    let taken = try system.takenSince(mutations, object)
    for mutation in mutations where taken[mutation.record.id] != nil { try keepTaken(mutation.record, object) }
    let free = mutations.filter { taken[$0.record.id] == nil }
    try system.write(free, object)
    try system.record(free, of: object)
    try withdraw(free.map(\.record.id).filter { !mixed.contains($0) }, object)
    outcome.undone += free.count
  }

  // MARK: What was deleted or restored

  private mutating func restore(_ ids: [RecordID], _ object: ObjectDefinition) throws {
    let mutations = try system.binned(ids, object).map { system.binMutation(.restore, $0) }
    let taken = try system.takenSince(mutations, object)
    for mutation in mutations where taken[mutation.record.id] != nil { try keepTaken(mutation.record, object) }
    let free = mutations.filter { taken[$0.record.id] == nil }
    try system.settle(free, deleted: nil, object)
    try withdraw(free.map(\.record.id), object)
    outcome.undone += free.count
  }

  private mutating func delete(_ ids: [RecordID], _ object: ObjectDefinition) throws {
    let current = try system.currentRecords(object, ids)
    let mutations = current.values.sorted { $0.id < $1.id }.map { system.binMutation(.delete, $0) }
    try system.settle(mutations, deleted: system.now, object)
    try withdraw(mutations.map(\.record.id), object)
    outcome.undone += mutations.count
  }

  // MARK: What was told

  /// Nothing of what the operation told of these records holds any more: no deal was won, no file was attached. Of the undo itself
  /// one plain event remains, not another won deal.
  private func withdraw(_ ids: [RecordID], _ object: ObjectDefinition) throws {
    let plain = ["updated", "deleted", "restored"].map { "\(object.name).\($0)" }
    for start in stride(from: 0, to: ids.count, by: 500) {
      let part = Array(ids[start..<min(start + 500, ids.count)])
      try system.transaction.execute(
        """
        DELETE FROM event WHERE record_id IN (\(list: part))
          AND (operation_id = \(operation.id) OR (operation_id = \(system.operation) AND kind NOT IN (\(list: plain))))
        """)
    }
  }

  // MARK: What is kept

  private mutating func keep(_ record: Record, _ object: ObjectDefinition, _ code: String, ja: String, en: String) throws {
    let name = try name(of: record, object)
    outcome.kept.append(Problem(field: record.id.text, code, ja: "「\(name)」は\(ja)", en: "“\(name)” \(en)"))
  }

  private mutating func keep(_ record: Record, _ object: ObjectDefinition, _ field: FieldDefinition) throws {
    let name = try name(of: record, object)
    outcome.kept.append(
      Problem(
        field: field.name, "changed_since", ja: "「\(name)」の\(field.label.ja)はその後変更されたため残しました。",
        en: "\(field.label.en) of “\(name)” has been changed since and was kept."))
  }

  private mutating func keepTaken(_ record: Record, _ object: ObjectDefinition) throws {
    try keep(
      record, object, "duplicate", ja: "重複できない値が他のレコードで使われているため元に戻せませんでした。",
      en: "could not be taken back: another record has its unique value now.")
  }

  private func name(of record: Record, _ object: ObjectDefinition) throws -> String {
    try tx.fetch(object, [record.id]).first.map { tx.title(of: $0, object) } ?? record.id.text
  }
}

extension FieldDefinition {
  /// Values that people or rules set: neither bookkeeping nor computed from others.
  fileprivate var isPartOfImage: Bool {
    type.column != nil && !RecordTransaction.bookkeeping.contains(name) && !(type is FormulaType) && !(type is RollUpType) && !isRetired
  }
}

extension RecordTransaction {
  /// Removes rows for good, and what the house knows of them.
  package func purge(_ records: [Record], _ object: ObjectDefinition) throws {
    guard !records.isEmpty else { return }
    let ids = records.map(\.id)
    let table = try TableDDL.identifier(object.table)
    for start in stride(from: 0, to: ids.count, by: 500) {
      let part = Array(ids[start..<min(start + 500, ids.count)])
      try transaction.execute("DELETE FROM \(table) WHERE id IN (\(list: part))")
      try transaction.execute("DELETE FROM event WHERE record_id IN (\(list: part))")
    }
    try forgetIdentities(of: ids)
    try forgetDuplicates(of: ids)
    try SearchIndex(transaction: transaction).remove(ids)
    for record in records {
      trail.add(
        kind: "purge", object: object.name, record: record.id, version: record.version, fields: [], before: nil, after: nil)
    }
    try refreshRollUps(records.map { Mutation(kind: .delete, record: $0, old: $0, changed: ["deleted_at"]) }, object)
    if case .configuration = object.visibility { try configurationChanged(object) }
  }

  /// Which of these records others look up that this operation did not create itself.
  fileprivate func pointedAt(
    _ object: ObjectDefinition, _ ids: [RecordID], besides operation: ID<Operation>
  ) throws -> Set<RecordID> {
    var pointed: Set<RecordID> = []
    for relation in schema.relations(of: object.name) where !SystemField.names.contains(relation.field) {
      guard let child = schema.object(relation.child) else { continue }
      let column = try TableDDL.identifier(relation.field)
      for start in stride(from: 0, to: ids.count, by: 500) {
        let part = Array(ids[start..<min(start + 500, ids.count)])
        let rows = try transaction.query(
          """
          SELECT DISTINCT child.\(column) FROM \(try TableDDL.identifier(child.table)) child
          WHERE child.\(column) IN (\(list: part)) AND child.deleted_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM change WHERE change.record_id = child.id AND change.kind = 'create' AND change.operation_id = \(operation))
          """)
        for row in rows { pointed.insert(try row.id(0)) }
      }
    }
    return pointed.union(try withFiles(object, ids, besides: operation))
  }

  /// On which of these records files hang that came later.
  private func withFiles(
    _ object: ObjectDefinition, _ ids: [RecordID], besides operation: ID<Operation>
  ) throws -> Set<RecordID> {
    guard object.takesFiles else { return [] }
    var found: Set<RecordID> = []
    for start in stride(from: 0, to: ids.count, by: 500) {
      let part = Array(ids[start..<min(start + 500, ids.count)])
      let rows = try transaction.query(
        """
        SELECT DISTINCT file.record_id FROM file WHERE file.record_id IN (\(list: part)) AND file.deleted_at IS NULL
          AND NOT EXISTS (
            SELECT 1 FROM change WHERE change.record_id = file.id AND change.kind = 'create' AND change.operation_id = \(operation))
        """)
      for row in rows { found.insert(try row.id(0)) }
    }
    return found
  }
}
