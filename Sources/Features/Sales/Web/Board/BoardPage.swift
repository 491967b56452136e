import Kernel
import Metadata
import Records
import Sales
import WebKernel

/// 商談ボード (screen 04): lanes with their sums, cards, and the targets that appear while one is dragged.
struct BoardPage {
  let view: BoardView
  let ui: UI
  private var filter: BoardFilter { view.filter }
  private var board: DealBoard { view.board }

  func page() -> WebPage {
    WebPage(
      ui("商談", "Deals"), section: "deals", crumbs: [], mainClass: "page page--board", modules: ["board.js"], help: SalesHelp.board(ui),
      creates: view.mayCreate ? (ui("商談を追加", "Add a deal"), newDeal(nil)) : nil,
      body: """
        <div class="page__head boardhead"><h1 class="h-in-bar">\(ui("商談", "Deals"))</h1>\(switcher)\(pipelineMenu)\
        <div class="actions row">\(if: view.mayCreate, HTML.linkButton(ui("商談を追加", "Add a deal"), newDeal(nil), icon: "plus", .primary, attributes: "aria-keyshortcuts=\"n\""))</div></div>
        <div class="toolbar boardbar">\(BoardToolbar(view: view, ui: ui).html)\(sums)</div>
        \(isBare ? empty : kanban)
        """)
  }

  private var isBare: Bool { board.count == 0 }

  private func newDeal(_ stage: RecordID?) -> String {
    let stage = stage ?? board.columns.first?.stage.id
    return "/deals/new" + (stage.map { "?pipeline_id=\(board.pipeline.id.text)&stage_id=\($0.text)" } ?? "")
  }

  private var switcher: HTML {
    """
    <nav class="seg" aria-label="\(ui("見かた", "View"))"><a href="\(DealLinks.board)" aria-current="page">\(HTML.icon("kanban"))\(ui("ボード", "Board"))</a>\
    <a href="\(DealLinks.list)">\(HTML.icon("list"))\(ui("一覧", "List"))</a></nav>
    """
  }

  private var pipelineMenu: HTML {
    guard view.pipelines.count > 1 else { return .empty }
    return """
      <button class="chip" type="button" popovertarget="pipelines" aria-haspopup="menu"><span class="sr">\(ui("パイプライン", "Pipeline")): </span>\
      <b>\(board.pipeline[Pipeline.name])</b>\(HTML.icon("down"))</button>
      <div class="menu" id="pipelines" popover role="menu" aria-label="\(ui("パイプライン", "Pipeline"))">\
      \(view.pipelines.html { one in
        "<a role=\"menuitem\" href=\"\(filter.address { $0.pipeline = one.id.as(Pipeline.self) })\"\(if: one.id == board.pipeline.id, " aria-current=\"true\"")>\(one[Pipeline.name])\(if: one.id == board.pipeline.id, "<span class=\"tick\">\(HTML.icon("check"))</span>")</a>"
      })</div>
      """
  }

  /// The strip above the lanes; what is hidden from the reader is left out.
  var sums: HTML {
    func figure(_ label: String, _ value: String, _ unit: String, tone: HTML = "") -> HTML {
      "<div><dt>\(label)</dt><dd\(tone)>\(value)<small>\(unit)</small></dd></div>"
    }
    func money(_ label: String, _ yen: Yen?) -> HTML {
      guard let yen else { return .empty }
      let (value, unit) = ui.reported(yen)
      return figure(label, value, unit)
    }
    return """
      <dl class="pipesum push" data-part="sums">\(figure(ui("件数", "Deals"), ui.number(board.count), ui("件", "")))\
      \(money(ui("合計", "Total"), board.amount))\(money(ui("加重", "Weighted"), board.weighted))\
      \(figure(ui("停滞", "Halted"), ui.number(board.halted), ui("件", ""), tone: board.halted > 0 ? " class=\"c-warn\"" : ""))</dl>
      """
  }

  var kanban: HTML {
    """
    <div class="kanban" data-board data-lane="\(filter.address("/deals/board/lane"))">\(board.columns.enumerated().html { lane($1, $0) })</div>
    <div class="dropzones" data-zones>\(zone(.won, "check"))\(zone(.lost, "x"))<span class="muted xs hide-s">\
    \(ui("カードをつかむと受注・失注の枠が出ます。キーボードでは", "Grab a card to win or lose it here. By keyboard,")) <kbd>←</kbd> <kbd>→</kbd> \
    \(ui("で段階を移し、", "move it,")) <kbd>M</kbd> \(ui("で選べます。", "gives the choice."))</span></div>
    <p class="sr" role="status" aria-live="polite" data-live></p>
    """
  }

  private func zone(_ kind: StageKind, _ icon: String) -> HTML {
    guard let stage = view.end(kind) else { return .empty }
    return """
      <span class="dz dz--\(kind.rawValue)" data-stage="\(stage.id.text)" data-kind="\(kind.rawValue)" data-name="\(stage[Stage.name])">\
      \(HTML.icon(icon))\(stage[Stage.name])\(if: kind == .lost, "<span class=\"hide-s\">\(ui("(理由を1つ選ぶ)", "(choose a reason)"))</span>")</span>
      """
  }

  private func lane(_ column: DealBoard.Column, _ place: Int) -> HTML {
    let name = column.stage[Stage.name] ?? ""
    return """
      <section class="lane" style="--lane:\(BoardView.colour(place, of: board.columns.count))" aria-label="\(name)" data-stage="\(column.stage.id.text)" data-name="\(name)">
      \(head(column, name))
      <ol class="lane__body">\(column.cards.html { BoardCard($0, accounts: view.accounts, view.colleagues).html(ui) })\
      \(column.next.map { more($0, column) })</ol>
      \(if: view.mayCreate, "<a class=\"lane__add\" href=\"\(newDeal(column.stage.id))\" aria-label=\"\(ui("\(name)に商談を追加", "Add a deal in \(name)"))\">\(HTML.icon("plus", .small))\(ui("追加", "Add"))</a>")
      </section>
      """
  }

  private func head(_ column: DealBoard.Column, _ name: String) -> HTML {
    let weighted = column.weighted.map { ui.reported($0) }
    return """
      <header class="lane__head"\(attribute: "title", column.stage[Stage.guide])><h2><span class="clip">\(name)</span><span class="n">\(ui("\(ui.number(column.count))件", ui.number(column.count)))</span>\
      <span class="n push">\(ui.percent(column.stage[Stage.probability]))</span></h2><p class="row lane__sum"><b>\(if: column.amount != nil, ui.amount(column.amount))</b>\
      \(weighted.map { "<span class=\"xs muted push\">\(ui("加重", "wtd.")) \($0.value)\(if: $0.unit != "万円", "\($0.unit)")</span>" })</p></header>
      """
  }

  private func more(_ cursor: String, _ column: DealBoard.Column) -> HTML {
    BoardPage.more(cursor, stage: column.stage.id, rest: column.count - column.cards.count, filter, ui)
  }

  static func more(_ cursor: String, stage: RecordID, rest: Int?, _ filter: BoardFilter, _ ui: UI) -> HTML {
    let count = rest.map { ui("(あと\(ui.number($0))件)", " (\(ui.number($0)) more)") } ?? ""
    return """
      <li class="lane__more"><a class="btn btn--sm btn--block" href="\(filter.address { $0.cards += BoardFilter.usualCards * 2 })" data-more="\(cursor)" \
      data-stage="\(stage.text)">\(ui("もっと見る", "Show more"))\(count)</a></li>
      """
  }

  private var empty: HTML {
    if filter.isNarrowed {
      let whole = filter.address {
        $0.owner = nil
        $0.closing = nil
        $0.text = ""
        $0.whose = $0.offered.last ?? .mine
      }
      return """
        <div class="card">\(HTML.empty(
          ui("この条件の商談はありません", "No deals match"),
          ui("条件をゆるめると見つかるかもしれません。失注した商談と受注した商談は一覧にあります。", "Try fewer conditions. Won and lost deals are in the list."),
          icon: "filter", action: HTML.linkButton(ui("条件をすべて外す", "Drop all conditions"), whole)))</div>
        """
    }
    return """
      <div class="card">\(HTML.empty(
        ui("商談はここに並びます", "Your deals will stand here"),
        ui(
          "段階ごとの金額と、動きの止まった商談がひと目で分かります。見込み客を商談に変換するか、ここで1件追加してください。",
          "See at a glance what each stage is worth and which deals stand still. Convert a lead, or add a deal here."),
        action: "<div class=\"row\">\(HTML.linkButton(ui("見込み客から変換する", "Convert a lead"), "/leads"))\(if: view.mayCreate, HTML.linkButton(ui("商談を追加", "Add a deal"), newDeal(nil), icon: "plus"))</div>"))</div>
      """
  }
}
