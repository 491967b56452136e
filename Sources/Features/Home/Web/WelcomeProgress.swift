import Database
import Kernel
import RecordPages
import Records
import WebKernel

/// Which of the first steps are done.
struct WelcomeProgress: Sendable {
  struct Step: Sendable {
    let title: Label
    let text: Label
    let button: Label
    let link: String
    let isDone: Bool
  }
  let steps: [Step]

  static let nothing = WelcomeProgress(steps: [])

  private init(steps: [Step]) { self.steps = steps }

  /// One statement for the preference and those of the steps.
  ///
  /// - Parameter unlessClosed: `nil` when this person has closed the card, or everything is done.
  init?(_ steps: [FirstStep], unlessClosed: Bool, in tx: RecordTransaction) throws {
    guard !steps.isEmpty, let user = tx.actor.userID else { return nil }
    if unlessClosed, try Self.isClosed(for: user, in: tx.transaction) { return nil }
    self.steps = try steps.map {
      Step(title: $0.title, text: $0.text, button: $0.button, link: $0.link, isDone: try $0.isDone(tx))
    }
    if unlessClosed, done == self.steps.count { return nil }
  }

  var done: Int { steps.count { $0.isDone } }
  var current: Step? { steps.first { !$0.isDone } }
  var percent: Int { steps.isEmpty ? 100 : done * 100 / steps.count }

  // MARK: Kept among the preferences of a person

  private static let name = "welcome"

  private static func isClosed(for user: ID<UserTag>, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM user_preference WHERE user_id = \(user) AND name = \(name)") != nil
  }

  static func close(for user: ID<UserTag>, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO user_preference (user_id, name, value) VALUES (\(user), \(name), 'closed') ON CONFLICT (user_id, name) DO NOTHING
      """)
  }

  // MARK: On 今日

  func card(_ ui: UI) -> HTML {
    guard let current else { return .empty }
    return """
      <section class="card" aria-labelledby="h-welcome"><div class="card__head"><h2 id="h-welcome">\(ui("はじめの\(steps.count)歩", "First \(steps.count) steps"))</h2>\
      <span class="push small strong">\(done) / \(steps.count)</span><span class="meter" style="inline-size:6rem" role="img" aria-label="\(ui("\(steps.count)つのうち\(done)つ", "\(done) of \(steps.count)"))"><i style="--v:\(percent);--c:var(--shu)"></i></span></div>\
      <ol class="obs"><li class="ob is-now"><span class="ob__k">\(done + 1)</span><div class="grow"><b>\(ui(current.title))</b><p>\(ui(current.text))</p></div>\
      \(HTML.linkButton(ui(current.button), current.link))</li></ol>\
      <div class="card__foot"><a href="/welcome">\(ui("すべての手順", "All steps"))</a>\
      <form class="push" method="post" action="/welcome/closing">\(ui.csrf)<button class="btn btn--link muted">\(ui("この案内を閉じる", "Close this"))</button></form></div></section>
      """
  }
}
