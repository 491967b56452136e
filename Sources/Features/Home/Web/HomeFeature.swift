import Kernel
package import RecordPages
import Records
import WebKernel

extension WebFeature {
  /// 今日 and はじめに: the pages a day and a new house begin with. What they show comes from the features.
  ///
  /// - Parameters:
  ///   - cards: those of all features.
  ///   - steps: those of all features.
  package static func home(cards: [TodayCard], steps: [FirstStep]) -> WebFeature {
    let steps = steps.sorted { $0.order < $1.order }
    return WebFeature(
      "home", menu: [MenuEntry("today", .top, Label("今日", "Today"), icon: "today", link: "/", tab: 1)],
      routes: { door in
        TodayRoutes(door: door, cards: cards.sorted { $0.order < $1.order }, steps: steps).routes
          + WelcomeRoutes(door: door, steps: steps).routes
      })
  }
}
