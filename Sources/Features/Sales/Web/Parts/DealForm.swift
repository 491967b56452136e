import HTTPTypes
import Kernel
import Records
import WebKernel

/// A small form about one deal: a dialog where there is JavaScript, a page of its own where there is none.
struct DealForm {
  let title: String
  /// Where it is posted to.
  let action: String
  var fields: HTML
  let submit: String
  var tone: HTML.Tone = .primary
  /// Beside the button that submits.
  var aside: HTML = .empty
  /// Where one gets after it, or when one leaves it.
  let back: String
  var problems: [Problem] = []

  private func inner(_ ui: UI, isDialog: Bool) -> HTML {
    """
    \(ui.csrf)<input type="hidden" name="back" value="\(back)">\(if: isDialog, "<input type=\"hidden\" name=\"part\" value=\"dialog\">")\
    <div class="dialog__head"><h2 id="deal-form-title">\(title)</h2></div>
    <div class="dialog__body stack" style="--gap:var(--s-4)">\(summary(ui))\(fields)</div>
    <div class="dialog__foot">\(aside)<span class="push"></span>\
    \(isDialog
      ? HTML.button(ui("やめる", "Cancel"), .ghost, kind: "button", attributes: "data-close")
      : HTML.linkButton(ui("やめる", "Cancel"), back, .ghost))\
    \(HTML.button(submit, tone))</div>
    """
  }

  /// What is wrong with the whole; what is wrong with a field stands at the field.
  private func summary(_ ui: UI) -> HTML {
    let whole = problems.filter { $0.field == nil }
    return whole.isEmpty ? .empty : HTML.callout("\(whole.html { "<span>\($0.message[ui.language])</span> " })", .danger)
  }

  func fragment(_ ui: UI) -> HTML {
    "<form class=\"dealform\" method=\"post\" action=\"\(action)\" aria-labelledby=\"deal-form-title\" novalidate>\(inner(ui, isDialog: true))</form>"
  }

  func page(_ ui: UI, crumbs: [WebPage.Crumb]) -> WebPage {
    var page = WebPage(
      title, section: "deals", crumbs: crumbs,
      body: """
        <h1 class="sr">\(title)</h1><form class="card dealform dealform--page" method="post" action="\(action)" novalidate>\(inner(ui, isDialog: false))</form>
        """)
    page.status = problems.isEmpty ? 200 : 422
    return page
  }
}

extension AppRequest {
  /// Whether a module shows the answer in a dialog.
  var wantsDialog: Bool { form["part"] == "dialog" || query.items.contains { $0.name == "part" && $0.value == "dialog" } }

  func value(_ name: String) -> String? { query.items.first { $0.name == name }?.value }

  /// Where a form leads back to; only within the house.
  func back(or fallback: String) -> String { LocalAddress.checked(form["back"] ?? value("back"), or: fallback) }
}

extension WebDoor {
  /// Shows a form, as dialog or as page.
  func show(
    _ request: AppRequest, crumbs: @escaping @Sendable (UI) -> [WebPage.Crumb],
    _ form: @escaping @Sendable (RecordTransaction, UI) throws -> DealForm
  ) async throws -> Answer {
    if request.wantsDialog { return try await fragment(request) { tx, ui in .html(.ok, try form(tx, ui).fragment(ui)) } }
    return try await page(request) { tx, ui in try form(tx, ui).page(ui, crumbs: crumbs(ui)) }
  }

  /// Does what a form asks for, then leads back and says so. What cannot be done shows the form again with everything typed.
  func act(
    _ request: AppRequest, as kind: String, back: String, crumbs: @escaping @Sendable (UI) -> [WebPage.Crumb],
    refused: @escaping @Sendable (RecordTransaction, UI, [Problem]) throws -> DealForm,
    _ build: @escaping @Sendable (RecordTransaction, UI) throws -> String
  ) async throws -> Answer {
    let isDialog = request.wantsDialog
    do {
      return try await write(request, as: kind) { tx, ui in
        let message = try build(tx, ui)
        let undo = tx.hasChanges ? tx.operation.text : nil
        guard isDialog else { return .redirect(to: back, Flash(message, undo: undo)) }
        return .json(["message": .string(message), "operation": undo.map(JSON.string) ?? .null])
      }
    } catch {
      guard let failure = Failure(error), !failure.problems.isEmpty else { throw error }
      guard isDialog else { return try await page(request) { tx, ui in try refused(tx, ui, failure.problems).page(ui, crumbs: crumbs(ui)) } }
      return try await fragment(request) { tx, ui in .html(.unprocessableContent, try refused(tx, ui, failure.problems).fragment(ui)) }
    }
  }
}
