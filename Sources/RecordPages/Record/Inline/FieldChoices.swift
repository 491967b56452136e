import Kernel
import Metadata
import Query
import Records
import WebKernel

/// What can be chosen for a field: its options, the people of the house, or records found by a few letters.
struct FieldChoices {
  private let field: FieldDefinition
  private let object: ObjectDefinition
  /// The record whose field it is, where there is one: stages are those of its pipeline.
  private let record: Record?
  private let tx: RecordTransaction
  private let ui: UI

  static let most = 20

  init(_ field: FieldDefinition, _ object: ObjectDefinition, _ record: Record?, in tx: RecordTransaction, _ ui: UI) {
    self.field = field
    self.object = object
    self.record = record
    self.tx = tx
    self.ui = ui
  }

  struct Choice {
    let value: String
    let label: String
    var hint: String?
    var colour: String?

    var json: JSON {
      [
        "value": .string(value), "label": .string(label), "hint": hint.map { .string($0) } ?? .null,
        "colour": colour.map { .string($0) } ?? .null,
      ]
    }
  }

  func json(matching words: String) throws -> JSON {
    let isOpen = (field.type as? MultiPicklistType)?.isOpen ?? false
    let choices = try choices(matching: words)
    return ["options": .array(choices.map(\.json)), "isOpen": .boolean(isOpen), "searches": .boolean(searches)]
  }

  /// Whether more is found by typing.
  private var searches: Bool {
    guard let target = (field.type as? any ReferenceType)?.target, let object = tx.schema.object(target) else { return false }
    if case .configuration = object.visibility { return false }
    return true
  }

  private func choices(matching words: String) throws -> [Choice] {
    switch field.type {
    case let type as PicklistType: options(type.options)
    case let type as MultiPicklistType: type.isOpen ? try tags(type) : options(type.options)
    case let type as any ReferenceType: try records(type.target, matching: words)
    default: []
    }
  }

  private func options(_ options: [PicklistOption]) -> [Choice] {
    let names = FieldColours(field)
    return options.filter { !$0.isRetired }.map { Choice(value: $0.value, label: ui($0.label), colour: names.colour($0.value, options)) }
  }

  private func tags(_ type: MultiPicklistType) throws -> [Choice] {
    guard let tags = tx.schema.object("tag") else { return options(type.options) }
    let known = try tx.configuration("tag").map { tx.title(of: $0, tags) }
    return options(type.options) + known.sorted().map { Choice(value: $0, label: $0) }
  }

  private func records(_ target: String, matching words: String) throws -> [Choice] {
    let object = try tx.object(target)
    if case .configuration = object.visibility { return try settings(object) }
    let found =
      words.isEmpty
      ? try tx.list(ListQuery(target, limit: 8)).rows
      : try tx.search(words, objects: [target], limit: Self.most).map(\.record)
    return try hints(found, object)
  }

  /// Users who still work here, stages of the record's pipeline, in their order.
  private func settings(_ object: ObjectDefinition) throws -> [Choice] {
    let parent = object.fields.first { field in
      field.name == "pipeline_id" && self.object.field("pipeline_id") != nil
    }
    let all = try tx.configuration(object.name).filter { one in
      guard one["deactivated_at"].isNull else { return false }
      guard let parent, let record, !record[parent.name].isNull else { return true }
      return one[parent.name] == record[parent.name]
    }
    func position(_ record: Record) -> Int64 { if case .integer(let at) = record["position"] { at } else { 0 } }
    let me = tx.actor.userID?.raw
    return all.sorted { (position($0), $0.id) < (position($1), $1.id) }.map { one in
      Choice(
        value: one.id.text, label: tx.title(of: one, object), hint: object.name == "user" && one.id.raw == me ? ui("自分", "me") : nil)
    }
  }

  /// What tells people of one name apart: company and department.
  private func hints(_ records: [Record], _ object: ObjectDefinition) throws -> [Choice] {
    let fields = ["company_name", "department", "prefecture", "city", "account_id"].filter { object.field($0) != nil }
    let names = try LookupNames(of: [(object, fields, records)], in: tx)
    let view = try FieldView(object: object, records: [], names: names, tx: tx, ui: ui)
    return records.map { record in
      let words = fields.compactMap { object.field($0) }.map { view.text($0, record) }.filter { !$0.isEmpty }
      return Choice(value: record.id.text, label: tx.title(of: record, object), hint: words.prefix(2).joined(separator: " "))
    }
  }
}
