import Database
import Kernel
import Metadata

/// People sign in by mail address, whatever its case: so no two users have addresses that differ by case only.
struct UserRules: RecordRules {
  var object: String { User.object.name }

  func derive(_ record: inout Record, from old: Record?, in tx: RecordTransaction) throws {
    guard let email = record[User.email], email != old?[User.email] else { return }
    record[User.email] = EmailAddress(email.key) ?? email
  }

  /// Addresses kept from earlier versions may have capitals, which the unique index tells apart.
  func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] {
    guard let email = record[User.email], email != old?[User.email] else { return [] }
    let other = try tx.transaction.first(
      """
      SELECT 1 FROM app_user WHERE lower(email) = \(email.key) AND email <> \(email.key) AND id <> \(record.id)
        AND deleted_at IS NULL LIMIT 1
      """)
    guard other != nil else { return [] }
    return [
      Problem(
        field: User.email.name, "duplicate", ja: "このメールアドレスのユーザーはすでにいます。", en: "There is a user with this mail address already.")
    ]
  }
}
