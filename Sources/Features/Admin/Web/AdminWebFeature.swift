import Kernel
package import RecordPages
import WebKernel

extension WebFeature {
  /// Signing in, 個人設定, and メンバー for who may manage them.
  ///
  /// - Parameter cards: what other features let people settle for themselves.
  package static func admin(_ services: AdminServices, cards: [MyCard] = []) -> WebFeature {
    WebFeature(
      "admin",
      menu: [
        MenuEntry("admin", .foot, Label("管理", "Administration"), icon: "gear", link: "/users", permission: "users")
      ],
      routes: { door in
        let entry = Entry(door: door, services: services)
        return LoginRoutes(entry: entry).routes + LanguageRoutes().routes + SetupRoutes(entry: entry).routes
          + PasswordResetRoutes(entry: entry).routes + InvitationRoutes(entry: entry).routes
          + MyRoutes(door: door, services: services, cards: cards).routes + MyTwoStepRoutes(door: door, services: services, cards: cards).routes
          + MemberRoutes(door: door, services: services).routes
      })
  }
}
