package import Kernel

/// What a role says in JSON, read into `Rights` and written back.
///
/// ```json
/// {"objects": {"*": {"create": "all", "read": "team", "edit": "own", "delete": "none"}, "deal": {…}},
///  "fields": {"person": {"birthday": "hidden", "phone": "read"}},
///  "sharing": {"deal": [{"field": "amount", "is": "gte", "value": 10000000}]},
///  "permissions": ["import", "export"]}
/// ```
/// Sharing widens reading only: a record that fulfils one of the conditions is read whoever owns it.
package struct RoleRights: Sendable, Hashable {
  package var objects: [String: [Act: Scope]]
  package var fields: [String: [String: FieldAccess]]
  package var sharing: [String: [JSON]]
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
    objects: [String: [Act: Scope]], fields: [String: [String: FieldAccess]] = [:], sharing: [String: [JSON]] = [:],
    permissions: Set<String> = []
  ) {
    self.objects = objects
    self.fields = fields
    self.sharing = sharing
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
    var sharing: [String: [JSON]] = [:]
    for object in json["sharing"]?.members ?? [] {
      if let conditions = object.value.array { sharing[object.name] = conditions } else { wrong("sharing.\(object.name)", ["[ … ]"]) }
    }
    let permissions = (json["permissions"]?.array ?? []).map { $0.string ?? "" }
    for unknown in permissions where Self.knownPermissions[unknown] == nil {
      wrong("permissions: \(unknown)", Self.knownPermissions.keys.sorted())
    }
    let known = ["objects", "fields", "sharing", "permissions"]
    for member in json.members ?? [] where !known.contains(member.name) { wrong(member.name, known) }
    if json.members == nil { wrong("rights", ["{ … }"]) }
    try Problems.check(problems)
    self.init(objects: objects, fields: fields, sharing: sharing, permissions: Set(permissions))
  }

  package var json: JSON {
    func object(_ members: [(String, JSON)]) -> JSON {
      .object(members.sorted { $0.0 < $1.0 }.map { JSON.Member($0, $1) })
    }
    let rules = sharing.isEmpty ? [] : [JSON.Member("sharing", object(sharing.map { ($0, .array($1)) }))]
    return .object(
      [
        JSON.Member(
          "objects", object(objects.map { ($0, object($1.map { ($0.rawValue, .string($1.name)) })) })),
        JSON.Member(
          "fields", object(fields.map { ($0, object($1.map { ($0, .string($1.rawValue)) })) })),
        JSON.Member("permissions", .array(permissions.sorted().map(JSON.string))),
      ] + rules)
  }

  /// The rights of somebody with this role whose team and the teams below it are `teams`.
  package func rights(teams: [Int64]) -> Rights {
    var scopes: [String?: [Act: Scope]] = [:]
    for (name, acts) in objects { scopes[name == "*" ? nil : name] = acts }
    return Rights(scopes: scopes, fields: fields, sharing: sharing, teams: teams, permissions: permissions)
  }
}
