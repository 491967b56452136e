import Kernel
import Metadata
import Query
import Records
import WebKernel

/// The page of a list around its table: heading, views, search and conditions (screen 02).
struct ListHTML: Sendable {
  let screen: ListScreen
  let actions: [ListAction]
  /// Where lists are imported; `nil`: no such page.
  let importing: String?
  let ui: UI

  private var label: String { ui(screen.place.label) }
  private var title: String { ui.plural(screen.place.label) }
  private var collection: String { screen.place.collection }
  private var object: ObjectDefinition { screen.place.object }

  var page: WebPage {
    var page = WebPage(
      title, section: collection, crumbs: phase.map { [WebPage.Crumb($0)] } ?? [], modules: ["inline.js", "list.js"],
      help: ListHelp(place: screen.place, ui: ui).html, body: body)
    if screen.rights.create { page.creates = (ui("\(label)を追加", "Add \(label.lowercased())"), RecordLinks.new(collection)) }
    return page
  }

  /// The part of a relationship this list is about.
  private var phase: String? {
    switch collection {
    case "leads": ui("出会い", "Meet")
    case "contacts", "accounts": ui("お付き合い", "Keep")
    default: nil
    }
  }

  private var body: HTML {
    """
    \(head)\(tabs)\(toolbar)\(problems)
    <div id="list" class="listpage" data-collection="\(collection)" data-label="\(title)" data-unit="\(ui(ListUnit.of(object)))" data-one="\(ui.one(ListUnit.of(object)))" \
    data-filter="\(screen.filter.json.text)" data-condition="\(ListFilter.whole(screen.filter.parts).text)" \
    data-count="\(screen.count.value)"\(if: screen.count.isExact, " data-exact")\(attribute: "data-me", ui.person?.id.text)\
    \(if: screen.rights.edit, " data-may-edit")\(if: screen.rights.delete, " data-may-delete")\(if: object.field("tags") != nil, " data-has-tags")>\
    \(ListTable(screen: screen, ui: ui).html)\(bulkbar)</div>\
    \(ViewDialogs(screen: screen, ui: ui).html)
    """
  }

  // MARK: Heading

  private var head: HTML {
    """
    <div class="page__head"><div><h1 class="h-in-bar">\(title)</h1></div><span class="muted small" data-total>\
    \(if: screen.isUnlimited, "\(ui.count(screen.count, of: object))")</span>\
    <div class="actions row">\(importing.map { HTML.linkButton(ui("取り込む", "Import"), $0, icon: "upload", attributes: "data-only=\"desk\"") })\
    \(if: screen.rights.export, exportMenu)\
    \(if: screen.rights.create, HTML.linkButton(ui("\(label)を追加", "Add \(label.lowercased())"), RecordLinks.new(collection), icon: "plus", .primary))</div></div>
    """
  }

  private var exportMenu: HTML {
    let formats = [
      ("xlsx", ui("Excel（xlsx）", "Excel (xlsx)")), ("csv", ui("CSV（UTF-8）", "CSV (UTF-8)")),
      ("csv-cp932", ui("CSV（Shift_JIS・古いExcelや他社のシステムへ）", "CSV (Shift_JIS, for older systems)")),
    ]
    let columns = screen.columns.fields.map(\.name).joined(separator: ",")
    return """
      <button class="btn btn--icon" type="button" popovertarget="export" aria-label="\(ui("書き出す", "Export"))" title="\(ui("書き出す", "Export"))" data-only="desk">\
      \(HTML.icon("download"))</button>
      <form class="menu" id="export" popover method="post" action="/\(collection)/export" data-export>\(ui.csrf)\
      <input type="hidden" name="where" value="\(screen.filter.json.text)"><input type="hidden" name="order" value="\(screen.sort.text)">\
      <input type="hidden" name="fields" value="\((object.titleFields + [columns]).joined(separator: ","))">\
      <p class="menu__head">\(ui("いまの条件・いまの項目で書き出す", "Export with the present conditions and columns"))</p>\
      \(formats.html { "<button name=\"format\" value=\"\($0.0)\">\(HTML.icon("download"))\($0.1)</button>" })\
      <label class="check menu__check"><input type="checkbox" name="everything" value="1">\(ui("すべての項目を入れる", "All columns"))</label></form>
      """
  }

  // MARK: Views

  private var tabs: HTML {
    let active = screen.views.active
    return """
      <nav class="tabs" aria-label="\(ui("保存したビュー", "Saved views"))">\(screen.views.all.html { view -> HTML in
        let isActive = view.key == active.key
        let link = ListAddress(collection, view: view.key).link
        return """
          <a href="\(link)"\(if: isActive, " aria-current=\"page\"")>\(if: view.saved?.isShared == true, HTML.icon("users"))\(view.label) \
          <span class="n" data-view="\(view.key)">\(if: isActive && !screen.isChanged, "\(number(screen.count))")</span></a>
          """
      })<button class="muted" type="button" data-dialog="save-view">\(HTML.icon("plus"))\(ui("ビューを追加", "Add view"))</button>\
      \(if: active.saved?.mayChange == true, "<button type=\"button\" class=\"muted\" data-dialog=\"change-view\" aria-label=\"\(ui("このビューを直す", "Change this view"))\">\(HTML.icon("more"))</button>")</nav>
      """
  }

  private func number(_ count: Count) -> String { ui.number(count.value) + (count.isExact ? "" : "+") }

  // MARK: Search and conditions

  private var toolbar: HTML {
    let placeholder = object.name == "person" ? ui("名前・会社・メール", "Name, company, e-mail") : ui("名前でさがす", "Search by name")
    return """
      <div class="toolbar">
      <form class="affix listsearch" method="get" action="/\(collection)" role="search">\(HTML.icon("search"))\
      <input class="input" type="search" name="q" value="\(screen.address.words)" maxlength="200" placeholder="\(placeholder)" \
      aria-label="\(ui("\(label)をさがす", "Search \(title.lowercased())"))">\(screen.address.hidden(besides: ["q"]))</form>\
      \(screen.sentences.enumerated().html { chip($1, at: $0) })\
      <button class="chip chip--add" type="button" data-conditions>\(HTML.icon("plus"))\(ui("条件", "Condition"))</button>\
      \(if: screen.isChanged, saving)\
      <div class="row push hide-s"><span class="xs muted" role="status" data-shown>\(if: screen.isReadable, "\(ui.count(screen.count, of: object))")</span>\(sortMenu)\(columnMenu)</div></div>
      """
  }

  private func chip(_ sentence: String, at index: Int) -> HTML {
    let rest = screen.filter.without(index)
    let link = screen.address.changed { $0.filter = rest }.link
    return """
      <span class="chip chip--on chip--part"><button type="button" data-conditions title="\(sentence)">\(sentence)</button>\
      <a href="\(link)" aria-label="\(ui("条件「\(sentence)」を外す", "Drop “\(sentence)”"))">\(HTML.icon("x"))</a></span>
      """
  }

  private var saving: HTML {
    let plain = ListAddress(collection, view: screen.address.view).link
    return """
      \(HTML.button(ui("条件を保存", "Save view"), .link, size: .small, kind: "button", attributes: "data-dialog=\"save-view\""))\
      <a class="xs muted" href="\(plain)">\(ui("ビューのとおりに戻す", "Back to the view"))</a>
      """
  }

  private var sortMenu: HTML {
    let first = screen.sort.first
    let present =
      first.map { sort in
        screen.columns.available.first { $0.name == sort.path.joined(separator: ".") }?.label(ui) ?? ui("名前", "name")
      } ?? ""
    let choices = screen.columns.shown.filter(\.isSortable) + screen.columns.available.filter { ["created_at", "updated_at"].contains($0.name) }
    var seen: Set<String> = []
    let arrow = first?.isDescending == true ? ui("大きい・新しい順", "descending") : ui("小さい・古い順", "ascending")
    return """
      <button class="btn btn--sm" type="button" popovertarget="sorting" title="\(arrow)">\(HTML.icon("sort"))\(ui("\(present)順", "By \(present.lowercased())"))</button>
      <div class="menu" id="sorting" popover aria-label="\(ui("並び順", "Order"))">\(choices.filter { seen.insert($0.name).inserted }.html { column -> HTML in
        ["-", ""].html { sign -> HTML in
          let text = sign == "-" ? ui("大きい・新しい順", "descending") : ui("小さい・古い順", "ascending")
          let isPresent = first?.text == sign + column.name
          return """
            <a href="\(screen.address.changed { $0.sort = sign + column.name }.link)"\(if: isPresent, " aria-current=\"true\"")>\(column.label(ui))<small class="muted">\(text)</small>\
            \(if: isPresent, "<span class=\"tick\">\(HTML.icon("check"))</span>")</a>
            """
        }
      })</div>
      """
  }

  private var columnMenu: HTML {
    let shown = screen.columns.shown.map(\.name)
    let rest = screen.columns.available.filter { !shown.contains($0.name) }
    return """
      <button class="btn btn--sm" type="button" popovertarget="columns">\(HTML.icon("cols"))\(ui("項目", "Columns"))</button>
      <form class="menu menu--columns" id="columns" popover method="get" action="/\(collection)" aria-label="\(ui("表示する項目", "Columns"))">\
      \(screen.address.hidden(besides: ["columns"]))<p class="menu__head">\(ui("表示する項目（上から左の順）", "Columns, left to right"))</p>\
      <div class="columns" data-columns>\((screen.columns.shown + rest).html { column -> HTML in
        """
        <div><label class="check"><input type="checkbox" name="columns" value="\(column.name)"\(if: shown.contains(column.name), " checked")>\
        <span>\(column.label(ui))</span></label>\(HTML.iconButton(ui("上へ", "Up"), icon: "up", size: .small, attributes: "data-up"))</div>
        """
      })</div><div class="menu__foot">\(HTML.button(ui("この項目で表示", "Show these"), .primary, size: .small))</div></form>
      """
  }

  // MARK: What went wrong

  private var problems: HTML {
    guard !screen.problems.isEmpty else { return .empty }
    let isFilter = screen.problems.contains { $0.field == nil || $0.field == "filter" || $0.field?.hasPrefix("/") == true }
    let lines = screen.problems.html { "<li>\($0.message[ui.language])</li>" }
    let link = screen.address.changed {
      $0.filter = nil; $0.sort = nil; $0.columns = nil
    }.link
    return HTML.callout(
      """
      \(if: isFilter, "<b>\(ui("この条件は読めないため、何も表示していません。", "These conditions cannot be read, so nothing is shown."))</b>")\
      <ul>\(lines)</ul><a href="\(link)">\(ui("ビューのとおりに戻す", "Back to the view"))</a>
      """, isFilter ? .danger : .warn)
  }

  // MARK: What is selected

  private var bulkbar: HTML {
    guard !screen.page.rows.isEmpty, screen.rights.edit || screen.rights.delete || !actions.isEmpty else { return .empty }
    func act(_ label: String, _ icon: String, _ name: String) -> HTML {
      HTML.button(label, icon: icon, size: .small, kind: "button", attributes: "data-bulk=\"\(name)\"")
    }
    return """
      <div class="bulkbar" role="toolbar" aria-label="\(ui("選んだものへの操作", "Actions for what is selected"))" hidden><b data-selected></b>\
      <button class="btn btn--sm" type="button" data-select-all hidden></button><span class="sep"></span>\
      \(if: screen.rights.edit && object.field("owner_id") != nil, act(ui("担当を変える", "Change owner"), "user", "owner"))\
      \(if: screen.rights.edit, act(ui("項目を変える", "Change a field"), "edit", "field"))\
      \(if: screen.rights.edit && object.field("tags") != nil, act(ui("タグ", "Tag"), "tag", "tags"))\
      \(actions.html { action -> HTML in
        HTML.button(ui(action.label), icon: action.icon, size: .small, kind: "button", attributes: "data-bulk=\"post\" data-address=\"\(action.address)\"")
      })\
      \(if: screen.rights.delete, act(ui("削除", "Delete"), "trash", "delete"))\
      <span class="sep"></span>\(HTML.iconButton(ui("選択をやめる", "Clear selection"), icon: "x", .plain, size: .small, attributes: "data-bulk=\"clear\""))</div>
      """
  }
}
