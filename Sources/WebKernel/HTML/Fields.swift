package import Kernel

/// A control of a form with its label, help and error: `HTML.field("email", ui("メール", "E-mail"), …)`.
///
/// Whatever was typed is given back as `value`, right or wrong; the error takes the place of the help.
extension HTML {
  package static func field(
    _ id: String, _ label: String, isRequired: Bool = false, requiredMark: String = "必須", help: String? = nil,
    error: String? = nil, control: HTML
  ) -> HTML {
    """
    <div class="field"><label class="field__label" for="\(id)">\(label)\(if: isRequired, "<span class=\"req\">\(requiredMark)</span>")</label>\(control)\
    \(error.map { "<p class=\"field__error\" id=\"\(id)-e\">\(HTML.icon("warn", .small))\($0)</p>" as HTML } ?? help.map { "<p class=\"field__help\" id=\"\(id)-h\">\($0)</p>" as HTML })</div>
    """
  }

  /// The attributes that tie a control to its help and error.
  package static func described(_ id: String, hasHelp: Bool, hasError: Bool) -> HTML {
    hasError ? "aria-invalid=\"true\" aria-describedby=\"\(id)-e\"" : hasHelp ? "aria-describedby=\"\(id)-h\"" : ""
  }

  package static func input(
    _ id: String, name: String? = nil, type: String = "text", value: String = "", isRequired: Bool = false,
    autocomplete: String? = nil, placeholder: String? = nil, attributes: HTML = .empty, size: ButtonSize = .usual
  ) -> HTML {
    """
    <input class="input\(if: size == .large, " input--lg")" id="\(id)" name="\(name ?? id)" type="\(type)" value="\(value)"\
    \(if: isRequired, " required")\(attribute: "autocomplete", autocomplete)\(attribute: "placeholder", placeholder) \(attributes)>
    """
  }

  package static func textarea(_ id: String, name: String? = nil, value: String = "", rows: Int = 3, attributes: HTML = .empty) -> HTML {
    // A browser drops the first line break of a textarea; this one is the one it drops.
    "<textarea class=\"textarea\" id=\"\(id)\" name=\"\(name ?? id)\" rows=\"\(rows)\" \(attributes)>\n\(value)</textarea>"
  }

  package struct Option: Sendable, Hashable {
    package let value: String
    package let label: String
    package init(_ value: String, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  package static func select(
    _ id: String, name: String? = nil, _ options: [Option], chosen: String?, attributes: HTML = .empty
  ) -> HTML {
    """
    <select class="select" id="\(id)" name="\(name ?? id)" \(attributes)>\
    \(options.html { "<option value=\"\($0.value)\"\(if: $0.value == chosen, " selected")>\($0.label)</option>" })</select>
    """
  }

  package static func checkbox(_ id: String, name: String? = nil, value: String = "1", label: String, isOn: Bool, attributes: HTML = .empty) -> HTML {
    """
    <label class="check"><input type="checkbox" id="\(id)" name="\(name ?? id)" value="\(value)"\(if: isOn, " checked") \(attributes)><span>\(label)</span></label>
    """
  }

  /// For two to six known answers.
  package static func choice(_ name: String, legend: String, _ options: [Option], chosen: String?) -> HTML {
    """
    <div class="choice" role="radiogroup" aria-label="\(legend)">\
    \(options.html { "<label><input type=\"radio\" name=\"\(name)\" value=\"\($0.value)\"\(if: $0.value == chosen, " checked")><span>\($0.label)</span></label>" })</div>
    """
  }

  /// Everything that is wrong, at the top of a form, each with a link to its field.
  package static func problems(_ problems: [Problem], _ ui: UI, id: (String) -> String? = { $0 }) -> HTML {
    guard !problems.isEmpty else { return .empty }
    let lines = problems.html { problem -> HTML in
      let text = problem.message[ui.language]
      return problem.field.flatMap(id).map { "<li><a href=\"#\($0)\">\(text)</a></li>" } ?? "<li>\(text)</li>"
    }
    return """
      <div class="callout callout--danger" role="alert" tabindex="-1" id="problems">\(HTML.icon("warn"))<div><b>\
      \(ui("保存できませんでした。次のところを直してください。", "Nothing was saved. Please mend the following."))</b><ul>\(lines)</ul></div></div>
      """
  }
}
