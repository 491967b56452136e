import Kernel
import Metadata
import Records
import WebKernel

/// Which deals: whose, when the order is expected, and words. Every choice is a link or a form of its own.
struct BoardToolbar {
  let view: BoardView
  let ui: UI
  private var filter: BoardFilter { view.filter }

  var html: HTML { "\(whose)\(search)\(closing)\(owner)" }

  private var whose: HTML {
    guard filter.offered.count > 1 else { return .empty }
    return """
      <nav class="seg" aria-label="\(ui("だれの商談", "Whose deals"))">\(filter.offered.html { one in
        "<a href=\"\(filter.address { $0.whose = one; $0.owner = nil })\"\(if: one == filter.whose, " aria-current=\"true\"")>\(label(one))</a>"
      })</nav>
      """
  }

  private func label(_ whose: BoardFilter.Whose) -> String {
    switch whose {
    case .mine: ui("自分", "Mine")
    case .team: ui.person?.team ?? ui("チーム", "Team")
    case .all: ui("全員", "Everyone")
    }
  }

  private var search: HTML {
    """
    <form class="boardsearch" role="search" method="get" action="\(DealLinks.board)">\(filter.hidden(besides: ["q"]))\
    \(HTML.icon("search", .small))<input class="input" type="search" name="q" value="\(filter.text)" placeholder="\(ui("商談名・会社名", "Deal or company"))" \
    aria-label="\(ui("商談名・会社名でしぼる", "Filter by deal or company"))"></form>
    """
  }

  private var closing: HTML {
    """
    \(chip("closing", ui("受注予定", "Closes"), filter.closingText(ui), clear: filter.address { $0.closing = nil }))
    <div class="menu" id="closing" popover aria-label="\(ui("受注予定", "Expected to close"))">\
    \(BoardFilter.periods.html { period in item(ui(period.label), .period(period.name)) })\(item(ui("予定日すぎ", "Overdue"), .overdue))<hr>\
    <form class="menu__form" method="get" action="\(DealLinks.board)">\(filter.hidden(besides: ["closes", "from", "to"]))\
    <label class="xs">\(ui("から", "From"))<input class="input" type="date" name="from" value="\(days.from?.text ?? "")"></label>\
    <label class="xs">\(ui("まで", "To"))<input class="input" type="date" name="to" value="\(days.to?.text ?? "")"></label>\
    \(HTML.button(ui("しぼる", "Apply"), size: .small))</form></div>
    """
  }

  private var days: (from: Day?, to: Day?) {
    if case .days(let from, let to) = filter.closing { (from, to) } else { (nil, nil) }
  }

  private func item(_ label: String, _ closing: BoardFilter.Closing) -> HTML {
    link(label, filter.address { $0.closing = closing }, isOn: filter.closing == closing)
  }

  private var owner: HTML {
    guard filter.whose != .mine else { return .empty }
    let name = filter.owner.flatMap { view.colleagues.name($0.as(AnyRecord.self)) }
    return """
      \(chip("owners", ui("担当", "Owner"), name, clear: filter.address { $0.owner = nil }))
      <div class="menu menu--tall" id="owners" popover aria-label="\(ui("担当", "Owner"))">\(view.colleagues.active.html { one in
        link(one.name, filter.address { $0.owner = one.id.as(User.self) }, isOn: filter.owner?.raw == one.id.raw)
      })</div>
      """
  }

  private func chip(_ id: String, _ label: String, _ value: String?, clear: String) -> HTML {
    guard let value else {
      return "<button class=\"chip\" type=\"button\" popovertarget=\"\(id)\" aria-haspopup=\"true\">\(label)\(HTML.icon("down"))</button>"
    }
    return """
      <span class="chip chip--on"><button type="button" popovertarget="\(id)" aria-haspopup="true">\(label) <b>\(value)</b></button>\
      <a href="\(clear)" aria-label="\(ui("\(label)の条件を外す", "Drop the condition on \(label)"))">\(HTML.icon("x"))</a></span>
      """
  }

  private func link(_ label: String, _ address: String, isOn: Bool) -> HTML {
    "<a href=\"\(address)\"\(if: isOn, " aria-current=\"true\"")>\(label)\(if: isOn, "<span class=\"tick\">\(HTML.icon("check"))</span>")</a>"
  }
}
