import Kernel
import Metadata
import People
import Query
import RecordPages
import Records
import WebKernel

/// 担当が決まっていない見込み客: for who leads a team and sees them all; handed over in one go.
struct UnassignedLeads: Sendable {
  let leads: [LeadLine]
  let count: Count
  /// To whom they can be given; empty for who may not change records of nobody.
  let users: [(id: RecordID, name: String)]

  private static let filter: JSON = [
    "all": [
      ["field": "owner_id", "is": "empty"], ["field": "lead_status", "is": "not_in", "value": ["disqualified"]],
    ]
  ]

  init?(_ tx: RecordTransaction) throws {
    guard LeadCards.maySee(tx), tx.actor.rights.scope(.read, on: Person.object.name) == .all else { return nil }
    (leads, count) = try LeadCards.find(Self.filter, sort: "created_at", limit: 5, in: tx)
    let mayAssign = tx.actor.rights.scope(.edit, on: Person.object.name) == .all
    users = try !mayAssign ? [] : tx.configuration(User.object.name).filter { $0[User.deactivatedAt] == nil }.map { ($0.id, $0[User.name] ?? "") }
  }

  func html(_ ui: UI) -> HTML {
    let title = ui("担当が決まっていない見込み客", "Leads without an owner")
    guard !leads.isEmpty else {
      return HTML.card(
        "h-unassigned", title, icon: "users",
        body:
          "<div class=\"empty empty--sm\"><h3>\(ui("全員に担当がいます", "Everybody has an owner"))</h3><p>\(ui("担当のいない見込み客が来ると、ここで割り当てられます。", "Leads without an owner can be assigned here."))</p></div>"
      )
    }
    return HTML.card(
      "h-unassigned", title, icon: "users",
      more: "<a class=\"more\" href=\"\(LeadCards.list(Self.filter))\">\(ui.count(count.value, Label("人", "people"), isExact: count.isExact))</a>",
      body: """
        <form method="post" action="/today/assignment">\(ui.csrf)<div class="rows">\(leads.html { lead in
          """
          <div class="today__row">\(if: !users.isEmpty, pick(lead, ui))\
          \(lead.who)\(lead.source.map { HTML.tag($0, .meet) })<span class="xs muted nowrap">\(lead.createdAt.map { ui.near($0) })</span></div>
          """
        })</div>\(if: !users.isEmpty, foot(ui))</form>
        """)
  }

  private func pick(_ lead: LeadLine, _ ui: UI) -> HTML {
    """
    <label class="check"><input type="checkbox" name="ids" value="\(lead.id.text)" checked aria-label="\(ui("\(lead.name)を割り当てる", "Assign \(lead.name)"))"></label>
    """
  }

  private func foot(_ ui: UI) -> HTML {
    """
    <div class="card__foot">\(HTML.select("assign-to", name: "owner", users.map { HTML.Option($0.id.text, $0.name) }, chosen: nil, attributes: "aria-label=\"\(ui("担当にする人", "New owner"))\""))\
    <button class="btn">\(HTML.icon("users"))\(ui("割り当てる", "Assign"))</button></div>
    """
  }
}
