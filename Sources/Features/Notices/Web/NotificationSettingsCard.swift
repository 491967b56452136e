import Kernel
import Notices
import Records
import WebKernel

/// 届け方: which kinds of notifications somebody wants; beside the list and in 個人設定.
struct NotificationSettingsCard: Sendable {
  let settings: NotificationSettings

  init(in tx: RecordTransaction) throws {
    guard let user = tx.actor.userID?.as(User.self) else { throw Refusal.notFound }
    settings = try NotificationSettings(of: user, in: tx.transaction)
  }

  func html(_ ui: UI, backTo address: String) -> HTML {
    HTML.card(
      "notification-settings", ui("届け方", "What reaches me"), icon: "bell",
      body: """
        <form class="card__body stack" method="post" action="\(NotificationLinks.settings)">\(ui.csrf)<input type="hidden" name="back" value="\(address)">\
        \(Notification.Kind.allCases.html { kind in
          HTML.checkbox("notify-\(kind.rawValue)", name: "kind", value: kind.rawValue, label: ui(kind.label), isOn: settings.wanted.contains(kind))
        })
        <p>\(HTML.button(ui("届け方を保存", "Save what reaches me")))</p></form>
        """)
  }
}
