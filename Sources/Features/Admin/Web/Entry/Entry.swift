import Admin
import HTTPTypes
import Kernel
import Records
import WebKernel

/// What all ways into the house have in common: where a request comes from, and what the browser is given once somebody is in.
struct Entry: Sendable {
  let door: WebDoor
  let services: AdminServices

  var store: RecordStore { services.store }

  func page(_ request: AppRequest, status: Int = 200, _ build: @Sendable (UI) throws -> WebPage) async throws -> Answer {
    try await door.visitorPage(request) { ui in
      var page = try build(ui)
      if status != 200 { page.status = status }
      return page
    }
  }

  /// On to the wanted page, with the cookies of somebody who is in.
  func answer(_ entry: SignIn.Entry, to address: String, _ flash: Flash? = nil) -> Answer {
    services.sessions.forget()
    return entry.preferences.cookies.reduce(
      Answer.redirect(to: address, flash).with(.session(entry.session)).with(.device(entry.device))
    ) { $0.with($1) }
  }
}

extension AppRequest {
  var origin: Origin {
    Origin(
      address: clientAddress, userAgent: headers[.userAgent], device: cookies[AdminCookies.device],
      session: cookies[CookieNames.session])
  }
}

/// Cookies besides those of the web kernel.
enum AdminCookies {
  /// The secret of a browser in which somebody has signed in before.
  static let device = "enishi_device"
  /// The secret of a sign-in that waits for its code.
  static let secondStep = "enishi_second_step"
}

extension SetCookie {
  static func session(_ session: Session.Begun) -> SetCookie {
    SetCookie(CookieNames.session, session.secret, seconds: session.isKept ? Int(Session.kept.components.seconds) : nil)
  }

  static func device(_ secret: String) -> SetCookie { SetCookie(AdminCookies.device, secret, seconds: 365 * 86_400) }
}

extension Preferences {
  /// Scripts change the theme, too, so it is no secret to them.
  var cookies: [SetCookie] {
    let year = 365 * 86_400
    return [
      theme.map { SetCookie(CookieNames.theme, $0.rawValue, seconds: year, isHTTPOnly: false) }
        ?? SetCookie(CookieNames.theme, "", seconds: 0, isHTTPOnly: false),
      hasSingleKeys ? .removing(CookieNames.keys) : SetCookie(CookieNames.keys, "off", seconds: year),
    ]
  }
}
