package import Kernel
package import Metadata
package import Records

/// What every page and component needs to know besides its own subject: the language, now, who looks, and how forms
/// prove where they come from.
package struct UI: Sendable {
  package struct Person: Sendable {
    package let id: ID<User>
    package let name: String
    package let team: String?
    package init(id: ID<User>, name: String, team: String?) {
      self.id = id
      self.name = name
      self.team = team
    }
  }

  package let language: Language
  package let moment: Moment
  /// Who is signed in; `nil` on pages for everybody.
  package let person: Person?
  package let organisation: String
  /// `light`, `dark`, or as the device.
  package let theme: String?
  /// The path and query of this page, for links that come back.
  package let address: String
  package let assets: Assets
  let secret: String
  let flash: Flash?
  /// Whether single keys do something; people may turn them off.
  package var hasSingleKeys = true

  package init(
    language: Language, moment: Moment, person: Person?, organisation: String, theme: String?, address: String, assets: Assets,
    secret: String, flash: Flash? = nil
  ) {
    self.language = language
    self.moment = moment
    self.person = person
    self.organisation = organisation
    self.theme = theme
    self.address = address
    self.assets = assets
    self.secret = secret
    self.flash = flash
  }

  /// A text of the page in the reader's language: `ui("保存する", "Save")`.
  package func callAsFunction(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

  package func callAsFunction(_ label: Label) -> String { label[language] }

  package var parsing: ParseContext { ParseContext(language: language, moment: moment) }

  /// What every form with `method="post"` holds.
  package var csrf: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(token)\">" }

  /// For forms with files, which carry it in their address.
  package var token: String { CSRFToken.masked(secret) }
}
