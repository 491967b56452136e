import HTTPTypes
import Kernel
import Metadata
import Records
import WebKernel

/// Two people changed the same field: both values in words and as typed, so that the second can choose or keep both
/// (screen 39).
struct InlineConflict {
  let answer: Answer

  init(
    _ conflicts: [FieldConflict], now record: Record, _ draft: Draft, _ object: ObjectDefinition, _ tx: RecordTransaction, _ ui: UI
  ) throws {
    var wanted = record
    for (name, value) in draft.values { wanted[name] = value }
    let names = try LookupNames(of: [(object, conflicts.map(\.field), [record, wanted])], in: tx)
    let view = try FieldView(object: object, records: [], names: names, tx: tx, ui: ui)
    let lines = conflicts.compactMap { conflict -> JSON? in
      guard let field = object.field(conflict.field) else { return nil }
      let empty = ui("（空欄）", "(empty)")
      func words(_ record: Record) -> JSON {
        let text = view.text(field, record)
        return .string(text.isEmpty ? empty : text)
      }
      func typed(_ record: Record) -> JSON { .string(FieldView.typed(field, record[field.name], in: ui.parsing)) }
      return [
        "field": .string(field.name), "label": .string(ui(field.label)), "current": words(record), "wanted": words(wanted),
        "currentValue": typed(record), "wantedValue": typed(wanted), "isText": .boolean(field.type is LongTextType),
        "changed_by": conflict.changedBy.map { .string($0) } ?? .null,
        "changed_at": conflict.changedAt.map { .string(ui.near($0)) } ?? .null,
      ]
    }
    answer = .json(.conflict, ["version": .integer(Int64(record.version)), "conflicts": .array(lines)])
  }
}
