/// One text in the two languages of the product.
package struct Label: Hashable, Sendable {
  package let ja: String
  package let en: String

  package init(_ ja: String, _ en: String) {
    self.ja = ja
    self.en = en
  }

  package subscript(_ language: Language) -> String { language == .ja ? ja : en }
}

package enum Language: String, Sendable, CaseIterable {
  case ja, en
}
