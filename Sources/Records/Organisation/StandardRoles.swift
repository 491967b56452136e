package import Kernel

/// The six roles every installation starts with (glossary). Administrators may change them and add others.
package struct StandardRole: Sendable {
  package let name: String
  package let label: Label
  package let rights: RoleRights

  package static let all: [StandardRole] = [
    StandardRole(
      name: "admin", label: Label("管理者", "Administrator"),
      rights: RoleRights(objects: ["*": everywhere(.all)], permissions: Set(RoleRights.knownPermissions.keys))),
    StandardRole(
      name: "manager", label: Label("マネージャー", "Manager"),
      rights: RoleRights(
        objects: ["*": [.create: .team, .read: .all, .edit: .team, .delete: .team]],
        permissions: ["import", "export", "operations", "audit"])),
    StandardRole(
      name: "sales", label: Label("営業", "Sales"),
      rights: RoleRights(
        objects: ["*": [.create: .own, .read: .team, .edit: .own, .delete: .own]], permissions: ["import", "export"])),
    StandardRole(
      name: "marketer", label: Label("マーケティング", "Marketer"),
      rights: RoleRights(
        objects: [
          "*": [.create: .all, .read: .all, .edit: .all, .delete: .own],
          "deal": [.create: .none, .read: .all, .edit: .none, .delete: .none],
        ], permissions: ["import", "export"])),
    StandardRole(
      name: "support", label: Label("サポート", "Support"),
      rights: RoleRights(objects: [
        "*": [.create: .own, .read: .all, .edit: .own, .delete: .none],
        "deal": [.create: .none, .read: .all, .edit: .none, .delete: .none],
      ])),
    StandardRole(
      name: "reader", label: Label("閲覧", "Reader"),
      rights: RoleRights(objects: ["*": [.create: .none, .read: .all, .edit: .none, .delete: .none]])),
  ]

  private static func everywhere(_ scope: Scope) -> [Act: Scope] {
    Dictionary(uniqueKeysWithValues: Act.allCases.map { ($0, scope) })
  }
}
