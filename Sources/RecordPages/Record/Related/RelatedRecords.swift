import Kernel
import Metadata
import Query
import Records
import WebKernel

/// The records that belong to this one: those that look it up, as cards with the newest few, how many there are, and the way
/// to all of them.
struct RelatedRecords: Sendable {
  struct Card: Sendable {
    let relation: Relation
    let child: ObjectDefinition
    let records: [Record]
    let count: Count
    /// The field that leads on, when a record only ties this one to another: the person of an affiliation.
    let other: FieldDefinition?
    let mayAdd: Bool
  }

  let cards: [Card]
  private let parent: Record
  private let names: LookupNames

  static let shown = 5

  /// - Parameter leaving: names of relations that a panel shows already.
  init(of record: Record, _ object: ObjectDefinition, leaving: Set<String>, in tx: RecordTransaction) throws {
    parent = record
    var cards: [Card] = []
    var seen: Set<String> = []
    for relation in tx.schema.relations(of: object.name) {
      guard !leaving.contains(relation.name), let child = tx.schema.object(relation.child), Self.isShown(relation, child, tx) else { continue }
      let isFirst = seen.insert(child.name).inserted && child.name != object.name
      let test = Condition.field(FieldTest([relation.field], .eq, .one(.value(.reference(record.id)))))
      let page = try tx.list(ListQuery(child.name, where: test, limit: Self.shown))
      let count = page.next == nil ? Count(value: page.rows.count, isExact: true) : try tx.count(child.name, where: test)
      // What could be there is shown empty once, not for every way in which it could be, and ties only where they begin.
      guard !page.rows.isEmpty || (isFirst && Self.begins(relation, child)) else { continue }
      cards.append(
        Card(
          relation: relation, child: child, records: page.rows, count: count, other: Self.other(relation, child),
          mayAdd: tx.actor.rights.scope(.create, on: child.name) > .none))
    }
    self.cards = cards
    names = try LookupNames(
      of: cards.map { card in (card.child, Self.fields(of: card).map(\.name) + [card.other?.name].compactMap { $0 }, card.records) }, in: tx)
  }

  private static func isShown(_ relation: Relation, _ child: ObjectDefinition, _ tx: RecordTransaction) -> Bool {
    guard child.takesFiles, child.name != "note", !SystemField.names.contains(relation.field), tx.actor.rights.scope(.read, on: child.name) > .none,
      let field = child.field(relation.field)
    else { return false }
    return tx.access.isVisible(field, on: child)
  }

  private static func begins(_ relation: Relation, _ child: ObjectDefinition) -> Bool {
    guard case .inherited(let fields) = child.visibility else { return true }
    return fields.first == relation.field
  }

  private static func other(_ relation: Relation, _ child: ObjectDefinition) -> FieldDefinition? {
    guard case .inherited(let fields) = child.visibility, fields.contains(relation.field) else { return nil }
    return fields.first { $0 != relation.field }.flatMap(child.field)
  }

  /// What a row says besides its name.
  private static func fields(of card: Card) -> [FieldDefinition] {
    let all: [String] =
      card.other == nil
      ? card.child.listViews.first?.columns ?? [] : card.child.activeFields.map(\.name).filter { !SystemField.names.contains($0) }
    let left: Set<String> = [card.relation.field, card.other?.name ?? "", "owner_id"]
    return all.filter { !left.contains($0) && !card.child.titleFields.contains($0) || (card.other != nil && !left.contains($0)) }
      .compactMap(card.child.field)
  }

  // MARK: Markup

  func html(_ card: Card, _ tx: RecordTransaction, _ ui: UI) throws -> HTML {
    let view = try FieldView(object: card.child, records: [], names: names, tx: tx, ui: ui)
    let label = self.label(of: card, ui)
    let new = "\(RecordLinks.new(card.child.collection))?\(card.relation.field)=\(parent.id.text)"
    let add: HTML = """
      <a class="btn btn--icon btn--sm btn--ghost push" href="\(new)" aria-label="\(ui("\(label)を追加", "Add: \(label)"))" \
      title="\(ui("追加", "Add"))">\(HTML.icon("plus"))</a>
      """
    let counted: HTML = "<span class=\"xs muted\">\(ui.count(card.count.value, ListUnit.of(card.child), isExact: card.count.isExact))</span>"
    let all = ListAddress.of(card.child.collection, where: card.relation.field, is: parent.id)
    return HTML.card(
      "rel-\(card.relation.name)", label, icon: card.other == nil ? RecordIcons.of(card.child) : "users",
      more: "\(counted)\(if: card.mayAdd, add)",
      foot: card.count.value > card.records.count ? "<a class=\"more\" href=\"\(all)\">\(ui("すべて見る", "See all"))</a>" : .empty,
      body: card.records.isEmpty
        ? "<p class=\"card__body xs muted\">\(ui("まだありません", "None yet"))</p>"
        : "<div class=\"rows\">\(card.records.html { row($0, card, view, tx) })</div>")
  }

  private func label(of card: Card, _ ui: UI) -> String {
    let label = ui.plural(card.child.label)
    if card.other != nil { return label }
    guard cards.filter({ $0.child.name == card.child.name }).count > 1 || card.child.name == parent.object,
      let field = card.child.field(card.relation.field)
    else { return label }
    return ui("\(label)（\(ui(field.label))）", "\(label) (\(ui(field.label)))")
  }

  private func row(_ record: Record, _ card: Card, _ view: FieldView, _ tx: RecordTransaction) -> HTML {
    let ui = view.ui
    let values = Self.fields(of: card).filter { !record[$0.name].isNull && record[$0.name] != .boolean(false) }
    let amount = values.first { $0.type is YenType }
    let tags = card.other == nil ? [] : values.filter { $0.type is PicklistType }
    let words = values.filter { field in field.name != amount?.name && !tags.contains { $0.name == field.name } }.prefix(card.other == nil ? 2 : 3)
      .map { view.text($0, record) }
    let named = card.other.flatMap { field -> LookupNames.Named? in
      guard case .reference(let id) = record[field.name], let target = (field.type as? any ReferenceType)?.target else { return nil }
      return names[target, id]
    }
    let title = card.other == nil ? tx.title(of: record, card.child) : named?.title ?? ui("見られない記録", "A record you cannot see")
    let link = card.other == nil ? RecordLinks.record(record, card.child) : named?.link ?? RecordLinks.record(record, card.child)
    let isOver = { if case .day(let to) = record["to_on"] { to < ui.today } else { false } }()
    return """
      <a href="\(link)"\(if: isOver, " class=\"is-over\"")>\(if: card.other != nil, HTML.avatar(title, id: record.id.raw))\
      <span class="who grow"><span class="clip"><b class="clip">\(title)</b>\(if: !words.isEmpty, "<small class=\"clip\">\(words.joined(separator: "・"))</small>")</span></span>\
      \(amount.map { money(record[$0.name], ui) })\(tags.html { HTML.tag(view.text($0, record), .primary) })</a>
      """
  }

  private func money(_ value: Value, _ ui: UI) -> HTML {
    guard case .integer(let yen) = value else { return .empty }
    let (amount, unit) = ui.reported(Yen(yen))
    return "<span class=\"num small\">\(amount)<span class=\"xs muted\">\(unit)</span></span>"
  }
}

extension ListAddress {
  /// The list of the records whose lookup leads to this one.
  static func of(_ collection: String, where field: String, is id: RecordID) -> String {
    var address = ListAddress(collection)
    address.filter = ["field": .string(field), "is": "eq", "value": .string(id.text)]
    return address.link
  }
}
