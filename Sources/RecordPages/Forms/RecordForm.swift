import Kernel
import Metadata
import Records
import WebKernel

/// The form of a new record, or of one that is to be changed, made from metadata: everything that is wrong at once, each at its
/// field, and everything typed kept.
struct RecordForm {
  let place: RecordPlace
  let record: Record?
  let fields: FormFields
  let input: FormInput
  let problems: [Problem]
  /// Fields that came filled with the address; they stand among the first.
  let given: Set<String>
  /// Where it leads back to.
  let back: String
  let tx: RecordTransaction
  let ui: UI

  /// - Parameter problems: of the last try.
  init(
    _ place: RecordPlace, _ record: Record?, _ input: FormInput, given: Set<String> = [], problems: [Problem] = [], back: String,
    in tx: RecordTransaction, _ ui: UI
  ) {
    self.given = given
    (self.place, self.record, self.input, self.problems, self.back, self.tx, self.ui) = (place, record, input, problems, back, tx, ui)
    fields = Self.fields(place, record, given: given, in: tx)
  }

  static func fields(_ place: RecordPlace, _ record: Record?, given: Set<String> = [], in tx: RecordTransaction) -> FormFields {
    FormFields(place.object, Self.type(place, record), given: record == nil ? given : [], access: tx.access)
  }

  private static func type(_ place: RecordPlace, _ record: Record?) -> RecordType? {
    record?.recordType.flatMap(place.object.recordType) ?? place.newType
  }

  var heading: String {
    let label = Self.type(place, record)?.label ?? place.object.label
    guard let record else { return ui("\(label.ja)を追加", "Add \(label.en.lowercased())") }
    let title = tx.title(of: record, place.object)
    return ui("\(title)を直す", "Edit \(title)")
  }

  func page(_ menu: String?) throws -> WebPage {
    let conditions = try record.map { try tx.layoutVerdict(of: $0, place.object) }
    let hidden = conditions?.hidden ?? []
    let byField = Dictionary(problems.compactMap { problem in problem.field.map { ($0, ui(problem.message)) } }, uniquingKeysWith: { a, _ in a })
    let controls = FormControls(
      object: place.object, collection: place.collection, record: record, recordType: Self.type(place, record), input: input,
      names: try names(), problems: byField, required: conditions?.required ?? [], tx: tx, ui: ui)
    let present = Set(fields.all.map(\.name))
    let rest = try fields.rest.map { section in (section, try section.fields.filter { !hidden.contains($0.name) }.html(controls.html)) }
    let sections = rest.html { section, body -> HTML in
      let isOpen = record != nil || section.fields.contains { byField[$0.name] != nil || isTouched($0) }
      return
        "<details class=\"form__more\"\(if: isOpen, " open")><summary>\(ui(section.label)) <small class=\"muted\">\(section.fields.prefix(6).map { ui($0.label) }.joined(separator: ui("・", ", ")))</small></summary><div class=\"form__grid\">\(body)</div></details>"
    }
    return WebPage(
      heading, section: menu, crumbs: crumbs, modules: ["form.js"], help: help,
      body: """
        <div class="formpage"><header class="page__head"><h1 class="h-in-bar">\(heading)</h1></header>
        <form class="card form" method="post" action="\(action)" data-form\(attribute: "data-duplicates", duplicates)>\(ui.csrf)\
        <input type="hidden" name="back" value="\(back)">\(given.sorted().html { "<input type=\"hidden\" name=\"given\" value=\"\($0)\">" })\(record.map { "<input type=\"hidden\" name=\"version\" value=\"\($0.version)\">" as HTML })
        <div class="card__body stack">\(HTML.problems(problems, ui) { present.contains($0) ? FormControls.id($0) : nil })
        <div id="duplicates" aria-live="polite"></div>
        <div class="form__grid">\(try fields.first.html(controls.html))</div>
        \(sections)</div>
        <div class="card__foot form__foot">\(HTML.linkButton(ui("やめる", "Cancel"), back, .ghost))\
        \(HTML.button(record == nil ? heading : ui("保存する", "Save"), .primary))</div></form></div>
        """)
  }

  /// Whether somebody wrote there what a new form would not hold.
  private func isTouched(_ field: FieldDefinition) -> Bool {
    let usual = field.defaultValue.isNull ? "" : FieldView.typed(field, field.defaultValue, in: ui.parsing)
    let typed = input.words[field.name] ?? input.typed[field.name] ?? ""
    return !["", "false", usual, tx.actor.userID?.text ?? ""].contains(typed)
  }

  private func names() throws -> LookupNames {
    var names = try LookupNames(of: record.map { [(place.object, fields.all.map(\.name), [$0])] } ?? [], in: tx)
    for field in fields.all {
      guard let target = (field.type as? any ReferenceType)?.target, let id = input.typed[field.name].flatMap({ RecordID(text: $0) }) else {
        continue
      }
      try names.add(target, [id], in: tx)
    }
    return names
  }

  private var action: String { record.map { "\(RecordLinks.record(place.collection, $0.id))/edit" } ?? RecordLinks.new(place.collection) }

  private var crumbs: [WebPage.Crumb] {
    let list = WebPage.Crumb(ui.plural(place.label), RecordLinks.list(place.collection))
    guard let record else { return [list] }
    return [list, WebPage.Crumb(tx.title(of: record, place.object), RecordLinks.record(place.collection, record.id))]
  }

  /// Who or what may be there already is looked for while somebody types.
  private var duplicates: String? {
    ["person", "account"].contains(place.object.name) ? "/duplicates/hints/\(place.collection)" : nil
  }

  private var help: HTML {
    """
    <p>\(ui("「必須」のほかは空のままで保存できます。あとから記録の画面で1つずつ足せます。", "Only what is marked required must be filled. The rest can be added later, one by one."))</p>\
    <p>\(ui("メールアドレスや会社名を入れると、もう登録されていないかを調べて知らせます。", "While you type a mail address or company, Enishi looks whether it is there already."))</p>\
    <p>\(ui("郵便番号を入れると住所が入ります。全角の数字やハイフンなしでもかまいません。", "A postal code fills in the address."))</p>
    """
  }
}
