import Kernel
import Metadata
import Records
import WebKernel

/// The facts of a record as its layout arranges them: the few that are looked at first, and the rest behind one link.
struct RecordFacts: Sendable {
  struct Section: Sendable {
    let label: Label
    let fields: [FieldDefinition]
  }

  /// Filled, at most eight.
  let first: [FieldDefinition]
  /// The parts of an address, which are read in one line.
  let address: [FieldDefinition]
  /// What is told at length, such as 抱えている課題: cards of their own.
  let texts: [Section]
  /// Everything else that the layout shows, filled or not.
  let rest: [Section]
  /// An amount that stands large above the others, with what it is weighed by.
  let amount: FieldDefinition?
  let weights: [FieldDefinition]
  /// Every field of the layout, for looking up names.
  let all: [FieldDefinition]

  static let most = 8

  /// - Parameter apart: fields that the page shows elsewhere.
  init(_ record: Record, _ object: ObjectDefinition, hidden: Set<String>, apart: Set<String>, access: AccessScope) {
    let layout = object.layout(for: record.recordType.flatMap(object.recordType))
    let sections = layout.sections.map { section in
      Section(
        label: section.label,
        fields: section.fields.compactMap(object.field).filter { field in
          !hidden.contains(field.name) && access.isVisible(field, on: object) && field.type.column != nil
        })
    }
    let all = sections.flatMap(\.fields)
    self.all = all
    let names = Set(all.map(\.name))
    amount = object.field("amount").flatMap { $0.type.family == .number && names.contains($0.name) ? $0 : nil }
    weights =
      amount == nil
      ? [] : all.filter { $0.type is PercentType || Self.isRank($0) }.sorted { Self.isRank($0) && !Self.isRank($1) }
    texts = sections.map { Section(label: $0.label, fields: $0.fields.filter { $0.type is LongTextType }) }.filter { !$0.fields.isEmpty }
    let apart = apart.union(texts.flatMap(\.fields).map(\.name)).union([amount?.name, "next_action", "next_action_on"].compactMap { $0 }).union(
      weights.map(\.name))
    let composite = all.first { $0.type is PostalCodeType }?.composite
    let address = composite.map { name in all.filter { $0.composite == name } } ?? []
    self.address = address
    let parts = Set(address.map(\.name))
    // What the head says, what the system keeps, and what is so for everybody tells nothing here.
    let filled = all.filter { field in
      !apart.contains(field.name) && !parts.contains(field.name) && !record[field.name].isNull && record[field.name] != .boolean(false)
        && (record[field.name] != field.defaultValue || field.name.hasSuffix("status")) && !(field.type is KanaType) && !field.isReadOnly
        && !Self.isSetting(field)
    }
    // What decides the day comes first: how far, whose, how to reach.
    func rank(_ field: FieldDefinition) -> Int {
      if field.name.hasSuffix("status") { return 0 }
      if field.name == "closes_on" { return 1 }
      if field.name == "owner_id" { return 2 }
      if field.type is EmailType { return 3 }
      if field.type is PhoneType { return 4 }
      return 5
    }
    let inOrder = filled.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
    let hasAddress = address.contains { !record[$0.name].isNull }
    first = Array(inOrder.prefix(Self.most - (hasAddress ? 1 : 0)))
    let shown = Set((first + texts.flatMap(\.fields)).map(\.name)).union([amount?.name].compactMap { $0 }).union(weights.map(\.name))
    rest = sections.map { Section(label: $0.label, fields: $0.fields.filter { !shown.contains($0.name) }) }.filter { !$0.fields.isEmpty }
  }

  /// Where a record stands among settings: its pipeline, its stage.
  private static func isSetting(_ field: FieldDefinition) -> Bool {
    (field.type as? any ReferenceType).map { ["pipeline", "stage"].contains($0.target) } ?? false
  }

  /// A letter in a box.
  private static func isRank(_ field: FieldDefinition) -> Bool {
    guard let type = field.type as? PicklistType, type.options.count > 1 else { return false }
    return type.options.allSatisfy { $0.value.count == 1 }
  }
}

extension RecordFacts {
  func html(_ record: Record, _ view: FieldView) -> HTML {
    let ui = view.ui
    let others = rest.flatMap(\.fields)
    let isAllEmpty = others.allSatisfy { record[$0.name].isNull || record[$0.name] == .boolean(false) }
    let more =
      isAllEmpty
      ? ui("空欄の\(others.count)項目を表示", "Show \(others.count) empty fields")
      : ui("ほかの\(others.count)項目を表示", "Show \(others.count.counted("more fields"))")
    return """
      <section class="card facts-card" aria-label="\(ui("基本の項目", "Facts"))"><div class="card__body">\(amount.map { large($0, record, view) })\
      <dl class="facts">\(first.html { line($0, record, view) })\(addressLine(record, view))</dl>\
      \(if: first.isEmpty && amount == nil, "<p class=\"xs muted\">\(ui("まだ何も入っていません。下から入れられます。", "Nothing here yet. Fill it in below."))</p>")\
      \(if: !others.isEmpty, "<details class=\"morefacts\"><summary class=\"btn btn--link xs\">\(more)</summary>\(rest.html { section($0, record, view) })</details>")\
      </div></section>
      """
  }

  /// What is known at length, filled or not: a card for each section of the layout that has such fields.
  func textCards(_ record: Record, _ view: FieldView) -> HTML {
    texts.enumerated().html { at, section in
      HTML.card(
        "texts-\(at)", view.ui(section.label), icon: "chat",
        body: "<div class=\"card__body\"><dl class=\"facts facts--long\">\(section.fields.html { line($0, record, view) })</dl></div>")
    }
  }

  /// 〒220-0012 神奈川県横浜市西区みなとみらい5-7-2, which opens the map.
  private func addressLine(_ record: Record, _ view: FieldView) -> HTML {
    func text(_ field: FieldDefinition) -> String { view.text(field, record) }
    let postal = address.first { $0.type is PostalCodeType }.map(text) ?? ""
    let place = address.filter { !($0.type is PostalCodeType) }.map(text).joined()
    guard !(postal + place).isEmpty else { return .empty }
    let map = "https://www.google.com/maps/search/?api=1&query=\(PercentEncoding.encode(place.isEmpty ? postal : place))"
    return """
      <div><dt>\(view.ui("住所", "Address"))</dt><dd><a href="\(map)" target="_blank" rel="noopener noreferrer">\(if: !postal.isEmpty, "〒\(postal) ")\(place)</a></dd></div>
      """
  }

  private func section(_ section: Section, _ record: Record, _ view: FieldView) -> HTML {
    "<h2 class=\"xs muted\">\(view.ui(section.label))</h2><dl class=\"facts\">\(section.fields.html { line($0, record, view) })</dl>"
  }

  private func line(_ field: FieldDefinition, _ record: Record, _ view: FieldView) -> HTML {
    "<div><dt\(attribute: "title", field.help.map { view.ui($0) })>\(label(field, record, view))</dt><dd>\(view.followed(field, record))</dd></div>"
  }

  /// Without what the page says already: ステータス, not 見込み客ステータス.
  private func label(_ field: FieldDefinition, _ record: Record, _ view: FieldView) -> String {
    let (whole, type) = (view.ui(field.label), record.recordType.flatMap(view.object.recordType).map { view.ui($0.label) } ?? "")
    guard !type.isEmpty, whole.hasPrefix(type), whole.count > type.count else { return whole }
    let rest = whole.dropFirst(type.count).drop { $0 == " " }
    return rest.prefix(1).uppercased() + rest.dropFirst()
  }

  /// 4,860,000円, and below it ヨミ, 確度 and what the two make of the amount.
  private func large(_ field: FieldDefinition, _ record: Record, _ view: FieldView) -> HTML {
    let ui = view.ui
    var weighed = HTML.empty
    if case .integer(let amount) = record[field.name], let percent = weights.first(where: { $0.type is PercentType }),
      case .decimal(let rate) = record[percent.name]
    {
      // Of an amount in yen and hundredths of a percent.
      let expected = amount.multipliedReportingOverflow(by: rate.units).partialValue / 10_000
      weighed = "<span>\(ui("加重", "weighted")) \(ui.reportedText(Yen(expected)))</span>"
    }
    return """
      <div class="bigfact"><span class="sr">\(ui(field.label))</span>\(view.editable(field, record))</div>\
      <div class="row row--wrap xs muted bigfact__sub">\(weights.html { weight in
        "<span>\(if: weight.type is PercentType, "\(ui(weight.label)) ")\(view.editable(weight, record))</span>"
      })\(weighed)</div>
      """
  }
}
