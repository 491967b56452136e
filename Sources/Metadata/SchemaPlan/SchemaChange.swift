package import Kernel

/// One thing an administrator wants to change about objects and fields while the system runs.
package enum SchemaChange: Sendable {
  case createObject(ObjectDefinition)
  case changeObject(String, ObjectChange)
  /// One field, or the parts of one composite.
  case addFields(object: String, [FieldDefinition])
  case changeField(object: String, name: String, FieldChange)
  case retireField(object: String, name: String)
  case restoreField(object: String, name: String)
  /// Deletes a retired field and all its values. `confirm` repeats the field's name: asked twice.
  case dropField(object: String, name: String, confirm: String?)
  case addRecordType(object: String, RecordType)
  case changeRecordType(object: String, name: String, RecordTypeChange)

  package static func addField(object: String, _ field: FieldDefinition) -> SchemaChange { .addFields(object: object, [field]) }
}

/// New settings of a field; what is `nil` stays.
package struct FieldChange: Sendable {
  package var label: Label?
  /// `.some(nil)` takes the help away.
  package var help: Label??
  package var type: (any FieldType)?
  package var isRequired: Bool?
  package var isUnique: Bool?
  package var isIndexed: Bool?
  package var isSearchable: Bool?
  package var defaultValue: Value?
  package var recordTypes: Set<String>??

  package init() {}

  /// Reads the body of a `PATCH`: members of a field's JSON; `settings` replaces all settings, `null` clears.
  package init(json: JSON, of field: FieldDefinition) throws(Problems) {
    var reader = MetadataReader(
      json,
      knows: ["label", "help", "type", "settings", "required", "unique", "indexed", "searchable", "default", "record_types"])
    func isGiven(_ name: String) -> Bool { json[name] != nil }
    label = reader.optionalLabel("label")
    if isGiven("help") { help = .some(reader.optionalLabel("help")) }
    if isGiven("required") { isRequired = reader.boolean("required") }
    if isGiven("unique") { isUnique = reader.boolean("unique") }
    if isGiven("indexed") { isIndexed = reader.boolean("indexed") }
    if isGiven("searchable") { isSearchable = reader.boolean("searchable") }
    if isGiven("record_types") { recordTypes = .some(reader["record_types"] == nil ? nil : Set(reader.texts("record_types"))) }
    let name = reader.optionalText("type") ?? field.type.typeName
    if isGiven("settings") || name != field.type.typeName {
      let standard = name == field.type.typeName ? field.type.settings : .object([])
      do throws(Problems) {
        type = try FieldTypes.make(name: name, settings: reader["settings"] ?? standard)
      } catch {
        reader.add(error)
      }
    }
    if let given = json["default"], reader.problems.isEmpty {
      let context = ParseContext(moment: Moment(now: Instant(milliseconds: 0)))
      let parsed = (type ?? field.type).decode(given, in: context)
      if let problem = parsed.problem { reader.refuse("default", problem.code, ja: problem.message.ja, en: problem.message.en) }
      defaultValue = parsed.value
    }
    try reader.check()
  }
}

/// New settings of an object; what is `nil` stays.
package struct ObjectChange: Sendable {
  package var label: Label?
  package var titleFields: [String]?
  package var listViews: [ListView]?
  package var layout: Layout?

  package init() {}

  package init(json: JSON) throws(Problems) {
    var reader = MetadataReader(json, knows: ["label", "title", "list_views", "layout"])
    label = reader.optionalLabel("label")
    if reader["title"] != nil { titleFields = reader.texts("title") }
    if reader["list_views"] != nil {
      listViews = reader.items("list_views") { (json) throws(Problems) in try ListView(json: json) }
    }
    if let json = reader["layout"] {
      do throws(Problems) { layout = try Layout(json: json) } catch { reader.add(error, below: "layout") }
    }
    try reader.check()
  }
}

/// New settings of a record type; what is `nil` stays.
package struct RecordTypeChange: Sendable {
  package var label: Label?
  package var requiredFields: Set<String>?
  package var layout: Layout?

  package init() {}

  package init(json: JSON) throws(Problems) {
    var reader = MetadataReader(json, knows: ["label", "required", "layout"])
    label = reader.optionalLabel("label")
    if reader["required"] != nil { requiredFields = Set(reader.texts("required")) }
    if let json = reader["layout"] {
      do throws(Problems) { layout = try Layout(json: json) } catch { reader.add(error, below: "layout") }
    }
    try reader.check()
  }
}

/// What the database knows of the field that is to be changed, counted before planning.
package struct FieldFacts: Sendable, Hashable {
  /// Records in which it holds a value, those in the recycle bin included.
  package var filled: Int
  /// Values that more than one record has.
  package var duplicates: Int
  /// How many records have which choice.
  package var uses: [String: Int]

  package init(filled: Int = 0, duplicates: Int = 0, uses: [String: Int] = [:]) {
    self.filled = filled
    self.duplicates = duplicates
    self.uses = uses
  }
}
