import Kernel
import Metadata
import Records
import WebKernel

/// The top of a record's page: who or what it is, the one next thing to do, and what else can be done.
struct RecordHead {
  private let screen: RecordScreen
  private let ui: UI

  init(_ screen: RecordScreen) {
    self.screen = screen
    ui = screen.ui
  }

  private var record: Record { screen.record }
  private var object: ObjectDefinition { screen.place.object }
  private var view: FieldView { screen.view }
  private var isPerson: Bool { object.titleFields.count > 1 }

  /// What the head says besides the name, so that the facts need not: where somebody works.
  static func fields(_ object: ObjectDefinition) -> [String] {
    ["account_id", "company_name", "department", "title", "parent_id"].filter { object.field($0) != nil && !object.titleFields.contains($0) }
  }

  var html: HTML {
    """
    <header class="rec__head" \(view.place(record)) data-visit="\(screen.title)" data-visit-link="\(screen.address)" data-visit-icon="\(RecordIcons.of(object))">
    <div class="row row--top rec__top">\(avatar)<div class="grow rec__name"><p class="xs muted">\(over)</p>\
    <h1 class="row row--wrap">\(name)\(tags)</h1>\(if: !under.isEmpty, "<p class=\"small\">\(under)</p>")</div>\
    <div class="row hide-s rec__actions">\(menuButton)\(buttons)\(calls(small: false))\(offers)</div><span class="only-s"><span class="row rec__mini">\(buttons)\(menuButton)</span></span></div>
    \(if: !calls(small: true).isEmpty || !screen.offers.isEmpty, "<div class=\"recact only-s\"><span class=\"row\">\(calls(small: true))\(offers)</span></div>")\
    \(HTML.join(screen.panels[.head] ?? [], ""))
    \(menu)</header>
    """
  }

  private var avatar: HTML { HTML.portrait(screen.title, id: record.id.raw, square: !isPerson) }

  /// Each part of the name can be put right where it stands.
  private var name: HTML {
    let fields = object.titleFields.compactMap { object.field($0) }
    guard fields.contains(where: { !record[$0.name].isNull }), fields.allSatisfy({ view.mayEdit($0, record) && !($0.type is PicklistType) }) else {
      return "<span>\(screen.title)</span>"
    }
    return "<span class=\"rec__title\">\(HTML.join(fields.map { view.editable($0, record, carrying: false) }, " "))</span>"
  }

  private var tags: HTML {
    var tags = HTML.empty
    if let type = record.recordType.flatMap(object.recordType) {
      tags += HTML.tag(ui(type.label), type.name == "lead" ? .meet : type.name == "contact" ? .bond : .plain)
    }
    for (name, tone) in [("is_customer", HTML.Tone.bond), ("is_supplier", .plain), ("do_not_mail", .warn)] {
      if let field = object.field(name), record[name] == .boolean(true) { tags += HTML.tag(ui(field.label), tone) }
    }
    return tags
  }

  /// The reading of a name, or the company something belongs to.
  private var over: HTML {
    let kana = object.activeFields.filter { $0.type is KanaType }.map { view.text($0, record) }.filter { !$0.isEmpty }
    if isPerson { return kana.isEmpty ? "\(ui(screen.place.label))" : "\(kana.joined(separator: " "))" }
    let above = ["account_id", "parent_id"].compactMap { object.field($0) }.compactMap { link($0) }
    return "\(HTML.join(above, "　"))\(if: !above.isEmpty, "　")\(ui(object.label))\(if: !kana.isEmpty, "　\(kana.joined(separator: " "))")"
  }

  /// Where a person works.
  private var under: HTML {
    guard isPerson else { return .empty }
    let company = object.field("account_id").flatMap { link($0) } ?? object.field("company_name").map { "\(view.text($0, record))" as HTML } ?? .empty
    let place = ["department", "title"].compactMap { object.field($0) }.map { view.text($0, record) }.filter { !$0.isEmpty }.joined(separator: " ")
    return "\(company)\(if: !company.isEmpty && !place.isEmpty, "　")\(place)"
  }

  private func link(_ field: FieldDefinition) -> HTML? {
    let text = view.text(field, record)
    guard !text.isEmpty else { return nil }
    guard field.type is any ReferenceType else { return "\(text)" }
    // A record that the reader may not see is not spoken of in the title.
    return view.link(field, record).map { "<a href=\"\($0)\">\(text)</a>" }
  }

  // MARK: What can be done

  private func calls(small: Bool) -> HTML {
    var calls = HTML.empty
    if let mail = object.activeFields.first(where: { $0.type is EmailType }), let link = view.link(mail, record) {
      calls += HTML.linkButton(ui("メール", "Mail"), link, icon: "mail")
    }
    let phone = object.activeFields.first { $0.type is PhoneType && $0.name != "fax" && !record[$0.name].isNull }
    if let phone, let link = view.link(phone, record) {
      calls += HTML.linkButton(small ? ui("電話", "Call") : view.text(phone, record), link, icon: "phone", attributes: "data-call")
    }
    return calls
  }

  private var buttons: HTML { HTML.join(screen.panels[.buttons] ?? [], "") }

  private var offers: HTML {
    // One filled button per screen.
    let primary = screen.offers.firstIndex { $0.isPrimary }
    return screen.offers.enumerated().html { at, offer in
      HTML.linkButton(offer.label, offer.link, icon: offer.icon, at == primary ? .primary : .plain)
    }
  }

  private var menuButton: HTML {
    """
    <button class="btn btn--icon btn--ghost" type="button" popovertarget="record-menu" aria-haspopup="menu" aria-label="\(ui("ほかの操作", "More"))" \
    title="\(ui("ほかの操作", "More"))">\(HTML.icon("more"))</button>
    """
  }

  private var menu: HTML {
    """
    <div class="menu menu--record" id="record-menu" popover role="menu" aria-label="\(ui("ほかの操作", "More"))">\
    \(if: view.mayEdit(record), "<a role=\"menuitem\" href=\"\(screen.address)/edit\">\(HTML.icon("edit"))\(ui("まとめて直す", "Edit all fields"))</a>")\
    <a role="menuitem" href="\(screen.address)/history">\(HTML.icon("clock"))\(ui("変更履歴", "History of changes"))</a>\
    <button role="menuitem" type="button" data-copy="\(screen.address)">\(HTML.icon("link"))\(ui("リンクをコピー", "Copy link"))</button>\
    \(if: screen.mayDelete, """
      <form method="post" action="\(screen.address)/delete">\(ui.csrf)<input type="hidden" name="version" value="\(record.version)">\
      <button role="menuitem" class="danger">\(HTML.icon("trash"))\(ui("削除する", "Delete"))</button></form>
      """)</div>
    """
  }
}
