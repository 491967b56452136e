import Database
import Kernel
import Metadata

extension RecordTransaction {
  /// Nobody who signs in can leave the house without somebody who may manage users: neither by deleting, deactivating or demoting
  /// the last one, nor by taking the permission out of the role. The command line, which opens every door, is not asked.
  func keepAnAdministrator() throws {
    guard author.userID != nil else { return }
    let roles = try configuration(Role.object.name).filter { role in
      guard let text = role[Role.rights], let rights = try? RoleRights(json: JSON(parsing: text)) else { return false }
      return rights.permissions.contains("users")
    }
    let administrator = try transaction.first(
      """
      SELECT 1 FROM app_user WHERE role_id IN (\(list: roles.map(\.id))) AND deleted_at IS NULL AND deactivated_at IS NULL LIMIT 1
      """)
    guard administrator == nil else { return }
    throw Refusal.state(
      Problem(
        "last_administrator", ja: "ユーザーを管理できる人がいなくなるため、この変更はできません。先に別のユーザーを管理者にしてください。",
        en: "Nobody could manage users any more. Make somebody else an administrator first."))
  }
}
