import Kernel
import Metadata
import People
import RecordPages
import Records
import Sales
import WebKernel

/// 見込み客を商談に変換 (screen 05): the lead at the left, what becomes of it in the middle, what is carried over at the right.
struct ConversionPage {
  let view: ConversionView
  let ui: UI
  private var lead: Record { view.plan.lead }
  private var address: String { DealLinks.convert(lead.id) }

  func page() -> WebPage {
    let company = lead[Person.companyName].map { ui("(\($0))", " (\($0))") } ?? ""
    var page = WebPage(
      ui("変換", "Convert"), section: "leads",
      crumbs: [WebPage.Crumb(ui("見込み客", "Leads"), "/leads"), WebPage.Crumb(view.name, RecordLinks.record("leads", lead.id))],
      mainClass: "page page--bar", modules: ["convert.js"], help: SalesHelp.conversion(ui),
      body: """
        <div class="page__head"><div><h1>\(ui("見込み客を商談に変換", "Convert a lead"))</h1><p class="sub">\
        \(ui("\(view.name)さん\(company)を、連絡先・取引先・商談に引き継ぎます。", "\(view.name)\(company) becomes a contact, with an account and a deal."))</p></div></div>
        \(HTML.problems(view.problems, ui, id: anchor))
        <form class="convform" method="post" action="\(address)" data-convert novalidate>\(ui.csrf)
        <div class="conv">\(source)<div class="stack" style="--gap:var(--s-3)">\(contact)\(account)\(deal)</div>\(map)</div>
        <div class="actionbar"><span class="small soft" data-part="choice">\(choice)</span><span class="push"></span>\
        \(HTML.button(ui("確認する", "Check"), name: "step", value: "preview", attributes: "data-noscript"))\
        \(HTML.linkButton(ui("やめる", "Cancel"), RecordLinks.record("leads", lead.id)))\
        <button class="btn btn--primary" type="submit" aria-keyshortcuts="Control+Enter">\(HTML.icon("deal"))\(ui("変換する", "Convert"))<kbd>Ctrl ↵</kbd></button></div>
        </form>
        """)
    page.status = view.problems.isEmpty ? 200 : 422
    return page
  }

  /// The parts that change with what is chosen, for the module.
  var parts: HTML {
    """
    <div data-part="accounts">\(accountOptions)</div><div data-part="deals">\(dealOptions)</div>\
    <div data-part="map">\(mapBody)</div><span class="small soft" data-part="choice">\(choice)</span>
    """
  }

  private func anchor(_ field: String) -> String? {
    field.hasPrefix("deal.") || field.hasPrefix("account.") ? field : field == "account" || field == "deal" ? "part-\(field)" : nil
  }

  private var choice: HTML {
    func word(_ mode: ConversionForm.Mode) -> String {
      switch mode {
      case .new: ui("新規", "new")
      case .existing: ui("既存に結ぶ", "existing")
      case .none: ui("なし", "none")
      }
    }
    return """
      \(ui("連絡先", "Contact")) <b class="strong">\(ui("引き継ぐ", "same person"))</b>・\(ui("取引先", "Account")) <b class="strong">\(word(view.accountMode))</b>・\
      \(ui("商談", "Deal")) <b class="strong">\(word(view.dealMode))</b>
      """
  }

  // MARK: The lead

  private var source: HTML {
    let facts = ["company_name", "department", "title", "email", "phone", "interest", "industry", "lead_source", "challenge"]
    let rows = facts.compactMap { name -> HTML? in
      guard let field = view.person.field(name), !lead[name].isNull else { return nil }
      return "<div><dt>\(ui(field.label))</dt><dd>\(field.type.shown(lead[name], in: ui.parsing))</dd></div>"
    }
    let days = lead[Person.acquiredOn].map { ui.today - $0 }
    let since = days.map { $0 <= 0 ? ui("今日獲得", "Acquired today") : ui("獲得から\($0)日", "\($0.counted("days")) since acquired") } ?? ui("見込み客", "Lead")
    let count = ui.count(view.history.value, Label("件", "events"), isExact: view.history.isExact)
    return """
      <section class="card conv__src" aria-label="\(ui("見込み客", "Lead"))"><div class="card__head">\(HTML.avatar(view.name, id: lead.id.raw))\
      <span class="who"><span><b class="strong">\(view.name)</b><small>\(since)</small></span></span></div>
      <div class="card__body"><dl class="facts">\(rows)</dl><p class="callout callout--shu conv__thread">\(HTML.icon("link"))<span>\
      \(ui("これまでの履歴\(count)も、そのまま連絡先と商談につながります。", "The history so far (\(count)) stays with the contact."))</span></p></div></section>
      """
  }

  // MARK: What becomes of it

  private func seg(_ name: String, _ label: String, _ options: [(ConversionForm.Mode, String)], chosen: ConversionForm.Mode) -> HTML {
    """
    <div class="seg seg--radio" role="radiogroup" aria-label="\(label)">\(options.html { mode, label in
      "<label><input type=\"radio\" name=\"\(name)\" value=\"\(mode.rawValue)\"\(if: mode == chosen, " checked")><span>\(label)</span></label>"
    })</div>
    """
  }

  private var contact: HTML {
    let others = view.plan.personCandidates
    let note: HTML =
      others.isEmpty
      ? "\(ui("同じ人は見つかりませんでした", "Nobody else looks the same"))"
      : "<span class=\"c-warn medium\">\(ui("似た人が\(others.count)人見つかりました", others.count == 1 ? "Somebody looks similar" : "\(others.count) people look similar"))</span>"
    return """
      <fieldset class="card conv__to\(if: !others.isEmpty, " is-dup")"><legend class="sr">\(ui("連絡先", "Contact"))</legend>
      <div class="conv__h"><span class="conv__i">\(HTML.icon("user"))</span><div class="grow"><h2>\(ui("連絡先", "Contact"))</h2><p class="xs muted">\(note)</p></div></div>
      <p class="conv__r"><b>\(view.name)</b><span>\([lead[Person.department], lead[Person.title]].compactMap { $0 }.joined(separator: " "))</span>\
      <span>\(lead[Person.email]?.text)</span></p>\(others.prefix(3).html(similar))
      </fieldset>
      """
  }

  private func similar(_ candidate: DuplicateCandidate) -> HTML {
    let name = [candidate.record[Person.lastName], candidate.record[Person.firstName]].compactMap { $0 }.joined(separator: " ")
    return """
      <p class="conv__r conv__r--note c-warn">\(HTML.icon("info", .small))<span><a href="\(RecordLinks.record(candidate.record, view.person))">\(name)</a> \
      \(candidate.reasons.map { ui($0) }.joined(separator: ui("・", ", ")))\(ui("。", ". "))\(ui("同じ人なら、先に名寄せで1つにまとめてください。", "If it is the same person, merge the two first."))</span></p>
      """
  }

  private var account: HTML {
    let found = view.plan.accountCandidates.count
    let note: HTML =
      found == 0
      ? "\(ui("似た取引先は見つかりませんでした", "No similar account was found"))"
      : "<span class=\"c-warn medium\">\(ui("似た取引先が\(found)件見つかりました", found == 1 ? "One similar account was found" : "\(found) similar accounts were found"))</span>"
    var options: [(ConversionForm.Mode, String)] = [(.existing, ui("既存に結ぶ", "Existing")), (.none, ui("なし", "None"))]
    if view.mayMakeAccount { options.insert((.new, ui("新しく作る", "New")), at: 0) }
    let error = view.message("account.name", ui)
    return """
      <fieldset class="card conv__to\(if: found > 0, " is-dup")" id="part-account"><legend class="sr">\(ui("取引先", "Account"))</legend>
      <div class="conv__h"><span class="conv__i">\(HTML.icon("building"))</span><div class="grow"><h2>\(ui("取引先", "Account"))</h2><p class="xs muted">\(note)</p></div>\
      \(seg("account", ui("取引先をどうするか", "What to do about the account"), options, chosen: view.accountMode))</div>
      \(view.message("account", ui).map { "<p class=\"field__error conv__pad\">\(HTML.icon("warn", .small))\($0)</p>" as HTML })
      <div class="conv__if conv__if--existing"><div data-part="accounts">\(accountOptions)</div>
      <div class="conv__pad row"><input class="input grow" type="search" name="account_q" value="\(view.form.search)" data-search \
      placeholder="\(ui("ほかの取引先をさがす", "Find another account"))" aria-label="\(ui("ほかの取引先をさがす", "Find another account"))">\
      \(HTML.button(ui("さがす", "Find"), name: "step", value: "preview", attributes: "data-noscript"))</div></div>
      <div class="conv__if conv__if--new"><div class="conv__pad">\(HTML.field("account.name", ui("取引先名", "Account name"), isRequired: true, requiredMark: ui("必須", "required"), error: error, control: HTML.input("account.name", value: view.form.accountName ?? lead[Person.companyName] ?? "", autocomplete: "off", attributes: HTML.described("account.name", hasHelp: false, hasError: error != nil))))</div></div>
      </fieldset>
      """
  }

  private var accountOptions: HTML {
    guard !view.accounts.isEmpty else {
      return "<p class=\"conv__pad xs muted\">\(ui("候補がありません。名前でさがすか、新しく作ってください。", "No candidates. Search by name, or make a new one."))</p>"
    }
    return """
      <div class="dups" role="radiogroup" aria-label="\(ui("取引先の候補", "Candidates"))">\(view.accounts.html(accountOption))</div>\
      \(view.accounts.first { $0.record.id == view.chosenAccount }.flatMap { ownerNote($0.record) })
      """
  }

  private func accountOption(_ option: ConversionView.AccountOption) -> HTML {
    let record = option.record
    let place = [record["prefecture"], record["city"]].compactMap { String(value: $0) }.joined()
    let owner = view.colleagues.name(record.ownerID).map { ui("担当 \($0)", "owner \($0)") }
    let isSure = option.strength == .strong
    let word: HTML? = option.strength.map { strength in
      switch strength {
      case .strong: "<b class=\"match\">\(ui("ほぼ確実", "Certain"))</b>"
      case .likely: "<b class=\"match\">\(ui("可能性あり", "Likely"))</b>"
      case .weak: "<b class=\"match muted\">\(ui("弱い", "Weak"))</b>"
      }
    }
    return """
      <label class="dup"><span class="radio"><input type="radio" name="account_id" value="\(record.id.text)"\(if: record.id == view.chosenAccount, " checked")></span>\
      <span class="grow"><b>\(record[Account.name])</b><small>\([place, owner ?? ""].filter { !$0.isEmpty }.joined(separator: "・"))</small></span>\
      <span class="row row--wrap why">\(option.reasons.html { HTML.tag(ui($0), isSure ? .ok : .warn, icon: isSure ? "check" : nil) })</span>\(word)</label>
      """
  }

  private func ownerNote(_ account: Record) -> HTML? {
    guard let owner = account.ownerID, owner.raw != ui.person?.id.raw, let name = view.colleagues.name(owner) else { return nil }
    return """
      <p class="conv__r conv__r--note c-warn">\(HTML.icon("info", .small))<span>\(ui("この取引先の担当は\(name)さんです。", "This account belongs to \(name)."))</span></p>
      """
  }

  private var deal: HTML {
    let options: [(ConversionForm.Mode, String)] = [
      (.new, ui("新しく作る", "New")), (.existing, ui("既存に結ぶ", "Existing")), (.none, ui("作らない", "None")),
    ]
    return """
      <fieldset class="card conv__to" id="part-deal"><legend class="sr">\(ui("商談", "Deal"))</legend>
      <div class="conv__h"><span class="conv__i">\(HTML.icon("deal"))</span><div class="grow"><h2>\(ui("商談", "Deal"))</h2>\
      <p class="xs muted">\(ui("必須は3つだけ。金額はあとからでもかまいません", "Only three are required; the amount can wait"))</p></div>\
      \(seg("deal", ui("商談をどうするか", "What to do about the deal"), options, chosen: view.dealMode))</div>
      \(view.message("deal", ui).map { "<p class=\"field__error conv__pad\">\(HTML.icon("warn", .small))\($0)</p>" as HTML })
      <div class="conv__if conv__if--existing" data-part="deals">\(dealOptions)</div>
      <div class="conv__if conv__if--new"><div class="conv__f">\(ConversionDealFields(view: view, ui: ui).html)</div></div>
      </fieldset>
      """
  }

  private var dealOptions: HTML {
    guard !view.plan.openDeals.isEmpty else {
      return """
        <p class="conv__pad xs muted">\(ui("選んだ取引先に進行中の商談はありません。", "The chosen account has no open deals."))</p>
        """
    }
    return """
      <div class="dups" role="radiogroup" aria-label="\(ui("進行中の商談", "Open deals"))">\(view.plan.openDeals.html { deal in
        let stage = deal[Deal.stage].flatMap(view.pipelines.stage)?[Stage.name] ?? ""
        let day = deal[Deal.closesOn].map { "・\(ui.monthDay($0))" } ?? ""
        return """
          <label class="dup"><span class="radio"><input type="radio" name="deal_id" value="\(deal.id.text)"\(if: deal.id.raw == view.form.dealID?.raw, " checked")></span>\
          <span class="grow"><b>\(deal[Deal.name])</b><small>\(stage)\(day)</small></span><b class="num">\(deal[Deal.amount].map { ui.amount($0) })</b></label>
          """
      })</div>
      """
  }

  // MARK: What is carried over

  private var map: HTML {
    """
    <section class="card conv__map" aria-labelledby="map-title"><div class="card__head card__head--line"><h2 id="map-title">\(ui("引き継ぐ内容", "What is carried over"))</h2></div>\
    <div data-part="map" aria-live="polite">\(mapBody)</div>\
    <div class="card__foot muted">\(HTML.icon("undo", .small))\(ui("変換は30日以内なら元に戻せます", "A conversion can be undone for 30 days"))</div></section>
    """
  }

  private var mapBody: HTML {
    let rows = CarriedRow.all(of: view, ui)
    let lost = rows.filter(\.isLost).map(\.field).joined(separator: ui("・", ", "))
    return """
      \(if: !lost.isEmpty, "<p class=\"conv__lost c-warn\">\(HTML.icon("warn", .small))<span>\(ui("引き継がれない項目: \(lost)", "Not carried over: \(lost)"))</span></p>")\
      <table class="table table--tight table--plain table--fit mapt"><thead><tr><th scope="col">\(ui("項目", "Field"))</th><th scope="col">\(ui("いまの値", "Value"))</th>\
      <th scope="col"><span class="sr">\(ui("引き継ぎ方", "How"))</span></th><th scope="col">\(ui("引き継ぎ先", "Goes to"))</th></tr></thead><tbody>\(rows.html { $0.html(ui) })</tbody></table>
      """
  }
}
