import Kernel
import Metadata
import Query
import RecordPages
import Records
import WebKernel

extension ImportDesk {
  func mapPage(_ draft: ImportDraft, problems: [Problem], _ tx: RecordTransaction, _ ui: UI) throws -> WebPage {
    let targets = try ImportTargets(in: tx)
    let choices = try ImportChoices(draft.plan.collection, in: tx.schema, for: tx.actor)
    let frame = ImportFrame(ui: ui, target: targets.label(draft.plan.collection), collection: draft.plan.collection)
    let mapped = draft.plan.columns.count { $0.target != nil }
    let open = draft.plan.columns.count - mapped
    let sub =
      open == 0
      ? ui("\(mapped)列すべてをつなぎました。", "All \(mapped) columns are connected.")
      : ui("\(mapped)列は自動でつなぎました。残りは\(open)列です。", "\(mapped) columns are connected, \(open) are left.")
    let body: HTML = """
      \(frame.head(ui("項目をつなぐ", "Map fields"), sub, at: .map))
      \(HTML.problems(problems, ui, id: { field in draft.plan.columns.firstIndex { $0.target == field }.map { "to-\($0)" } }))
      <form id="step" class="wiz" method="post" action="\(Self.link(draft.id, "map"))" data-map data-keys="\(Self.link(draft.id, "keys"))">\(ui.csrf)
      <section class="card wiz__map"><table class="table table--tight table--fit impmap"><thead><tr><th>\(ui("ファイルの列", "Column"))</th><th>\(ui("はじめの値", "First values"))</th><th><span class="sr">\(ui("つながり", "Link"))</span></th>\
      <th>\(ui("縁の項目", "Field"))</th><th>\(ui("決め方", "Why"))</th></tr></thead><tbody>\(rows(draft, choices, tx, ui))</tbody></table>\
      \(fixedValues(draft, choices, ui))</section>
      <div class="stack" style="--gap:var(--s-4)"><section class="card" aria-labelledby="h-keys"><div class="card__head"><h2 id="h-keys">\(matchTitle(choices.object, ui))</h2></div>\
      <div class="card__body stack" style="--gap:var(--s-3)"><div data-keypanel aria-live="polite">\(try keyPanel(draft, tx, ui))</div>\(modes(draft, ui))\(try owners(draft, tx, ui))</div></section>\
      \(hint(draft, tx, ui))</div></form>
      <div class="actionbar"><button class="btn btn--ghost" form="step" name="act" value="back">\(ui("もどる", "Back"))</button>\
      <span class="small muted push">\(ui("まだ何も登録されません", "Nothing is added yet"))</span>\
      <button class="btn btn--primary" form="step" name="act" value="next">\(ui("試し読みへ", "Dry run"))\(HTML.icon("arrow"))</button></div>
      """
    return frame.page(.map, help: ImportHelp.map(ui), body: body)
  }

  private func matchTitle(_ object: ObjectDefinition, _ ui: UI) -> String {
    switch object.name {
    case "person": ui("同じ人の見つけ方", "How people are recognised")
    case "account": ui("同じ会社の見つけ方", "How companies are recognised")
    default: ui("同じものの見つけ方", "How records are recognised")
    }
  }

  // MARK: Columns

  private func rows(_ draft: ImportDraft, _ choices: ImportChoices, _ tx: RecordTransaction, _ ui: UI) -> HTML {
    let guesses = choices.guesses(draft.look.headings)
    let options = choices.choices.map { HTML.Option($0.name, ui($0.label)) }
    let mayMake = tx.actor.rights.may("metadata")
    return draft.plan.columns.enumerated().html { at, column -> HTML in
      let look = draft.look.columns.indices.contains(at) ? draft.look.columns[at] : nil
      let thread: HTML = column.target == nil ? " map__t--off" : column.target?.hasPrefix(ImportDraft.newField) == true ? " map__t--edit" : ""
      let heading = column.heading.isEmpty ? ui("（名前のない列）", "(no name)") : column.heading
      return """
        <tr><td><b class="rowhead">\(heading)</b></td><td class="soft clip">\(look?.samples.joined(separator: " / ") ?? "")</td>\
        <td><i class="map__t\(thread)" data-thread></i></td><td>\(select(at, column, look, heading, options, mayMake: mayMake, ui))</td>\
        <td data-why>\(why(column, guesses.indices.contains(at) ? guesses[at] : nil, ui))</td></tr>
        """
    }
  }

  private func select(
    _ at: Int, _ column: ImportPlan.Column, _ look: ImportLook.Column?, _ heading: String, _ options: [HTML.Option], mayMake: Bool, _ ui: UI
  ) -> HTML {
    func option(_ value: String, _ label: String) -> HTML {
      "<option value=\"\(value)\"\(if: value == column.target ?? "", " selected")>\(label)</option>"
    }
    let types = [look?.type ?? "text"] + (look?.type == "text" ? ["long_text"] : ["text"])
    let new: HTML =
      mayMake
      ? "<optgroup label=\"\(ui("新しい項目を作る", "Make a new field"))\">\(types.html { option(ImportDraft.newField + $0, ui("\(heading)（新しい項目・\(typeLabel($0).ja)）", "\(heading) (new, \(typeLabel($0).en))")) })</optgroup>"
      : .empty
    return """
      <select class="select select--sm" id="to-\(at)" name="to.\(at)" data-to aria-label="\(ui("\(heading)のつなぎ先", "Field for \(heading)"))">\(option("", ui("取り込まない", "Leave out")))\
      <optgroup label="\(ui("縁の項目", "Fields"))">\(options.html { option($0.value, $0.label) })</optgroup>\(new)</select>
      """
  }

  private func typeLabel(_ type: String) -> Label {
    switch type {
    case "day": Label("日付", "date")
    case "integer": Label("整数", "whole number")
    case "decimal": Label("小数", "number")
    case "long_text": Label("長い文章", "long text")
    default: Label("文字", "text")
    }
  }

  private func why(_ column: ImportPlan.Column, _ guess: HeadingGuess.Match?, _ ui: UI) -> HTML {
    guard let target = column.target else { return .empty }
    if target.hasPrefix(ImportDraft.newField) { return HTML.tag(ui("新しく作る", "New"), .warn, icon: "plus") }
    guard let guess, guess.field == target else { return HTML.tag(ui("自分で選んだ", "Your choice")) }
    if guess.confidence >= 0.95 { return HTML.tag(ui("同じ名前", "Same name")) }
    return HTML.tag(guess.confidence >= 0.9 ? ui("よくある名前", "Usual name") : ui("近い名前", "Similar name"))
  }

  private func fixedValues(_ draft: ImportDraft, _ choices: ImportChoices, _ ui: UI) -> HTML {
    let fields = choices.choices.filter { choice in
      guard let field = choices.object.field(choice.name) else { return false }
      return choice.name != "id" && choice.name != "owner_id" && !(field.type is any ReferenceType)
    }
    let options = [HTML.Option("", ui("項目を選ぶ", "Choose a field"))] + fields.map { HTML.Option($0.name, ui($0.label)) }
    let given = draft.plan.defaults.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + [("", "")]
    let lines = given.enumerated().html { at, pair -> HTML in
      """
      <div class="row" data-fixed>\(HTML.select("fixed-\(at)", name: "fixed_field", options, chosen: pair.0, attributes: "aria-label=\"\(ui("項目", "Field"))\""))\
      <input class="input" name="fixed_value" value="\(pair.1)" aria-label="\(ui("入れる値", "Value"))" placeholder="\(ui("入れる値", "Value"))"></div>
      """
    }
    return """
      <details class="card__foot impfixed"\(if: !draft.plan.defaults.isEmpty, " open")><summary class="btn btn--link">\(HTML.icon("plus", .small))\(ui("決まった値を全員に入れる", "Give all of them a fixed value"))</summary>\
      <div class="stack" style="--gap:var(--s-2)"><p class="xs muted">\(ui("ファイルで空の人に入ります。今ある人の値は変えません。", "For new records where the file says nothing. Existing ones stay as they are."))</p>\(lines)</div></details>
      """
  }

  // MARK: Recognising

  /// By what rows are recognised, with how many rows each makes unique.
  func keyPanel(_ draft: ImportDraft, _ tx: RecordTransaction, _ ui: UI) throws -> HTML {
    let choices = try ImportChoices(draft.plan.collection, in: tx.schema, for: tx.actor)
    let known = [
      ("email", Label("メール", "E-mail")), ("corporate_number", Label("法人番号", "Corporate number")), ("phone", Label("電話 ＋ 氏名", "Phone + name")),
      ("name_company", Label("会社名 ＋ 氏名", "Company + name")),
    ]
    let unit = ImportFrame.unit(choices.object.name)
    let ways = known.compactMap { kind, label in draft.keys?[kind].map { (label, $0) } }
    let list: HTML =
      ways.isEmpty
      ? "<p class=\"field__help\">\(ui("同じものを見分けられる列がありません。すべて新しく作ります。", "No column tells who is who: everything is added as new."))</p>"
      : "<ol class=\"keyord\">\(ways.enumerated().html { at, way in "<li>\(at + 1)　\(ui(way.0))<span class=\"push tag\">\(ui("\(ui.count(way.1.unique, unit))が一意", "\(ui.number(way.1.unique)) unique"))</span></li>" })</ol>"
    let fields = choices.matchFields(draft.plan.targets)
    let name = if case .field(let name) = draft.plan.match { name } else { "auto" }
    let options =
      [HTML.Option("auto", ui("上の順に照らし合わせる", "In this order"))]
      + fields.map { field in
        let unique = draft.keys?[field.name].map { ui("・\(ui.number($0.unique))行が一意", ", \(ui.number($0.unique)) unique") } ?? ""
        return HTML.Option(field.name, ui("「\(field.label.ja)」だけで見つける\(unique)", "Only by “\(field.label.en)”\(unique)"))
      }
    let help =
      choices.object.name == "person"
      ? ui("名前だけで同じ人とは決めません。株式会社・㈱、髙・高、半角・全角は同じに見ます。", "A name alone never decides. 株式会社 and ㈱, 髙 and 高, full and half width count as the same.")
      : ui("名前だけで同じとは決めません。株式会社・㈱、半角・全角は同じに見ます。", "A name alone never decides. Legal forms and widths count as the same.")
    return """
      <div class="stack" style="--gap:var(--s-3)"><div class="field"><span class="field__label">\(ui("照らし合わせる順", "Order of looking"))</span>\(list)</div>\
      \(if: !fields.isEmpty, HTML.field("match", ui("見つけ方", "Find by"), help: help, control: HTML.select("match", options, chosen: name, attributes: "form=\"step\"")))</div>
      """
  }

  private func modes(_ draft: ImportDraft, _ ui: UI) -> HTML {
    func radio(_ name: String, _ value: String, _ label: String, _ isOn: Bool) -> HTML {
      "<label><input type=\"radio\" name=\"\(name)\" value=\"\(value)\"\(if: isOn, " checked")>\(label)</label>"
    }
    let plan = draft.plan
    return """
      <div class="field" role="radiogroup" aria-labelledby="mode-l"><span class="field__label" id="mode-l">\(ui("見つかったとき", "When one is found"))</span><div class="choice">\
      \(radio("mode", "create", ui("作るだけ", "Only add"), plan.mode == .create))\(radio("mode", "update", ui("更新だけ", "Only update"), plan.mode == .update))\
      \(radio("mode", "both", ui("両方", "Both"), plan.mode == .both))</div></div>\
      <div class="field" role="radiogroup" aria-labelledby="how-l"><span class="field__label" id="how-l">\(ui("更新のしかた", "How they are updated"))</span>\
      <label class="radio"><input type="radio" name="contradictions" value="keep"\(if: plan.contradictions == .keep, " checked")>\(ui("空欄だけ埋める", "Fill in what is empty"))</label>\
      <label class="radio"><input type="radio" name="contradictions" value="overwrite"\(if: plan.contradictions == .overwrite, " checked")>\(ui("ファイルの値で置き換える", "Replace by the file’s values"))</label></div>
      """
  }

  private func owners(_ draft: ImportDraft, _ tx: RecordTransaction, _ ui: UI) throws -> HTML {
    guard !draft.plan.targets.contains("owner_id"), tx.schema.collection(draft.plan.collection)?.object.visibility == .owned else { return .empty }
    let users = try tx.configuration(User.object.name).filter { $0[User.deactivatedAt] == nil }
    let options = [HTML.Option("", ui("取り込む人（自分）", "Whoever imports (me)"))] + users.map { HTML.Option($0.id.text, $0[User.name] ?? "") }
    return "<hr>"
      + HTML.field("owner", ui("新しい記録の担当", "Owner of new records"), control: HTML.select("owner", options, chosen: draft.plan.owner?.text ?? ""))
  }

  private func hint(_ draft: ImportDraft, _ tx: RecordTransaction, _ ui: UI) -> HTML {
    if draft.plan.columns.contains(where: { $0.target?.hasPrefix(ImportDraft.newField) == true }) {
      return HTML.callout(
        "\(ui("新しい項目は「試し読みへ」を押したときに作ります。あとから名前を変えたり、使うのをやめたりできます。", "New fields are made when you go on to the dry run. They can be renamed or retired later."))"
      )
    }
    return HTML.callout(
      "\(ui("次の試し読みでは、まだ何も登録しません。全部の行を読んで、どうなるかを先にお見せします。", "The dry run adds nothing yet. It reads every row and shows what would happen."))")
  }
}
