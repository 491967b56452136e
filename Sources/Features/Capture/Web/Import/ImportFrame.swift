import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// What the pages of the five steps have in common: the heading with the steps, the file, the words for what is counted.
struct ImportFrame: Sendable {
  enum Step: Int, CaseIterable, Sendable {
    case file = 1, map, check, run, result

    var label: Label {
      switch self {
      case .file: Label("ファイル", "File")
      case .map: Label("項目をつなぐ", "Map fields")
      case .check: Label("試し読み", "Dry run")
      case .run: Label("取り込み", "Import")
      case .result: Label("結果", "Result")
      }
    }
  }

  let ui: UI
  /// 見込み客, 取引先: what is imported.
  let target: Label
  let collection: String

  func page(_ step: Step, help: HTML, modules: [String] = ["import.js"], body: HTML) -> WebPage {
    WebPage(
      ui("取り込む", "Import"), section: "import", crumbs: [WebPage.Crumb(ui(target), RecordLinks.list(collection))],
      mainClass: "page page--bar", modules: modules, help: help, body: body)
  }

  func head(_ title: String, _ sub: String, at step: Step) -> HTML {
    """
    <div class="page__head wiz__head"><div><h1>\(title)</h1><p class="sub">\(sub)</p></div>\
    <ol class="steps wiz__steps" aria-label="\(ui("取り込みの手順", "Steps of the import"))">\(Step.allCases.html { one -> HTML in
      let mark: HTML = one == step ? " aria-current=\"step\"" : one.rawValue < step.rawValue ? " class=\"is-done\"" : ""
      return "<li\(mark)>\(ui(one.label))</li>"
    })</ol></div>
    """
  }

  func fileRow(_ draft: ImportDraft, _ mark: HTML) -> HTML {
    """
    <div class="filerow"><span class="node__i">\(HTML.icon("list"))</span><div class="grow"><b>\(draft.fileName)</b><p class="xs muted">\
    \(size(draft.look.bytes))・\(ui.count(draft.look.rows, Label("行", "rows")))・\(ui.count(draft.look.columns.count, Label("列", "columns")))　\
    \(ui("\(ui.near(draft.createdAt)) に選択", "chosen \(ui.near(draft.createdAt))"))</p></div>\(mark)</div>
    """
  }

  private func size(_ bytes: Int) -> String {
    bytes < 1 << 20 ? "\(max(1, bytes >> 10))KB" : "\(ui.number(bytes >> 20)).\((bytes >> 10) % 1024 * 10 / 1024)MB"
  }

  /// 人 for people, 社 for companies, 件 for everything else.
  static func unit(_ object: String) -> Label {
    switch object {
    case "person": Label("人", "people")
    case "account": Label("社", "companies")
    default: Label("件", "records")
    }
  }

  static let rows = Label("行", "rows")
}
