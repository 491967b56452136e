import Kernel
import Metadata
import Testing

@Suite struct MetadataJSONTests {
  @Test(arguments: FieldTypes.all.map { $0.name })
  func `a field of every type goes to JSON and back`(_ name: String) throws {
    var field = FieldDefinition("machine_\(name)", Label("機械", "Machine"), try Samples.type(name))
    try expectSame(field)
    field.help = Label("納入した機械", "The machine delivered")
    field.isRequired = true
    field.isUnique = true
    field.isIndexed = true
    field.isSearchable = true
    field.isCustom = true
    field.isReadOnly = true
    field.isRetired = true
    field.composite = "address"
    field.recordTypes = ["lead"]
    field.defaultValue = try #require(Samples.values[name]?.first)
    try expectSame(field)
  }

  private func expectSame(_ field: FieldDefinition) throws {
    let again = try FieldDefinition(json: try JSON(parsing: field.json.text))
    #expect(again.json == field.json)
    #expect(again.name == field.name && again.label == field.label && again.help == field.help)
    #expect(again.type.typeName == field.type.typeName && again.type.settings == field.type.settings)
    let flags: [KeyPath<FieldDefinition, Bool>] = [
      \.isRequired, \.isUnique, \.isIndexed, \.isSearchable, \.isCustom, \.isReadOnly, \.isRetired,
    ]
    for flag in flags { #expect(again[keyPath: flag] == field[keyPath: flag]) }
    #expect(
      again.defaultValue == field.defaultValue && again.composite == field.composite && again.recordTypes == field.recordTypes)
  }

  @Test func `an object goes to JSON and back`() throws {
    var object = Cast.person
    object.visibility = .inherited(from: ["account_id"])
    object.isCustom = true
    object.layout = Layout(
      sections: [Layout.Section(Label("基本", "Basics"), ["last_name"])],
      rules: [LayoutRule(.require, "company_name", when: ["field": "lead_status", "is": "eq", "value": "wholesale"])])
    object.recordTypes[1].layout = Layout(sections: [Layout.Section(Label("連絡先", "Contact"), ["first_name"])])
    object.listViews = [
      ListView(
        "all", Label("すべて", "All"), columns: ["last_name"], where: ["not": ["field": "x", "is": "empty"]], sort: "last_name")
    ]
    var owner = try #require(object.field("owner_id"))
    owner.label = Label("営業担当", "Salesperson")
    object.put(owner)

    let again = try ObjectDefinition(json: try JSON(parsing: object.json.text))
    #expect(again.json == object.json)
    #expect(again.fields.map(\.name) == object.fields.map(\.name))
    #expect(again.field("owner_id")?.label.ja == "営業担当")
    #expect(again.visibility == object.visibility && again.layout == object.layout && again.listViews == object.listViews)
    #expect(again.recordTypes.map(\.requiredFields) == object.recordTypes.map(\.requiredFields))
    #expect(again.recordTypes[1].layout == object.recordTypes[1].layout && again.table == object.table && again.isCustom)
  }

  @Test func `configuration objects keep their table and permission`() throws {
    var user = Cast.user
    user.visibility = .configuration(permission: "users")
    let again = try ObjectDefinition(json: user.json)
    #expect(again.table == "app_user" && again.visibility == .configuration(permission: "users"))
  }

  @Test func `what is left out is filled in`() throws {
    let object = try ObjectDefinition(json: [
      "name": "service_visit", "label": "訪問保守", "fields": [["name": "subject", "label": ["ja": "件名"], "type": "text"]],
    ])
    #expect(object.collection == "service-visits" && object.titleFields == ["subject"] && object.label == Label("訪問保守", "訪問保守"))
    #expect((object.field("subject")?.type as? TextType)?.max == 255 && object.field("owner_id") != nil)
  }

  @Test func `everything that is wrong is named with its path`() {
    let problems = #expect(throws: Problems.self) {
      try ObjectDefinition(json: [
        "label": ["de": "Maschine"], "colour": "red", "visibility": ["kind": "secret"],
        "fields": [
          ["name": "a", "label": "A", "type": "text", "settings": ["max": 0]],
          ["name": "b", "label": "B", "type": "colour", "required": "yes"],
          ["name": "c", "label": "C", "type": "yen", "default": "many"], 7,
        ],
        "record_types": [["name": "t"]], "layout": ["rules": [["field": "a", "effect": "hide"]]],
      ])
    }
    #expect(
      Set(problems?.all.map { $0.field ?? "" } ?? []) == [
        "colour", "name", "label", "fields[0].settings.max", "fields[1].type", "fields[1].required", "fields[2].default",
        "fields[3]",
        "record_types[0].label", "visibility.kind", "layout.rules[0].effect", "layout.rules[0].when",
      ])
  }

  @Test func `a field that is there twice is refused`() {
    let field: JSON = ["name": "a", "label": "A", "type": "text"]
    #expect(throws: Problems.self) { try ObjectDefinition(json: ["name": "thing", "label": "もの", "fields": [field, field]]) }
  }
}
