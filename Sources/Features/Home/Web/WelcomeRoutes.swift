import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// はじめに: the steps a new house is led through; may be left and gone on with at any time.
struct WelcomeRoutes: Sendable {
  let door: WebDoor
  let steps: [FirstStep]

  var routes: [Route] {
    [
      .page("/welcome", "welcome", Label("はじめに", "Getting started")) { request in
        try await door.page(request) { tx, ui in
          let progress = try WelcomeProgress(steps, unlessClosed: false, in: tx) ?? WelcomeProgress.nothing
          return WelcomePage(progress: progress, hasDeals: try Self.hasDeals(tx), name: tx.actor.name).page(ui)
        }
      },
      .post("/welcome/closing", "closeWelcome", Label("はじめの案内を閉じる", "Close the getting-started card")) { request in
        try await door.write(request, as: "welcome.closing") { tx, ui in
          if let user = tx.actor.userID { try WelcomeProgress.close(for: user, in: tx.transaction) }
          return .redirect(to: "/", Flash(ui("案内を閉じました。「？」の使い方からいつでも開けます", "Closed. Help (?) leads back to it")))
        }
      },
    ]
  }

  private static func hasDeals(_ tx: RecordTransaction) throws -> Bool {
    guard tx.schema.object("deal") != nil, tx.actor.rights.scope(.read, on: "deal") > .none else { return true }
    return try tx.count("deal", upTo: 1).value > 0
  }
}
