package import Kernel

/// One thing that was put right on the way in and is told to the person: a zero that Excel had cut off, a year that was no year.
package struct Repair: Hashable, Sendable {
  /// What kind, for programs and counts: `leading_zero`, `excel_serial`, …; stable once published.
  package let code: String
  /// What was done, for people.
  package let message: Label

  package init(_ code: String, ja: String, en: String) {
    self.code = code
    message = Label(ja, en)
  }
}
