import HTTPTypes
import Kernel
import Metadata
import Records
import Sales
import WebKernel

/// `/deals/board`, and the cards of a lane that follow.
struct BoardRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      .page("/deals/board", "board", Label("商談ボード", "Deal board"), board),
      .page("/deals/board/lane", "boardLane", Label("ボードの続きのカード", "Further cards of a lane"), lane),
    ]
  }

  /// With `part=board` only lanes and sums, for the module that has just moved a card.
  private func board(_ request: AppRequest) async throws -> Answer {
    if request.value("part") == "board" {
      return try await door.fragment(request) { tx, ui in
        let page = BoardPage(view: try Self.view(request, tx), ui: ui)
        return .html(.ok, "\(page.sums)\(page.kanban)")
      }
    }
    return try await door.page(request) { tx, ui in BoardPage(view: try Self.view(request, tx), ui: ui).page() }
  }

  private static func view(_ request: AppRequest, _ tx: RecordTransaction) throws -> BoardView {
    guard tx.actor.rights.scope(.read, on: Deal.object.name) > .none else { throw Refusal.notFound }
    return try BoardView(BoardFilter(request.query, tx.actor), in: tx)
  }

  private func lane(_ request: AppRequest) async throws -> Answer {
    try await door.fragment(request) { tx, ui in
      let filter = BoardFilter(request.query, tx.actor)
      guard let stage = request.value("stage").flatMap({ ID<Stage>(text: $0) }), let cursor = request.value("cursor") else {
        throw Refusal.notFound
      }
      let page = try DealBoard.more(of: stage, where: try filter.condition(in: tx), after: cursor, in: tx)
      let accounts = try BoardView.accounts(of: page.rows, in: tx)
      let colleagues = try Colleagues(in: tx)
      return .html(
        .ok,
        """
        \(page.rows.html { BoardCard($0, accounts: accounts, colleagues).html(ui) })\
        \(page.next.map { BoardPage.more($0, stage: stage.as(AnyRecord.self), rest: nil, filter, ui) })
        """)
    }
  }
}
