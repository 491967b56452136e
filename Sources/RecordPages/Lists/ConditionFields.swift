import Kernel
import Metadata
import Query
import Records
import WebKernel

/// What the condition builder offers for one kind of record: its fields with the comparisons that suit them, the fields of
/// what it looks up, what belongs to it, and what can have happened.
struct ConditionFields {
  let place: RecordPlace
  let tx: RecordTransaction
  let ui: UI

  var json: JSON {
    let own = ListColumns.visible(place, in: tx).map { field($0, path: $0.name, label: ui(field: $0)) }
    return [
      "fields": .array(own + lookedUp), "relations": .array(relations), "events": .array(events),
      "periods": .array(Self.periods.map { name, label in ["value": .string(name), "label": .string(ui(label))] }),
    ]
  }

  private func field(_ field: FieldDefinition, path: String, label: String, group: String? = nil) -> JSON {
    var members: [JSON.Member] = [
      .init("name", .string(path)), .init("label", .string(label)), .init("family", .string(field.type.family.rawValue)),
      .init(
        "operators",
        .array(
          OperatorWords.offered(for: field.type.family).map {
            ["is": .string($0.rawValue), "label": .string(ui(OperatorWords.label($0, field.type.family)))]
          })),
      .init("editable", .boolean(path == field.name && tx.access.isEditable(field, on: place.object))),
    ]
    if let group { members.append(.init("group", .string(group))) }
    if let options = options(field.type) { members.append(.init("options", .array(options))) }
    if let target = (field.type as? any ReferenceType)?.target {
      members.append(.init("target", .string(target)))
      if path == field.name { members.append(.init("searchable", true)) }
    }
    return .object(members)
  }

  private func options(_ type: any FieldType) -> [JSON]? {
    let options: [PicklistOption]
    switch type {
    case let type as PicklistType: options = type.options
    case let type as MultiPicklistType: options = type.options
    default: return nil
    }
    return options.filter { !$0.isRetired }.map { ["value": .string($0.value), "label": .string(ui($0.label))] }
  }

  /// 取引先のランク: one step up, where a lookup leads to records that people work with.
  private var lookedUp: [JSON] {
    ListColumns.visible(place, in: tx).flatMap { lookup -> [JSON] in
      guard let target = (lookup.type as? any ReferenceType)?.target, target != "user", target != place.object.name,
        let object = tx.schema.object(target), tx.actor.rights.scope(.read, on: target) > .none
      else { return [] }
      let step = FieldPath.step(lookup.name)
      let fields = object.activeFields.filter { field in
        field.type.column != nil && !SystemField.names.contains(field.name) && !(field.type is any ReferenceType)
          && !(field.type is LongTextType) && tx.access.isVisible(field, on: object)
      }
      return fields.map {
        field(
          $0, path: "\(step).\($0.name)", label: ui("\(lookup.label.ja)の\($0.label.ja)", "\(lookup.label.en) › \($0.label.en)"),
          group: ui(lookup.label))
      }
    }
  }

  /// 商談がある・ない.
  private var relations: [JSON] {
    tx.schema.relations(of: place.object.name).compactMap { relation in
      guard let child = tx.schema.object(relation.child), child.takesFiles, !SystemField.names.contains(relation.field),
        child.name != SavedView.object.name, tx.actor.rights.scope(.read, on: child.name) > .none, let field = child.field(relation.field),
        tx.access.isVisible(field, on: child)
      else { return nil }
      let isPlain = relation.name == child.collection
      let label = isPlain ? ui(child.label) : ui("\(child.label.ja)（\(field.label.ja)）", "\(child.label.en) (\(field.label.en))")
      return ["name": .string(relation.name), "label": .string(label)]
    }
  }

  private var events: [JSON] {
    guard ["person", "account", "deal"].contains(place.object.name) else { return [] }
    return EventWords.askable.map { kind in
      ["kind": .string(kind), "label": .string(ui(EventWords.word(kind, in: tx.schema).thing))]
    }
  }

  private static let periods: [(String, Label)] = [
    ("today", Label("今日", "today")), ("yesterday", Label("昨日", "yesterday")), ("tomorrow", Label("明日", "tomorrow")),
    ("this_week", Label("今週", "this week")), ("last_week", Label("先週", "last week")), ("next_week", Label("来週", "next week")),
    ("this_month", Label("今月", "this month")), ("last_month", Label("先月", "last month")), ("next_month", Label("来月", "next month")),
    ("past_7_days", Label("過去7日以内", "the past 7 days")), ("past_14_days", Label("過去14日以内", "the past 14 days")),
    ("past_30_days", Label("過去30日以内", "the past 30 days")), ("past_90_days", Label("過去90日以内", "the past 90 days")),
    ("next_7_days", Label("今後7日以内", "the next 7 days")), ("next_30_days", Label("今後30日以内", "the next 30 days")),
    ("this_fiscal_year", Label("今年度", "this fiscal year")), ("last_fiscal_year", Label("前年度", "last fiscal year")),
  ]
}

extension UI {
  fileprivate func callAsFunction(field: FieldDefinition) -> String { self(field.label) }
}

/// How the builder says a comparison: after the field, before the value.
enum OperatorWords {
  /// In the order in which they are offered; the first is chosen to begin with.
  static func offered(for family: FieldFamily) -> [Operator] {
    switch family {
    case .text: [.contains, .eq, .ne, .startsWith, .empty, .notEmpty]
    case .number: [.gte, .lte, .gt, .lt, .eq, .between, .empty, .notEmpty]
    case .boolean: [.eq]
    case .day: [.within, .lt, .gte, .eq, .between, .anniversaryWithin, .empty, .notEmpty]
    case .instant: [.within, .lt, .gte, .empty, .notEmpty]
    case .choice: [.in, .notIn, .empty, .notEmpty, .changedWithin]
    case .choices: [.in, .notIn, .empty, .notEmpty]
    case .reference: [.eq, .ne, .empty, .notEmpty, .changedWithin]
    }
  }

  static func label(_ word: Operator, _ family: FieldFamily) -> Label {
    let isTime = family == .day || family == .instant
    return switch word {
    case .eq: Label("が次と同じ", "is")
    case .ne: Label("が次と違う", "is not")
    case .in: Label("が次のどれか", "is one of")
    case .notIn: Label("が次以外", "is none of")
    case .lt: isTime ? Label("が次より前", "is before") : Label("が次より小さい", "is less than")
    case .lte: isTime ? Label("が次まで", "is not after") : Label("が次以下", "is at most")
    case .gt: isTime ? Label("が次より後", "is after") : Label("が次より大きい", "is more than")
    case .gte: isTime ? Label("が次以降", "is not before") : Label("が次以上", "is at least")
    case .between: Label("が次の間", "is between")
    case .contains: Label("が次を含む", "contains")
    case .startsWith: Label("が次で始まる", "starts with")
    case .within: Label("が次の期間", "is in")
    case .empty: Label("が未入力", "is empty")
    case .notEmpty: Label("が入力済み", "is filled in")
    case .anniversaryWithin: Label("の月日が次の期間", "has its anniversary in")
    case .changedWithin: Label("が次の期間に変わった", "changed in")
    }
  }
}
