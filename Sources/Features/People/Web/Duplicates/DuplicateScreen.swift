import Jobs
import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// The queue at the left, one pair at the right. Phones show either.
struct DuplicateScreen {
  private let place: QueuePlace
  private let rows: DuplicateRows
  private let next: String?
  private let counts: [String: Count]
  private let selected: DuplicatePair?
  private let comparison: MergeComparison?
  private let following: DuplicatePair?
  private let lastScan: (at: Instant, persons: Int, accounts: Int)?
  private let scan: Job?
  private let mayScan: Bool
  private let ui: UI

  init(_ place: QueuePlace, jobs: JobQueue, in tx: RecordTransaction, _ ui: UI) throws {
    (self.place, self.ui) = (place, ui)
    let page = try place.queue.page(cursor: place.cursor, in: tx)
    let chosen = place.isPair ? try place.pair(in: tx) : page.rows.first
    rows = try DuplicateRows(page.rows, place, in: tx, ui)
    next = page.next
    counts = Dictionary(
      uniqueKeysWithValues: try DuplicateQueue.objects.map { ($0, try DuplicateQueue(object: $0, strength: place.strength).count(in: tx)) })
    selected = chosen
    comparison = try chosen.flatMap { try Self.comparison($0, place, in: tx, ui) }
    following = try chosen.flatMap { try place.queue.next(after: $0, in: tx) }
    lastScan = try DuplicateFollowing(in: tx).lastScan()
    mayScan = tx.actor.rights.may("jobs")
    scan = mayScan ? try jobs.jobs(kind: DuplicateScanJob.kind, states: [.waiting, .running], limit: 1, in: tx.transaction).first : nil
  }

  private static func comparison(_ pair: DuplicatePair, _ place: QueuePlace, in tx: RecordTransaction, _ ui: UI) throws -> MergeComparison? {
    guard pair.state == .open else { return nil }
    do {
      return try MergeComparison(try DuplicateMerge.plan(pair, keep: place.keep, in: tx).merge, in: tx, ui)
    } catch let problems as Problems where problems.all.contains(where: { $0.code == "contact_into_lead" }) {
      return try MergeComparison(try DuplicateMerge.plan(pair, in: tx).merge, in: tx, ui)
    }
  }

  private var isPerson: Bool { place.object == Person.object.name }

  var page: WebPage {
    WebPage(
      ui("名寄せ", "Duplicates"), section: "duplicates", mainClass: "page page--flush", modules: ["merge.js"], help: help,
      body: """
        <div class="edbar"><div class="grow"><div class="row"><h1 class="h-in-bar">\(ui("名寄せ", "Duplicates"))</h1>\(waiting)\(scanned)</div></div>\(kinds)\(tools)</div>
        <div class="dupq\(if: !place.isPair, " dupq--list")">
        <section class="inbox__q" aria-label="\(ui("確かめる組", "Pairs to look at"))">\(filters)\(rows.html(selected?.id))\(more)</section>
        \(main)</div>
        """)
  }

  // MARK: The bar

  private var waiting: HTML {
    let count = counts[place.object]
    guard let count, count.value > 0 else { return HTML.tag(ui("確かめる組はありません", "Nothing waits"), .ok, icon: "check") }
    return HTML.tag(ui("確かめる \(number(count))組", "\(number(count)) to look at"), .warn)
  }

  private func number(_ count: Count) -> String { "\(ui.number(count.value))\(count.isExact ? "" : ui("以上の", "+"))" }

  private var scanned: HTML {
    if let scan {
      let words = scan.progress.map { ui($0.label) } ?? ui("調べ始めるところです", "About to begin")
      return """
        <span class="xs muted" data-scan="\(scan.id.text)" role="status">\(words)</span>
        <form method="post" action="/duplicates/scan/end">\(ui.csrf)\(HTML.button(ui("やめる", "Stop"), .ghost, size: .small))</form>
        """
    }
    guard let lastScan else { return .empty }
    let (persons, accounts) = (ui.number(lastScan.persons), ui.number(lastScan.accounts))
    return """
      <span class="xs muted hide-s" title="\(ui.full(lastScan.at))">\(ui("\(ui.near(lastScan.at))に\(persons)人・\(accounts)社を調べました", "\(persons) persons and \(accounts) accounts compared \(ui.near(lastScan.at))"))</span>
      """
  }

  private var kinds: HTML {
    func kind(_ object: String, _ label: String) -> HTML {
      let count = counts[object].map { " \(ui.number($0.value))\($0.isExact ? "" : "+")" } ?? ""
      return "<a href=\"\(place.link(object: object))\"\(if: object == place.object, " aria-current=\"page\"")>\(label)\(count)</a>"
    }
    return """
      <nav class="seg" aria-label="\(ui("何の組か", "Of what"))">\(kind(Person.object.name, ui("人", "Persons")))\(kind(Account.object.name, ui("取引先", "Accounts")))\
      <a href="/duplicates/merged?object=\(place.object)">\(ui("統合の記録", "Merged"))</a></nav>
      """
  }

  private var tools: HTML {
    let scan: HTML =
      mayScan && self.scan == nil
      ? "<form class=\"hide-s\" method=\"post\" action=\"/duplicates/scan\">\(ui.csrf)\(HTML.button(ui("すべて調べる", "Compare everything"), icon: "refresh"))</form>"
      : .empty
    let sure = HTML.linkButton(
      ui("確実なものをまとめる", "Merge the sure ones"), "/duplicates/sure?object=\(place.object)", icon: "merge")
    return isPerson ? "<span class=\"hide-s\">\(sure)</span>\(scan)" : scan
  }

  // MARK: The list

  private var filters: HTML {
    let all: [(DuplicateEvidence.Strength?, String)] = [
      (nil, ui("すべて", "All")), (.strong, ui("強い", "Strong")), (.likely, ui("ふつう", "Likely")), (.weak, ui("弱い", "Weak")),
    ]
    let links = all.html { strength, label -> HTML in
      let query = strength.map { "&strength=\($0)" } ?? ""
      return "<a href=\"\(place.link(object: place.object))\(query)\"\(if: strength == place.strength, " aria-current=\"page\"")>\(label)</a>"
    }
    return "<nav class=\"tabs\" aria-label=\"\(ui("手がかりの強さ", "Strength"))\">\(links)</nav>"
  }

  private var more: HTML {
    next.map { "<p class=\"pager\"><a class=\"btn btn--sm\" href=\"/duplicates?\(place.query([("cursor", $0)]))\">\(ui("次の50組", "Next 50"))</a></p>" }
      ?? .empty
  }

  // MARK: The pair

  private var main: HTML {
    guard let selected else {
      return """
        <div class="dupq__main">\(HTML.empty(
          ui("確かめる組はありません", "Nothing to look at"),
          ui("同じ人や会社が二重に登録されると、ここに理由といっしょに並びます。名前が同じだけでは並びません。", "When somebody is there twice, the pair shows here with the reasons. A name alone is none."),
          icon: "merge"))</div>
        """
    }
    guard let comparison else {
      let words =
        selected.state == .merged ? ui("この2件はもうまとめてあります。", "These two have been merged.") : ui("この2件は別の記録として残してあります。", "These two are kept apart.")
      return
        "<div class=\"dupq__main\">\(HTML.callout("\(words) <a href=\"\(place.link(to: nil))\">\(ui("一覧へ戻る", "Back to the list"))</a>", .ok))</div>"
    }
    let (address, id) = ("/duplicates/\(selected.id.text)", selected.id.text)
    let swap = "\(place.link(to: selected))&keep=\(comparison.merge.loser.id.text)"
    let previous = rows.before(selected.id).map { place.link(to: $0) }
    return """
      <div class="dupq__main"><form id="pair-\(id)" method="post" action="\(address)/merge" data-merge>\(ui.csrf)\(place.fields)\
      <input type="hidden" name="keep" value="\(comparison.merge.winner.id.text)">
      <div class="row row--wrap duphead">\(comparison.heading)\(HTML.linkButton(ui("残す方を入れ替える", "Keep the other one"), swap, icon: "swap", size: .small))</div>
      \(comparison.table)\(comparison.notes)</form>
      <div class="actionbar">
      <form method="post" action="\(address)/dismissal">\(ui.csrf)\(place.fields)\
      \(HTML.button(isPerson ? ui("別人として残す", "Keep as two people") : ui("別会社として残す", "Keep as two companies"), .ghost, attributes: "data-key=\"n\" aria-keyshortcuts=\"n\""))</form>
      \(previous.map { HTML.linkButton(ui("前", "Previous"), $0, .ghost, attributes: "data-key=\"k\" aria-keyshortcuts=\"k\"") })\
      \(following.map { HTML.linkButton(ui("あとで", "Later"), place.link(to: $0), .ghost, attributes: "data-key=\"j\" aria-keyshortcuts=\"j\"") })
      <span class="push xs muted hide-s">\(ui("A B でえらぶ・Enter でまとめて次へ・N 別の記録・J K 次と前", "A B choose, Enter merges, N keeps apart, J K next and previous"))</span>
      <button class="btn btn--primary" type="submit" form="pair-\(id)">\(HTML.icon("merge"))\(isPerson ? ui("1人にまとめる", "Merge into one person") : ui("1社にまとめる", "Merge into one company"))</button>
      </div></div>
      """
  }

  private var help: HTML {
    """
    \(MergeHelp.html(ui))\
    <p>\(ui("メールアドレス、電話番号、法人番号、氏名と会社の組み合わせを手がかりに並べます。名前だけ、代表電話だけでは並びません。法人番号が違う会社は並びません。", "Pairs come from mail addresses, phone numbers, corporate numbers, and names together with companies. A name alone or a switchboard is no reason, and two corporate numbers are two companies."))</p>\
    <p>\(ui("「別人として残す」とした組は、新しい手がかりが出るまで並びません。見えて編集できる記録の組だけが並びます。", "A pair that is kept apart does not come back until there is a new reason. Only pairs of records that you may see and edit are here."))</p>\
    <p>\(ui("キー：A・B 項目（または全部）を選ぶ、Enter まとめる、N 別の記録、J・K 次と前。", "Keys: A and B choose for the field or for all, Enter merges, N keeps apart, J and K go on and back."))</p>
    """
  }
}
