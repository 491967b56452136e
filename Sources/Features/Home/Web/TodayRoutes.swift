import Kernel
import RecordPages
import Records
import WebKernel

/// 今日: what waits for me, or for my team.
struct TodayRoutes: Sendable {
  let door: WebDoor
  let cards: [TodayCard]
  let steps: [FirstStep]

  var routes: [Route] {
    [
      .page("/", "today", Label("今日", "Today")) { request in
        let view = request.query.items.first { $0.name == "view" }.flatMap { TodayScreen.View(rawValue: $0.value) }
        return try await door.page(request) { tx, ui in
          try TodayScreen(cards: cards, steps: steps, wanted: view, tx, ui).page(ui)
        }
      }
    ]
  }
}
