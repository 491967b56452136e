import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// The page that merges any two records of one kind.
struct MergeScreen {
  private let comparison: MergeComparison
  private let place: RecordPlace
  private let ui: UI

  init(_ merge: RecordMerge, _ place: RecordPlace, in tx: RecordTransaction, _ ui: UI) throws {
    comparison = try MergeComparison(merge, in: tx, ui)
    self.place = place
    self.ui = ui
  }

  var page: WebPage {
    let (winner, loser) = (comparison.merge.winner, comparison.merge.loser)
    let address = comparison.winnerLink
    return WebPage(
      ui("名寄せ", "Merge"), section: nil,
      crumbs: [.init(ui(place.label), RecordLinks.list(place.collection)), .init(comparison.title, address)], mainClass: "page page--flush",
      modules: ["merge.js"], help: MergeHelp.html(ui),
      body: """
        <form class="mergepage" method="post" action="\(address)/merge/\(loser.id.text)" data-merge>\(ui.csrf)
        <div class="edbar"><div class="grow"><h1>\(ui("名寄せ", "Merge"))</h1></div>\
        \(HTML.linkButton(ui("残す方を入れ替える", "Keep the other one"), "/\(place.collection)/\(loser.id.text)/merge/\(winner.id.text)", icon: "swap"))</div>
        <div class="dupq__main"><div class="row row--wrap duphead">\(comparison.heading)</div>\(comparison.table)\(comparison.notes)
        <div class="actionbar"><a class="btn btn--ghost" href="\(address)">\(ui("やめる", "Cancel"))</a><span class="xs muted push hide-s">\(ui("Ctrl Enter でまとめる", "Ctrl Enter merges"))</span>\
        \(comparison.button)</div></div></form>
        """)
  }
}

enum MergeHelp {
  static func html(_ ui: UI) -> HTML {
    """
    <p>\(ui("値が違う項目だけ、残す方を選びます。灰色の項目は同じか、片方だけに値があります。", "Choose only where the values differ. Grey fields are the same, or only one has a value."))</p>\
    <p>\(ui("商談・メモ・履歴は残る方へ移ります。配信停止は、きびしい方が必ず残ります。", "Deals, notes and history move to the one that stays. A refusal of mail always stays."))</p>
    """
  }
}
