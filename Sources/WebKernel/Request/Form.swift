/// A form as a browser sends it (`application/x-www-form-urlencoded`).
package struct Form: Sendable, Hashable {
  private let items: [QueryString.Item]

  package static let empty = Form(QueryString.empty)

  package init(_ query: QueryString) { items = query.items }

  /// `nil` when the bytes are no such form.
  package init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), let query = QueryString(text) else { return nil }
    self.init(query)
  }

  /// The first value of this name as it was typed; `nil` when the form has no such field.
  package subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

  /// All values of this name: checkboxes, several choices.
  package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

  /// Without spaces around it; empty text when absent.
  package func trimmed(_ name: String) -> String {
    String((self[name] ?? "")[...].trimming { $0.isWhitespace })
  }

  package var names: [String] { items.map(\.name) }
}
