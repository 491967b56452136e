package import Kernel

/// What a role says in JSON, read into `Rights` and written back.
///
/// ```json
/// {"objects": {"*": {"create": "all", "read": "team", "edit": "own", "delete": "none"}, "deal": {…}},
///  "fields": {"person": {"birthday": "hidden", "phone": "read"}},
///  "permissions": ["import", "export"]}
/// ```
package struct RoleRights: Sendable, Hashable {
  package var objects: [String: [Act: Scope]]
  package var fields: [String: [String: FieldAccess]]
  package var permissions: Set<String>

  /// What can be permitted outside records.
  package static let knownPermissions: [String: Label] = [
    "import": Label("取り込み", "Import"),
    "export": Label("書き出し", "Export"),
    "users": Label("ユーザー・チーム・ロールの管理", "Manage users, teams and roles"),
    "metadata": Label("項目・オブジェクト・パイプラインの管理", "Manage fields, objects and pipelines"),
    "operations": Label("他の人の操作を元に戻す", "Undo operations of others"),
    "audit": Label("変更履歴の閲覧", "Read the audit trail"),
    "jobs": Label("ジョブの管理", "Manage jobs"),
  ]

  package init(
    objects: [String: [Act: Scope]], fields: [String: [String: FieldAccess]] = [:], permissions: Set<String> = []
  ) {
    self.objects = objects
    self.fields = fields
    self.permissions = permissions
  }

  /// All problems at once: unknown acts, scopes, accesses and permissions are errors, never ignored.
  package init(json: JSON) throws(Problems) {
    var problems: [Problem] = []
    func wrong(_ path: String, _ allowed: [String]) {
      problems.append(
        Problem(
          field: path, "rights", ja: "\(path) は \(allowed.joined(separator: "・")) のどれかにしてください。",
          en: "\(path) must be one of \(allowed.joined(separator: ", "))."))
    }
    var objects: [String: [Act: Scope]] = [:]
    for object in json["objects"]?.members ?? [] {
      for member in object.value.members ?? [] {
        guard let act = Act(rawValue: member.name) else {
          wrong("objects.\(object.name).\(member.name)", Act.allCases.map(\.rawValue))
          continue
        }
        guard let scope = member.value.string.flatMap(Scope.init(name:)) else {
          wrong("objects.\(object.name).\(member.name)", Scope.allCases.map(\.name))
          continue
        }
        objects[object.name, default: [:]][act] = scope
      }
    }
    var fields: [String: [String: FieldAccess]] = [:]
    for object in json["fields"]?.members ?? [] {
      for member in object.value.members ?? [] {
        guard let access = member.value.string.flatMap(FieldAccess.init(rawValue:)) else {
          wrong("fields.\(object.name).\(member.name)", ["hidden", "read", "edit"])
          continue
        }
        fields[object.name, default: [:]][member.name] = access
      }
    }
    let permissions = (json["permissions"]?.array ?? []).map { $0.string ?? "" }
    for unknown in permissions where Self.knownPermissions[unknown] == nil {
      wrong("permissions: \(unknown)", Self.knownPermissions.keys.sorted())
    }
    for member in json.members ?? [] where !["objects", "fields", "permissions"].contains(member.name) {
      wrong(member.name, ["objects", "fields", "permissions"])
    }
    try Problems.check(problems)
    self.init(objects: objects, fields: fields, permissions: Set(permissions))
  }

  package var json: JSON {
    func object(_ members: [(String, JSON)]) -> JSON {
      .object(members.sorted { $0.0 < $1.0 }.map { JSON.Member($0, $1) })
    }
    return .object([
      JSON.Member(
        "objects", object(objects.map { ($0, object($1.map { ($0.rawValue, .string($1.name)) })) })),
      JSON.Member(
        "fields", object(fields.map { ($0, object($1.map { ($0, .string($1.rawValue)) })) })),
      JSON.Member("permissions", .array(permissions.sorted().map(JSON.string))),
    ])
  }

  /// The rights of somebody with this role whose team and the teams below it are `teams`.
  package func rights(teams: [Int64]) -> Rights {
    var scopes: [String?: [Act: Scope]] = [:]
    for (name, acts) in objects { scopes[name == "*" ? nil : name] = acts }
    return Rights(scopes: scopes, fields: fields, teams: teams, permissions: permissions)
  }
}
