import Kernel

/// The shared parts of the design (`design/components.css`) as functions. They give markup and know nothing of records.
extension HTML {
  /// A drawing of the sprite; always decoration, so whatever it says stands in words beside it or in `aria-label`.
  package static func icon(_ name: String, _ size: IconSize = .usual) -> HTML {
    "<svg class=\"icon\(size.suffix)\" aria-hidden=\"true\"><use href=\"/static/icons.svg#i-\(name)\"/></svg>"
  }

  package enum IconSize: Sendable {
    case small, usual, large
    fileprivate var suffix: HTML {
      switch self {
      case .small: " sm"
      case .usual: ""
      case .large: " lg"
      }
    }
  }

  package static let knot: HTML = "<svg class=\"brandmark\" aria-hidden=\"true\"><use href=\"/static/icons.svg#i-knot\"/></svg>"

  /// What a button or tag means; the end of its class.
  package enum Tone: String, Sendable {
    case plain = "", primary, danger, ghost, link, ok, warn, shu, meet, deal, bond, line
  }

  package enum ButtonSize: String, Sendable { case usual = "", small = "sm", large = "lg" }

  private static func classes(_ base: String, _ modifiers: [String]) -> String {
    ([base] + modifiers.filter { !$0.isEmpty }.map { "\(base)--\($0)" }).joined(separator: " ")
  }

  /// A button that submits its form, or one that a module gives its work to (`kind: "button"`).
  ///
  /// - Parameter attributes: further attributes as markup: `data-action="…"`.
  package static func button(
    _ label: String, icon: String? = nil, _ tone: Tone = .plain, size: ButtonSize = .usual, kind: String = "submit",
    name: String? = nil, value: String? = nil, attributes: HTML = .empty
  ) -> HTML {
    """
    <button class="\(classes("btn", [tone.rawValue, size.rawValue]))" type="\(kind)"\(attribute: "name", name)\(attribute: "value", value) \(attributes)>\
    \(icon.map { HTML.icon($0) })\(label)</button>
    """
  }

  /// A link that looks like a button.
  package static func linkButton(
    _ label: String, _ link: String, icon: String? = nil, _ tone: Tone = .plain, size: ButtonSize = .usual,
    attributes: HTML = .empty
  ) -> HTML {
    """
    <a class="\(classes("btn", [tone.rawValue, size.rawValue]))" href="\(link)" \(attributes)>\(icon.map { HTML.icon($0) })\(label)</a>
    """
  }

  /// A button that is only an icon; its name is for readers and as a tip.
  package static func iconButton(
    _ label: String, icon: String, _ tone: Tone = .ghost, size: ButtonSize = .usual, kind: String = "button",
    attributes: HTML = .empty
  ) -> HTML {
    """
    <button class="\(classes("btn", ["icon", tone.rawValue, size.rawValue]))" type="\(kind)" aria-label="\(label)" title="\(label)" \
    \(attributes)>\(HTML.icon(icon))</button>
    """
  }

  package static func tag(_ text: String, _ tone: Tone = .plain, icon: String? = nil) -> HTML {
    "<span class=\"\(classes("tag", [tone.rawValue]))\">\(icon.map { HTML.icon($0) })\(text)</span>"
  }

  /// A dot and a word. `colour` is a token: `var(--ok)`.
  package static func status(_ text: String, _ colour: String) -> HTML {
    "<span class=\"status\" style=\"--dot:\(colour)\">\(text)</span>"
  }

  /// Two letters on a colour that stays with the id.
  package static func avatar(_ name: String, id: Int64, small: Bool = false, square: Bool = false) -> HTML {
    let modifiers = [small ? "sm" : "", square ? "sq" : ""]
    return """
      <span class="\(classes("avatar", modifiers))" style="--h:\(hue(id))" aria-hidden="true">\(initials(name))</span>
      """
  }

  /// The same, large, for the head of a page.
  package static func portrait(_ name: String, id: Int64, square: Bool) -> HTML {
    """
    <span class="\(classes("avatar", square ? ["sq", "lg"] : ["xl"]))" style="--h:\(hue(id))" aria-hidden="true">\(initials(name))</span>
    """
  }

  /// 0…359, spread evenly over neighbouring ids.
  static func hue(_ id: Int64) -> Int { Int((UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15) >> 32) % 360 }

  /// 佐藤 美咲 → 佐藤; 株式会社つばめ製菓 → つば; Lan Nguyen → LN.
  static func initials(_ name: String) -> String {
    let bare = legalForms.first { name.hasPrefix($0) && name.count > $0.count }.map { String(name.dropFirst($0.count)) } ?? name
    let words = bare.split { $0 == " " || $0 == "　" }
    guard let first = words.first else { return "?" }
    if first.allSatisfy(\.isASCII) { return words.prefix(2).compactMap { $0.first.map(String.init) }.joined().uppercased() }
    return String(first.prefix(2))
  }

  /// What stands before a company's own name and tells nothing of it.
  private static let legalForms = [
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "一般社団法人", "公益社団法人", "一般財団法人", "公益財団法人", "医療法人社団", "医療法人財団", "医療法人",
    "社会福祉法人", "学校法人", "特定非営利活動法人", "㈱", "㈲",
  ]

  /// A thought with one sentence; `tone`: `.warn`, `.danger`, `.ok`, `.shu` or `.plain`.
  package static func callout(_ body: HTML, _ tone: Tone = .plain, icon: String? = nil) -> HTML {
    let picture = icon ?? (tone == .danger || tone == .warn ? "warn" : tone == .ok ? "check" : "info")
    return """
      <div class="\(classes("callout", [tone.rawValue]))"\(if: tone == .danger, " role=\"alert\"")>\(HTML.icon(picture))<span>\(body)</span></div>
      """
  }

  /// What will appear here, why it helps, and one action.
  package static func empty(_ title: String, _ text: String, icon: String = "knot", action: HTML = .empty) -> HTML {
    """
    <div class="empty">\(HTML.icon(icon, .large))<h2>\(title)</h2><p>\(text)</p>\(action)</div>
    """
  }

  /// A card with a heading. `id` names it for readers, once per page.
  package static func card(
    _ id: String, _ title: String, icon: String? = nil, more: HTML = .empty, foot: HTML = .empty, body: HTML
  ) -> HTML {
    """
    <section class="card" aria-labelledby="\(id)"><div class="card__head">\(icon.map { HTML.icon($0) })<h2 id="\(id)">\(title)</h2>\
    \(more)</div>\(body)\(if: !foot.isEmpty, "<div class=\"card__foot\">\(foot)</div>")</section>
    """
  }

  /// One fact of a strip of figures.
  package static func stat(_ label: String, _ value: String, unit: String = "", sub: HTML = .empty, link: String? = nil) -> HTML {
    let shown: HTML = "\(value)\(if: !unit.isEmpty, "<small>\(unit)</small>")"
    return """
      <div class="stat"><dt>\(label)</dt><dd class="stat__v">\(link.map { "<a href=\"\($0)\">\(shown)</a>" } ?? shown)</dd>\
      \(if: !sub.isEmpty, "<dd class=\"stat__s\">\(sub)</dd>")</div>
      """
  }

  /// 0…100, with what it says for readers.
  package static func meter(_ percent: Int, _ sentence: String) -> HTML {
    """
    <div class="meter" role="img" aria-label="\(sentence)"><i style="--v:\(min(100, max(0, percent)))"></i></div>
    """
  }

  /// Before → after.
  package static func difference(_ before: String, _ after: String) -> HTML {
    "<del>\(before)</del><ins>\(after)</ins>"
  }
}
