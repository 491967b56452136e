import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// 統合の記録: what has been merged into what, by whom, and the way to cut it again.
struct MergedScreen {
  private let place: QueuePlace
  private let merges: [Merge]
  private let losers: [RecordID: String]
  private let winners: [RecordID: Record]
  private let object: ObjectDefinition
  private let titles: [RecordID: String]
  private let ui: UI

  init(_ place: QueuePlace, in tx: RecordTransaction, _ ui: UI) throws {
    (self.place, self.ui) = (place, ui)
    object = try tx.object(place.object)
    merges = try tx.merges(place.object)
    losers = try tx.titlesOfMerged(place.object, merges.map(\.loser))
    let found = try tx.fetch(object, Array(Set(merges.map(\.winner))).sorted())
    winners = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let object = object
    titles = winners.mapValues { tx.title(of: $0, object) }
  }

  var page: WebPage {
    WebPage(
      ui("統合の記録", "What has been merged"), section: "duplicates", crumbs: [.init(ui("名寄せ", "Duplicates"), place.link(to: nil))],
      help:
        "<p>\(ui("まとめた記録は消えていません。30日のあいだは切り離して、もとの2件に戻せます。あとから変わった値はそのまま残ります。", "Merged records are not lost. For 30 days they can be cut apart; values that changed since stay."))</p>",
      body: merges.isEmpty
        ? HTML.empty(
          ui("まだ何もまとめていません", "Nothing has been merged yet"), ui("名寄せでまとめた記録が、ここに新しい順に並びます。", "What is merged shows here, newest first."),
          icon: "merge")
        : table)
  }

  private var table: HTML {
    """
    <header class="page__head"><div class="grow"><h1 class="h-in-bar">\(ui("統合の記録", "What has been merged"))</h1></div></header>
    <section class="card" aria-label="\(ui("まとめた記録", "Merged records"))"><table class="table logt table--plain"><thead><tr><th>\(ui("日時", "When"))</th>\
    <th>\(ui("誰が", "Who"))</th><th>\(ui("何を", "What"))</th><th><span class="sr">\(ui("操作", "Undo"))</span></th></tr></thead><tbody>\(merges.html(row))</tbody></table></section>
    """
  }

  private func row(_ merge: Merge) -> HTML {
    guard let winner = winners[merge.winner] else { return .empty }
    let link = RecordLinks.record(winner, object)
    let cut: HTML =
      merge.mayBeCut
      ? """
      <form method="post" action="\(link)/merge/\(merge.loser.text)/separation">\(ui.csrf)<input type="hidden" name="back" value="\(ui.address)">\
      \(HTML.button(ui("切り離す", "Cut apart"), icon: "split", size: .small))</form>
      """ : .empty
    return """
      <tr><td class="nowrap"><time datetime="\(merge.at.text)" title="\(ui.full(merge.at))">\(ui.near(merge.at))</time></td><td>\(merge.who)</td>\
      <td>\(losers[merge.loser] ?? merge.loser.text) → <a href="\(link)">\(titles[merge.winner] ?? "")</a></td><td class="num">\(cut)</td></tr>
      """
  }
}

/// 確実なものをまとめる: how many pairs there are, some of them by name, and one button.
struct SureScreen {
  private let place: QueuePlace
  private let count: Count
  private let rows: DuplicateRows
  private let isEmpty: Bool
  private let ui: UI

  init(_ place: QueuePlace, in tx: RecordTransaction, _ ui: UI) throws {
    (self.place, self.ui) = (place, ui)
    let queue = DuplicateQueue(object: place.object, isSure: true)
    count = try queue.count(in: tx)
    let pairs = try queue.page(limit: 20, in: tx).rows
    rows = try DuplicateRows(pairs, place, in: tx, ui)
    isEmpty = pairs.isEmpty
  }

  var page: WebPage {
    WebPage(
      ui("確実なものをまとめる", "Merge the sure ones"), section: "duplicates", crumbs: [.init(ui("名寄せ", "Duplicates"), place.link(to: nil))],
      help: MergeHelp.html(ui),
      body: isEmpty
        ? HTML.empty(
          ui("確実な組はありません", "There are no sure pairs"),
          ui("メールアドレスと氏名が同じで、食い違いのない組がここに並びます。", "Pairs with the same mail address and name, and nothing that contradicts, show here."),
          icon: "check",
          action: HTML.linkButton(ui("名寄せへ戻る", "Back"), place.link(to: nil)))
        : list)
  }

  private var now: Int { min(count.value, SureMerges.most) }

  private var list: HTML {
    let more = count.value > SureMerges.most ? ui("一度に\(SureMerges.most)組までまとめます。", "Up to \(SureMerges.most) at a time.") : ""
    return """
      <header class="page__head"><div class="grow"><h1 class="h-in-bar">\(ui("確実なものをまとめる", "Merge the sure ones"))</h1></div></header>
      \(HTML.callout("\(ui("メールアドレスと氏名が同じで、食い違いのない組が \(ui.number(count.value))組\(count.isExact ? "" : "以上")あります。古い方（連絡先があれば連絡先）に残し、空いている項目だけ補います。", "\(ui.number(count.value))\(count.isExact ? "" : "+") pairs share mail address and name and contradict each other in nothing. The older record stays (a contact before a lead) and only takes what it lacks.")) \(more)", icon: "merge"))
      <section class="card" aria-label="\(ui("はじめの20組", "The first 20"))">\(rows.html(nil))</section>
      <form class="row" method="post" action="/duplicates/sure">\(ui.csrf)\(place.fields)<span class="xs muted grow">\(ui("1つの操作です。まとめて元に戻せます。", "One operation, one undo."))</span>\
      \(HTML.linkButton(ui("やめる", "Cancel"), place.link(to: nil), .ghost))\(HTML.button(ui("\(now)組をまとめる", "Merge \(now) pairs"), icon: "merge", .primary))</form>
      """
  }
}
