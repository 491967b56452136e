import HTTPTypes
import Kernel
import Metadata
import Records
package import WebKernel

/// さがす: the parts of the command palette, and the same as a page for those without scripts.
package struct SearchPages: Sendable {
  private let door: WebDoor
  private let features: [WebFeature]

  package init(door: WebDoor, features: [WebFeature]) {
    self.door = door
    self.features = features
  }

  package var routes: [Route] {
    [
      Route.page("/search/palette", "palette", Label("さがす（候補）", "Search suggestions")) { request in
        let words = try Self.words(request)
        return try await door.fragment(request) { tx, ui in
          .html(.ok, try Palette(words, features: features, menu: door.site.menu, in: tx, ui).html(ui))
        }
      },
      Route.page("/search", "searchPage", Label("さがす", "Search")) { request in
        let words = try Self.words(request)
        return try await door.page(request) { tx, ui in
          let palette = try Palette(words, features: features, menu: door.site.menu, in: tx, ui)
          return WebPage(
            ui("さがす", "Search"),
            body: """
              <div class="page__head"><div><h1 class="h-in-bar">\(ui("さがす", "Search"))</h1></div></div>
              <form method="get" action="/search" role="search" class="row">\(HTML.input("q", type: "search", value: words, placeholder: ui("会社名・人・商談", "Companies, people, deals"), attributes: "aria-label=\"\(ui("さがす言葉", "Words"))\""))\
              \(HTML.button(ui("さがす", "Search"), icon: "search", .primary))</form>
              <div class="card menu menu--page">\(palette.html(ui, asOptions: false))</div>
              """)
        }
      },
    ]
  }

  private static func words(_ request: AppRequest) throws -> String {
    var reader = ParameterReader(request.query)
    let words = reader.text("q") ?? ""
    if words.count > 200 {
      reader.refuse("q", "too_long", ja: "検索語は 200 文字以内にしてください。", en: "Use at most 200 characters.")
    }
    try reader.finish()
    return words
  }
}
