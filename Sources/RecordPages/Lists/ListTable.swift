import Kernel
import Metadata
import Query
import Records
import WebKernel

/// The table of a list with its headings, pager and bar for what is selected; and what stands there when nothing does.
struct ListTable: Sendable {
  let screen: ListScreen
  let ui: UI

  private var unit: Label { ListUnit.of(screen.place.object) }

  var html: HTML {
    guard !screen.page.rows.isEmpty else { return empty }
    let cells = ListCells(screen: screen, ui: ui)
    return """
      <div class="tablewrap"><table class="table table--fold list"><thead><tr>\
      <th class="tick"><label class="check"><input type="checkbox" id="all" aria-label="\(ui("この画面のすべてを選ぶ", "Select everything on this page"))"></label></th>\
      \(heading(screen.place.object.titleFields.count == 1 ? screen.place.object.titleFields[0] : "title", nameHeading, isNumber: false))\
      \(screen.columns.shown.html { column in
        column.isSortable
          ? heading(column.name, column.label(ui), isNumber: column.isNumber)
          : "<th scope=\"col\">\(column.label(ui))</th>"
      })</tr></thead><tbody>\(screen.page.rows.html(cells.row))</tbody></table></div>
      \(pager)
      """
  }

  private var nameHeading: String {
    switch screen.place.object.name {
    case "person": ui("名前・会社", "Name, company")
    default: screen.place.object.titleFields.first.flatMap(screen.place.object.field).map { ui($0.label) } ?? ui("名前", "Name")
    }
  }

  /// A heading that puts the list in its order; once more turns it round.
  private func heading(_ name: String, _ label: String, isNumber: Bool) -> HTML {
    let present =
      screen.sort.first { $0.path == [name] }
      ?? (name == "title" && screen.sort.first?.path == screen.place.object.titleFields.first.map { [$0] } ? screen.sort.first : nil)
    let isFirst = present != nil && screen.sort.first?.path == present?.path
    let next = isFirst ? (present?.isDescending == true ? name : "-" + name) : isNumber || isDated(name) ? "-" + name : name
    let order: HTML = isFirst ? (present?.isDescending == true ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"") : ""
    let link = screen.address.changed { $0.sort = next }.link
    return """
      <th scope="col"\(if: isNumber, " class=\"num\"")\(order)><a href="\(link)">\(label)\
      \(if: isFirst, HTML.icon(present?.isDescending == true ? "down" : "up"))</a></th>
      """
  }

  private func isDated(_ name: String) -> Bool {
    [.day, .instant].contains(screen.place.object.field(name)?.type.family)
  }

  // MARK: Pager

  private var pager: HTML {
    let rows = screen.page.rows.count
    let first = screen.page.previous == nil ? 1 : screen.address.at
    let previous = screen.page.previous.map { cursor in
      screen.address.changed {
        $0.before = cursor; $0.at = max(1, first - ListScreen.pageSize)
      }.link
    }
    let next = screen.page.next.map { cursor in
      screen.address.changed {
        $0.cursor = cursor; $0.at = first + rows
      }.link
    }
    return """
      <nav class="pager" aria-label="\(ui("ページ", "Pages"))"><span data-range>\(ui.number(first))–\(ui.number(first + rows - 1)) / <span data-shown>\(ui.count(screen.count, of: screen.place.object))</span></span>\
      <span class="push"></span>\(turn(ui("前へ", "Previous"), previous, "prev"))\(turn(ui("次へ", "Next"), next, "next"))</nav>
      """
  }

  private func turn(_ label: String, _ link: String?, _ rel: String) -> HTML {
    guard let link else { return "<button class=\"btn btn--sm\" type=\"button\" disabled>\(label)</button>" }
    return "<a class=\"btn btn--sm\" rel=\"\(rel)\" href=\"\(link)\">\(label)</a>"
  }

  // MARK: Nothing

  private var empty: HTML {
    let label = ui(screen.place.label)
    if screen.isUnlimited { return "<section class=\"card\">\(nothingYet(label))</section>" }
    guard screen.problems.allSatisfy({ $0.field == "view" || $0.field == "columns" || $0.field == "sort" || $0.field == "cursor" }) else {
      return .empty
    }
    let text: String
    var action = HTML.linkButton(
      ui("条件をすべて外す", "Drop all conditions"),
      screen.address.changed {
        $0.filter = ["all": []]; $0.words = ""
      }.link, size: .small)
    if let loosening = screen.loosening {
      let count = ui.count(loosening.count, of: screen.place.object)
      text = ui("\(loosening.sentence)を外すと \(count) 見つかります。", "Without \(loosening.sentence) there are \(count).")
      action = HTML.linkButton(ui("条件を1つ外す", "Drop this condition"), loosening.address.link, size: .small) + action
    } else {
      text = ui("条件をゆるめるか、別のビューを選んでください。", "Loosen the conditions or choose another view.")
    }
    return """
      <section class="card"><div class="empty empty--sm"><h2>\(ui("条件に合う\(label)は見つかりませんでした", "No \(ui.plural(screen.place.label).lowercased()) found"))</h2><p>\(text)</p>\
      <div class="row">\(action)</div></div></section>
      """
  }

  /// What will appear here, why it helps, one action.
  private func nothingYet(_ label: String) -> HTML {
    let text =
      switch screen.place.collection {
      case "leads":
        ui(
          "展示会やWebで出会った人を登録すると、ここに並びます。連絡の順番を決めて、話が進んだら「商談に変換」します。",
          "People you met at fairs or on the web appear here. Decide whom to call first, and convert them when there is a deal.")
      case "contacts":
        ui("取引先の担当者がここに並びます。見込み客を変換するか、直接追加してください。", "The people at your accounts appear here. Convert a lead or add one.")
      case "accounts":
        ui("お付き合いのある会社がここに並びます。まず1社、登録してみましょう。", "The companies you work with appear here. Start with one.")
      case "deals":
        ui(
          "見込み客を「商談に変換」すると、ここに並びます。まずは、話が進んでいる1社を登録してみましょう。",
          "Converted leads appear here. Start with the one company you are talking to.")
      default: ui("追加した\(label)がここに並びます。", "What you add appears here.")
      }
    let action: HTML =
      screen.rights.create
      ? HTML.linkButton(ui("\(label)を追加", "Add \(label.lowercased())"), RecordLinks.new(screen.place.collection), icon: "plus") : .empty
    return HTML.empty(ui("まだ\(label)がありません", "No \(ui.plural(screen.place.label).lowercased()) yet"), text, action: action)
  }
}
