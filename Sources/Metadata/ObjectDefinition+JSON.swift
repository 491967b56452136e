package import Kernel

extension ObjectDefinition {
  /// The form of storage and of the API: complete, system fields included.
  package var json: JSON {
    var members: [JSON.Member] = [.init("name", .string(name))]
    if table != name { members.append(.init("table", .string(table))) }
    members += [.init("collection", .string(collection)), .init("label", label.json)]
    if isCustom { members.append(.init("custom", true)) }
    members.append(.init("visibility", visibility.json))
    members.append(.init("title", .array(titleFields.map { .string($0) })))
    if !recordTypes.isEmpty { members.append(.init("record_types", .array(recordTypes.map(\.json)))) }
    if !listViews.isEmpty { members.append(.init("list_views", .array(listViews.map(\.json)))) }
    if let layout { members.append(.init("layout", layout.json)) }
    members.append(.init("fields", .array(fields.map(\.json))))
    return .object(members)
  }

  private static let memberNames = [
    "name", "table", "collection", "label", "custom", "visibility", "title", "record_types", "list_views", "layout", "fields",
  ]

  /// Reads what `json` writes. Without `collection` the name with an s is taken, without `title` the first text field.
  package init(json: JSON) throws(Problems) {
    var reader = MetadataReader(json, knows: Self.memberNames)
    let name = reader.text("name")
    let label = reader.label("label")
    let collection = reader.optionalText("collection") ?? (name.isEmpty ? "" : "\(name.replacing("_", with: "-"))s")
    let fields = reader.items("fields") { (json) throws(Problems) in try FieldDefinition(json: json) }
    let own = fields.filter { !SystemField.names.contains($0.name) }
    let title = reader.texts("title")
    var object = ObjectDefinition(
      name, label, collection: collection, table: reader.optionalText("table"),
      recordTypes: reader.items("record_types") { (json) throws(Problems) in try RecordType(json: json) },
      title: title.isEmpty ? own.first { $0.type.family == .text }.map { [$0.name] } ?? [] : title,
      listViews: reader.items("list_views") { (json) throws(Problems) in try ListView(json: json) }, fields: [])
    var seen: Set<String> = []
    for field in fields {
      if !seen.insert(field.name).inserted {
        reader.refuse(
          "fields", "duplicate", ja: "項目「\(field.name)」が 2 つあります。1 つにしてください。",
          en: "The field “\(field.name)” is there twice. Keep one.")
      }
      object.put(field)
    }
    object.isCustom = reader.boolean("custom")
    if let visibility = reader["visibility"] {
      do throws(Problems) { object.visibility = try Visibility(json: visibility) } catch {
        reader.add(error, below: "visibility")
      }
    }
    if let layout = reader["layout"] {
      do throws(Problems) { object.layout = try Layout(json: layout) } catch { reader.add(error, below: "layout") }
    }
    try reader.check()
    self = object
  }
}

extension Visibility {
  var json: JSON {
    switch self {
    case .owned: ["kind": "owned"]
    case .inherited(let fields): ["kind": "inherited", "from": .array(fields.map { .string($0) })]
    case .attached: ["kind": "attached"]
    case .configuration(let permission): ["kind": "configuration", "permission": .string(permission)]
    }
  }

  init(json: JSON) throws(Problems) {
    var reader = MetadataReader(json, knows: ["kind", "from", "permission"])
    switch reader.text("kind") {
    case "inherited": self = .inherited(from: reader.texts("from"))
    case "configuration": self = .configuration(permission: reader.text("permission"))
    case "attached": self = .attached
    case "owned", "": self = .owned
    default:
      self = .owned
      reader.refuse(
        "kind", "option", ja: "「kind」は owned、inherited、attached、configuration のどれかにしてください。",
        en: "“kind” must be owned, inherited, attached or configuration.")
    }
    try reader.check()
  }
}

extension RecordType {
  package var json: JSON {
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("collection", .string(collection)), .init("label", label.json),
    ]
    if !requiredFields.isEmpty { members.append(.init("required", .array(requiredFields.sorted().map { .string($0) }))) }
    if let layout { members.append(.init("layout", layout.json)) }
    return .object(members)
  }

  package init(json: JSON) throws(Problems) {
    var reader = MetadataReader(json, knows: ["name", "collection", "label", "required", "layout"])
    let name = reader.text("name")
    let collection = reader.optionalText("collection") ?? (name.isEmpty ? "" : "\(name.replacing("_", with: "-"))s")
    self.init(name, reader.label("label"), collection: collection, required: Set(reader.texts("required")))
    if let json = reader["layout"] {
      do throws(Problems) { layout = try Layout(json: json) } catch { reader.add(error, below: "layout") }
    }
    try reader.check()
  }
}

extension ListView {
  package var json: JSON {
    var members: [JSON.Member] = [
      .init("name", .string(name)), .init("label", label.json), .init("columns", .array(columns.map { .string($0) })),
    ]
    if let condition { members.append(.init("where", condition)) }
    members.append(.init("sort", .string(sort)))
    if let recordTypes { members.append(.init("record_types", .array(recordTypes.sorted().map { .string($0) }))) }
    return .object(members)
  }

  package init(json: JSON) throws(Problems) {
    var reader = MetadataReader(json, knows: ["name", "label", "columns", "where", "sort", "record_types"])
    let types = Set(reader.texts("record_types"))
    self.init(
      reader.text("name"), reader.label("label"), columns: reader.texts("columns"), where: reader["where"],
      sort: reader.optionalText("sort") ?? "-updated_at", only: types.isEmpty ? nil : types)
    try reader.check()
  }
}
