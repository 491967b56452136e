package import Kernel
import Metadata

/// One step of a list's order: by a field, or by a field of a record that is looked up (slower: no index leads there).
package struct Sort: Hashable, Sendable {
  package let path: [String]
  package let isDescending: Bool

  package init(_ path: [String], descending: Bool = false) {
    self.path = path
    isDescending = descending
  }

  package static func ascending(_ key: some ConditionKey) -> Sort { Sort(key.path) }
  package static func descending(_ key: some ConditionKey) -> Sort { Sort(key.path, descending: true) }

  /// Reads `-updated_at,account.name`: a minus sign means from large to small. At most five.
  package static func list(parsing text: String) throws(Problems) -> [Sort] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let sorts = parts.compactMap { Sort(parsing: $0) }
    guard sorts.count == parts.count, sorts.count <= 5 else {
      throw Problems([
        Problem(
          field: "sort", "sort", ja: "並び順を読めません。-updated_at,name のように 5 つまで指定してください。",
          en: "This is no order. Give up to five fields, such as -updated_at,name.")
      ])
    }
    return sorts
  }

  private init?(parsing text: Substring) {
    let isDescending = text.hasPrefix("-")
    let path = text.dropFirst(isDescending ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard path.allSatisfy(EventField.isKey) else { return nil }
    self.init(path, descending: isDescending)
  }

  /// As `list(parsing:)` reads it.
  package var text: String { (isDescending ? "-" : "") + path.joined(separator: ".") }
}

extension [Sort] {
  package var text: String { map(\.text).joined(separator: ",") }
}
