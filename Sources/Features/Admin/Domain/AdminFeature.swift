package import Records

extension Feature {
  /// 管理: how people get into the house, and who may be in it. Users, teams and roles themselves belong to `organisation`.
  package static let admin = Feature("admin", objects: [], migrations: AdminTables.migrations)
}
