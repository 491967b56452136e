package import Kernel

extension FieldDefinition {
  /// The form of storage and of the API. Flags that are off and parts that are empty are left out.
  package var json: JSON {
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("label", label.json), .init("type", .string(type.typeName)),
    ]
    if type.settings != .object([]) { members.append(.init("settings", type.settings)) }
    if let help { members.append(.init("help", help.json)) }
    let flags = [
      ("required", isRequired), ("unique", isUnique), ("indexed", isIndexed), ("searchable", isSearchable), ("custom", isCustom),
      ("read_only", isReadOnly), ("retired", isRetired),
    ]
    for (name, isOn) in flags where isOn { members.append(.init(name, true)) }
    if !defaultValue.isNull { members.append(.init("default", type.encode(defaultValue))) }
    if let composite { members.append(.init("composite", .string(composite))) }
    if let recordTypes { members.append(.init("record_types", .array(recordTypes.sorted().map { .string($0) }))) }
    return .object(members)
  }

  private static let memberNames = [
    "name", "label", "type", "settings", "help", "required", "unique", "indexed", "searchable", "custom", "read_only", "retired",
    "default", "composite", "record_types",
  ]

  /// Reads what `json` writes. Whether the field fits its object is the business of `SchemaPlan`.
  package init(json: JSON) throws(Problems) {
    var reader = MetadataReader(json, knows: Self.memberNames)
    let name = reader.text("name")
    let label = reader.label("label")
    let typeName = reader.text("type")
    var type: any FieldType = TextType()
    if !typeName.isEmpty {
      do throws(Problems) {
        type = try FieldTypes.make(name: typeName, settings: reader["settings"] ?? .object([]))
      } catch {
        reader.add(error)
      }
    }
    self.init(name, label, type)
    help = reader.optionalLabel("help")
    isRequired = reader.boolean("required")
    isUnique = reader.boolean("unique")
    isIndexed = reader.boolean("indexed")
    isSearchable = reader.boolean("searchable")
    isCustom = reader.boolean("custom")
    isReadOnly = reader.boolean("read_only")
    isRetired = reader.boolean("retired")
    composite = reader.optionalText("composite")
    if reader["record_types"] != nil { recordTypes = Set(reader.texts("record_types")) }
    if let given = reader["default"], reader.problems.isEmpty {
      let parsed = type.decode(given, in: Self.neutral)
      if let problem = parsed.problem {
        reader.refuse("default", problem.code, ja: "初期値：\(problem.message.ja)", en: "Default: \(problem.message.en)")
      }
      defaultValue = parsed.value
    }
    try reader.check()
  }

  /// Defaults are read by `decode`, which depends neither on language nor on today.
  private static let neutral = ParseContext(moment: Moment(now: Instant(milliseconds: 0)))
}
