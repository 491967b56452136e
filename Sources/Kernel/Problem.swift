/// One thing that is wrong with what somebody gave us, and what to do about it, in both languages.
package struct Problem: Error, Hashable, Sendable {
  /// Where: a field's API name, a column heading, or `nil` for the whole.
  package var field: String?
  /// What kind, for programs: `required`, `format`, `too_long`, `duplicate`, …; stable once published.
  package let code: String
  /// A sentence for people that says what to do.
  package let message: Label

  package init(field: String? = nil, _ code: String, _ message: Label) {
    self.field = field
    self.code = code
    self.message = message
  }

  package init(field: String? = nil, _ code: String, ja: String, en: String) {
    self.init(field: field, code, Label(ja, en))
  }
}

/// Everything that is wrong, at once. What a validator throws; becomes 422 in the API.
package struct Problems: Error, Sendable {
  package var all: [Problem]

  package init(_ all: [Problem]) { self.all = all }

  package static func check(_ problems: [Problem]) throws(Problems) {
    if !problems.isEmpty { throw Problems(problems) }
  }
}

/// What cannot be done whatever is typed: the thing does not exist (for this actor), or somebody else was faster.
package enum Refusal: Error, Sendable {
  /// No such record, or none that this actor may see: the two look the same.
  case notFound
  /// The actor may see it but not do this to it.
  case forbidden(Label)
  /// Others changed the same fields since `version`; both values are shown.
  case conflict([FieldConflict])
  /// The request contradicts the present state: already undone, already converted, still in use.
  case state(Problem)
}

/// One field that two people changed.
package struct FieldConflict: Hashable, Sendable {
  package let field: String
  /// What is stored now, as the API shows it.
  package let current: String?
  /// What was asked for.
  package let wanted: String?
  /// Who changed it and when, if known.
  package let changedBy: String?
  package let changedAt: Instant?

  package init(field: String, current: String?, wanted: String?, changedBy: String?, changedAt: Instant?) {
    self.field = field
    self.current = current
    self.wanted = wanted
    self.changedBy = changedBy
    self.changedAt = changedAt
  }
}
