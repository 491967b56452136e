/// One step from one version of the schema to the next. Never edited after release; any earlier version upgrades in one go.
package struct Migration: Sendable {
  /// Unique, sorts in the order of running: `0001-people`.
  package let name: String
  package let statements: @Sendable (Dialect) -> [SQL]

  package init(_ name: String, _ statements: @escaping @Sendable (Dialect) -> [SQL]) {
    self.name = name
    self.statements = statements
  }
}
