import Database
import Kernel
import Metadata
import Query

extension RecordTransaction {
  /// Fields of the draft that others have set to something else since the version the writer saw.
  func conflicts(of change: RecordChange, with current: Record, _ object: ObjectDefinition) throws -> [FieldConflict] {
    guard let version = change.version, version < current.version else { return [] }
    let later = try transaction.query(
      """
      SELECT change.fields, change.at, app_user.name FROM change LEFT JOIN app_user ON app_user.id = change.actor_id
      WHERE change.record_id = \(change.id) AND change.version > \(version) ORDER BY change.id
      """)
    var touched: [String: (Instant, String?)] = [:]
    for row in later {
      let who = (try row.instant(1), try row.optionalText(2))
      for field in try row.text(0).split(separator: "|") { touched[String(field)] = who }
    }
    return change.draft.values.sorted { $0.key < $1.key }.compactMap { name, wanted in
      guard let who = touched[name], current[name] != wanted, let field = object.field(name), access.isVisible(field, on: object)
      else { return nil }
      return FieldConflict(
        field: name, current: shown(field, current[name]), wanted: shown(field, wanted), changedBy: who.1, changedAt: who.0)
    }
  }

  private func shown(_ field: FieldDefinition, _ value: Value) -> String? {
    value.isNull ? nil : field.type.shown(value, in: parsing)
  }
}
