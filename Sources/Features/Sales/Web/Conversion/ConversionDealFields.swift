import Kernel
import Metadata
import Records
import Sales
import WebKernel

/// The fields of the deal that a conversion makes: name, owner, stage, day, amount.
struct ConversionDealFields {
  let view: ConversionView
  let ui: UI

  var html: HTML {
    """
    \(field("name", width: 4, isRequired: true) { HTML.input($0, value: view.typed("name", ui), autocomplete: "off", attributes: $1) })\
    \(field("owner_id", width: 2) { id, more in
      HTML.select(id, view.colleagues.active.map { HTML.Option($0.id.text, $0.name) }, chosen: view.typed("owner_id", ui), attributes: more)
    })\
    \(field("stage_id", width: 2, isRequired: true) { "<select class=\"select\" id=\"\($0)\" name=\"\($0)\" \($1)>\(stages)</select>" })\
    \(field("closes_on", width: 2, isRequired: true) { FieldControl.day($0, view.typed("closes_on", ui), $1) })\
    \(field("amount", width: 2) { id, more in
      "<div class=\"affix\">\(HTML.input(id, value: view.typed("amount", ui), placeholder: "900,000", attributes: "inputmode=\"numeric\" \(more)"))<span class=\"unit\">\(ui("円", "JPY"))</span></div>"
    })
    """
  }

  private func field(_ name: String, width: Int, isRequired: Bool = false, _ control: (String, HTML) -> HTML) -> HTML {
    let id = "deal.\(name)"
    let error = view.message(id, ui)
    let label = name == "amount" ? ui("見込み金額", "Expected amount") : view.deal.field(name).map { ui($0.label) } ?? name
    let drawn = control(id, HTML.described(id, hasHelp: false, hasError: error != nil))
    let whole = HTML.field(id, label, isRequired: isRequired, requiredMark: ui("必須", "required"), error: error, control: drawn)
    return "<div class=\"\(name == "amount" ? "money" : "")\" style=\"--w:\(width)\">\(whole)</div>"
  }

  /// By pipeline, where there are several.
  private var stages: HTML {
    func options(_ stages: [Record]) -> HTML {
      stages.html { "<option value=\"\($0.id.text)\"\(if: $0.id.text == view.typed("stage_id", ui), " selected")>\($0[Stage.name])</option>" }
    }
    guard view.pipelines.all.count > 1 else { return options(view.stages) }
    return view.pipelines.all.html { pipeline in
      let own = view.stages.filter { $0[Stage.pipeline]?.raw == pipeline.id.raw }
      return own.isEmpty ? .empty : "<optgroup label=\"\(pipeline[Pipeline.name] ?? "")\">\(options(own))</optgroup>"
    }
  }
}
