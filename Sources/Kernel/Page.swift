/// One page of a keyset-paged list.
package struct Page<Element: Sendable>: Sendable {
  package var rows: [Element]
  /// Opaque; give it back to get the next page. `nil` on the last page.
  package var next: String?
  /// Leads back, where the list can be read backwards (`ListQuery.before`); `nil` on the first page.
  package var previous: String?

  package init(rows: [Element], next: String?, previous: String? = nil) {
    self.rows = rows
    self.next = next
    self.previous = previous
  }
}

/// How many there are, as far as it was worth counting.
package struct Count: Hashable, Sendable {
  package let value: Int
  /// `false`: there are at least `value`.
  package let isExact: Bool

  package init(value: Int, isExact: Bool) {
    self.value = value
    self.isExact = isExact
  }
}
