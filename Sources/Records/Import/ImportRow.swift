package import Kernel
import Metadata

/// One row of a file, read into the values of a record, with what was put right and what is wrong.
struct ImportRow: Sendable {
  let number: Int
  let cells: [String]
  /// A record's values; empty cells are left out.
  var values: [String: Value] = [:]
  var repairs: [ImportNote] = []
  var problems: [Problem] = []
  /// Names of other records, to be looked up where the database is at hand: field → what was typed.
  var names: [(field: String, typed: String)] = []
  /// By what the record of these values is recognised.
  var identities: [Identity] = []
  /// What becomes of the row when no record is found for it; `nil` where that needs the database.
  var new: (draft: Draft, form: RecordForm)?
}

/// Something told about one cell: a repair, or a value of the file that was not taken over.
package struct ImportNote: Sendable, Hashable {
  package enum Kind: String, Sendable {
    case repaired, kept
  }
  package let kind: Kind
  package let field: String
  package let message: Label

  package init(_ kind: Kind, field: String, _ message: Label) {
    self.kind = kind
    self.field = field
    self.message = message
  }
}
