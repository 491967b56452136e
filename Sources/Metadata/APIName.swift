/// Names of objects and fields in the API and the database: singular snake_case.
package enum APIName {
  /// PostgreSQL cuts names at 63 bytes, and indexes need some for their endings.
  package static let longest = 40

  /// A letter, then letters, digits and single underscores; lower case; at most 40 characters.
  package static func isWellFormed(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard (1...longest).contains(bytes.count), (97...122).contains(bytes[0]), bytes.last != 95 else { return false }
    return bytes.indices.allSatisfy { at in
      (97...122).contains(bytes[at]) || (48...57).contains(bytes[at]) || (bytes[at] == 95 && bytes[at - 1] != 95)
    }
  }

  /// `DailyReport` → `daily_report`.
  package static func snakeCase(_ typeName: String) -> String {
    var name = ""
    for letter in typeName {
      if letter.isUppercase, !name.isEmpty { name.append("_") }
      name.append(contentsOf: letter.lowercased())
    }
    return name
  }
}
