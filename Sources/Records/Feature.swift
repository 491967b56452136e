package import Database
import Kernel
package import Metadata

/// What one feature brings to the house below its pages: objects, their rules, tables of its own, and what a new
/// installation starts with. `App/Features.swift` lists them all.
package struct Feature: Sendable {
  package let name: String
  package let objects: [ObjectDefinition]
  package let rules: [any RecordRules]
  package let reactions: [any Reaction]
  /// For tables that are no objects. Tables of objects follow their definitions (`TableSync`).
  package let migrations: [Migration]
  /// Makes what a new installation starts with, in its first transaction.
  package let install: @Sendable (RecordTransaction) throws -> Void

  package init(
    _ name: String, objects: [ObjectDefinition], rules: [any RecordRules] = [], reactions: [any Reaction] = [],
    migrations: [Migration] = [],
    install: @escaping @Sendable (RecordTransaction) throws -> Void = { _ in }
  ) {
    self.name = name
    self.objects = objects
    self.rules = rules
    self.reactions = reactions
    self.migrations = migrations
    self.install = install
  }

  /// Users, teams and roles: what every access rule needs. And files, which every record may have.
  package static let organisation = Feature(
    "organisation", objects: [Team.object, Role.object, User.object, File.object], rules: [RoleRules(), UserRules(), FileRules()],
    migrations: SystemTables.migrations,
    install: { tx in
      for role in StandardRole.all {
        var draft = Draft()
        draft[Role.name] = role.name
        draft[Role.label] = role.label[tx.actor.language]
        draft[Role.rights] = role.rights.json.text
        try tx.create(Role.self, draft)
      }
    })
}
