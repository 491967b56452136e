import Kernel
import Metadata
import RecordPages
import Records
import Sales
import WebKernel

extension RecordPanel {
  /// The stages of a deal as knots on a thread, with the days spent in each; pressing one moves the deal there.
  static let stagePath = RecordPanel(.head, order: 10, for: [Deal.object.name]) { deal, tx, ui in
    guard let stage = deal[Deal.stage] else { return nil }
    return StagePath(
      deal: deal, pipelines: try Pipelines(in: tx), current: stage, history: try StageHistory.of(deal.id.as(Deal.self), in: tx),
      mayMove: try Colleagues(in: tx).mayEdit(deal.ownerID), ui: ui
    ).html
  }
}

/// The thread of stages of one deal.
private struct StagePath {
  let deal: Record
  let pipelines: Pipelines
  let current: ID<Stage>
  let history: StageHistory
  let mayMove: Bool
  let ui: UI

  var html: HTML? {
    guard let here = pipelines.stage(current), let pipeline = here[Stage.pipeline] else { return nil }
    let open = pipelines.stages(of: pipeline.as(AnyRecord.self)).filter { $0[Stage.kind] == .open }
    let isClosed = here[Stage.kind] != .open
    let shown = isClosed ? open + [here] : open
    let place = shown.firstIndex { $0.id == here.id } ?? 0
    return """
      <form method="post" action="\(DealLinks.stage(deal.id))">\(ui.csrf)<input type="hidden" name="back" value="\(ui.address)">\
      <ol class="path" aria-label="\(ui("商談の段階", "Stages of the deal"))">\(shown.enumerated().html { at, stage in
        item(stage, isDone: at < place && (!isClosed || visited(stage)), isCurrent: at == place)
      })</ol></form>
      """
  }

  private func visited(_ stage: Record) -> Bool { history.stays.contains { $0.stage.raw == stage.id.raw } }

  private func item(_ stage: Record, isDone: Bool, isCurrent: Bool) -> HTML {
    """
    <li\(if: isDone, " class=\"is-done\"")><button name="to" value="\(stage.id.text)"\(if: isCurrent, " aria-current=\"step\" type=\"button\"")\
    \(if: !mayMove, " disabled")>\(stage[Stage.name])<small>\(days(stage, isCurrent: isCurrent))</small></button></li>
    """
  }

  /// 9日, 8日目, 目安 21日, or nothing where nobody knows.
  private func days(_ stage: Record, isCurrent: Bool) -> String {
    let spent = history.stays.filter { $0.stage.raw == stage.id.raw }.reduce(0) { sum, stay in
      let end = (stay.until ?? ui.moment.now).day(offset: ui.moment.zoneOffset)
      return sum + max(0, end - stay.from.day(offset: ui.moment.zoneOffset))
    }
    if isCurrent { return stage[Stage.kind] == .open ? ui("\(spent + 1)日目", "day \(spent + 1)") : closing(stage) }
    if visited(stage) { return ui("\(spent)日", spent.counted("days")) }
    return stage[Stage.stalledAfterDays].map { ui("目安 \($0)日", "about \($0.counted("days"))") } ?? "—"
  }

  private func closing(_ stage: Record) -> String {
    let at = stage[Stage.kind] == .won ? deal[Deal.wonAt] : deal[Deal.lostAt]
    return at.map { ui.shortDate($0.day(offset: ui.moment.zoneOffset)) } ?? ""
  }
}

extension RecordAction {
  /// 受注にする, while the deal is open.
  static let winDeal = end(.won, Label("受注にする", "Mark as won"), icon: "check")
  /// 失注にする, while the deal is open; asks for the reason.
  static let loseDeal = end(.lost, Label("失注にする", "Mark as lost"), icon: "x")

  private static func end(_ kind: StageKind, _ label: Label, icon: String) -> RecordAction {
    RecordAction(for: [Deal.object.name]) { deal, tx, ui in
      let pipelines = try Pipelines(in: tx)
      guard let here = deal[Deal.stage].flatMap(pipelines.stage), here[Stage.kind] == .open, let pipeline = here[Stage.pipeline],
        let end = pipelines.stage(kind, of: pipeline.as(AnyRecord.self)), try Colleagues(in: tx).mayEdit(deal.ownerID)
      else { return nil }
      return Offer(ui(label), icon: icon, link: DealLinks.stage(deal.id, to: end.id))
    }
  }

  /// 商談に変換: what one wants to do with a lead in the end.
  static let convertLead = RecordAction(for: ["person.lead"]) { lead, tx, ui in
    guard tx.actor.rights.scope(.create, on: Deal.object.name) > .none, try Colleagues(in: tx).mayEdit(lead.ownerID, object: lead.object)
    else { return nil }
    return Offer(ui("商談に変換", "Convert"), icon: "deal", link: DealLinks.convert(lead.id), isPrimary: true)
  }
}
