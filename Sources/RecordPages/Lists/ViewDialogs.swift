import Kernel
import Metadata
import Query
import Records
import WebKernel

/// The dialogs that keep a list as a view, and change or delete a view that was kept.
struct ViewDialogs: Sendable {
  let screen: ListScreen
  let ui: UI

  private var path: String { "/\(screen.place.collection)/views" }

  var html: HTML {
    """
    \(saving)\(screen.views.active.saved.map { $0.mayChange ? changing(screen.views.active, $0) : .empty })
    """
  }

  /// The list as it stands on screen.
  private var contents: HTML {
    let all: [(String, String)] = [
      ("where", screen.filter.json.text), ("order", screen.sort.text),
      ("columns", screen.columns.shown.map(\.name).joined(separator: ",")), ("back", screen.address.link),
    ]
    return all.html { "<input type=\"hidden\" name=\"\($0)\" value=\"\($1)\">" }
  }

  private var saving: HTML {
    let found = screen.address.words
    let parts = screen.sentences + (found.isEmpty ? [] : [ui("「\(found)」を含む", "“\(found)” is found in it")])
    return """
      <dialog class="dialog" id="save-view" aria-labelledby="save-view-title"><form method="post" action="\(path)">\(ui.csrf)\(contents)\
      <div class="dialog__head"><h2 id="save-view-title">\(ui("いまの条件をビューとして保存", "Save as a view"))</h2></div>\
      <div class="dialog__body stack">\(HTML.field(
        "view-name", ui("ビュー名", "Name"), isRequired: true, requiredMark: ui("必須", "required"),
        control: HTML.input("view-name", name: "name", isRequired: true, placeholder: ui("例: 関東の新着", "e.g. New in Kanto"), attributes: "maxlength=\"80\" autofocus")))\
      \(sharing(id: "view-shared", isOn: false))<p class="xs muted">\(ui("条件", "Conditions")): \(parts.isEmpty ? ui("なし（すべて）", "none (all)") : parts.joined(separator: ui("、", ", ")))</p></div>\
      \(foot(HTML.button(ui("保存する", "Save"), .primary)))</form></dialog>
      """
  }

  private func sharing(id: String, isOn: Bool) -> HTML {
    HTML.checkbox(id, name: "shared", label: ui("みんなで使う（チーム全員のタブに出ます）", "For everybody (shown in everyone's tabs)"), isOn: isOn)
  }

  private func foot(_ primary: HTML, before: HTML = .empty) -> HTML {
    "<div class=\"dialog__foot\">\(before)<button class=\"btn\" type=\"button\" data-close>\(ui("やめる", "Cancel"))</button>\(primary)</div>"
  }

  private func changing(_ view: ListViewing, _ saved: ListViewing.Saved) -> HTML {
    """
    <dialog class="dialog" id="change-view" aria-labelledby="change-view-title"><form method="post" action="\(path)/\(view.key)">\(ui.csrf)\(contents)\
    <div class="dialog__head"><h2 id="change-view-title">\(ui("ビュー「\(view.label)」を直す", "Change the view “\(view.label)”"))</h2></div>\
    <div class="dialog__body stack">\(HTML.field(
      "change-name", ui("ビュー名", "Name"), isRequired: true, requiredMark: ui("必須", "required"),
      control: HTML.input("change-name", name: "name", value: view.label, isRequired: true, attributes: "maxlength=\"80\"")))\
    \(sharing(id: "change-shared", isOn: saved.isShared))\
    \(if: screen.isChanged, HTML.checkbox("change-contents", name: "contents", label: ui("いまの条件・項目・並び順に置きかえる", "Replace with the present conditions, columns and order"), isOn: true))</div>\
    \(foot(HTML.button(ui("保存する", "Save"), .primary), before: HTML.button(ui("このビューを削除", "Delete this view"), icon: "trash", .ghost, attributes: "formaction=\"\(path)/\(view.key)/delete\" formnovalidate")))\
    </form></dialog>
    """
  }
}
