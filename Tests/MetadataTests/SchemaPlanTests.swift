import Kernel
import Metadata
import Testing

@Suite struct SchemaPlanTests {
  private func plan(_ change: SchemaChange, _ facts: FieldFacts = FieldFacts(), _ schema: Schema = Cast.schema) -> SchemaPlan {
    SchemaPlan(change, schema: schema, facts: facts)
  }

  private func custom(_ name: String, _ type: any FieldType, _ change: (inout FieldDefinition) -> Void = { _ in })
    -> FieldDefinition
  {
    var field = FieldDefinition(name, Label("機械の\(name)", "Machine \(name)"), type)
    field.isCustom = true
    change(&field)
    return field
  }

  /// The cast's schema with further fields on the deal.
  private func schema(_ fields: FieldDefinition...) -> Schema {
    var deal = Cast.deal
    for field in fields { deal.put(field) }
    return Schema(version: 2, objects: [Cast.account, deal, Cast.person, Cast.user])
  }

  private func codes(_ plan: SchemaPlan) -> [String] { plan.violations.map(\.code) }

  // MARK: Adding fields

  @Test func `a custom picklist 業界 becomes a column of the person`() throws {
    let plan = self.plan(.addField(object: "person", FieldDefinition("gyokai", Label("業界", "Sector"), Cast.sectors)))
    try plan.check()
    #expect(plan.actions.map(\.name) == ["add_column", "add_index"])
    #expect(plan.object?.field("gyokai")?.isCustom == true && plan.warnings.isEmpty)
    #expect(plan.json["actions"]?.array?.first?["text"]?["ja"] == "列 person.gyokai を追加します")
  }

  @Test(arguments: [
    ("Sector", "name"), ("業界", "name"), ("2nd", "name"), ("a__b", "name"), ("trailing_", "name"), ("", "name"), ("a-b", "name"),
    (String(repeating: "a", count: 41), "name"), ("id", "reserved"), ("deleted_at", "reserved"), ("name", "duplicate"),
    ("account", "duplicate"),
    ("amount_id", "duplicate"), ("owner", "duplicate"),
  ])
  func `bad, taken and confusing names are refused`(_ name: String, _ code: String) {
    #expect(codes(plan(.addField(object: "deal", FieldDefinition(name, Label("機械", "Machine"), TextType())))) == [code])
  }

  @Test func `SQL words and names that begin with x_ are free`() throws {
    for name in ["order", "select", "group", "x_amount"] {
      try plan(.addField(object: "deal", FieldDefinition(name, Label("機械", "Machine"), TextType()))).check()
    }
  }

  @Test func `settings that contradict each other are refused`() {
    let cases: [(FieldDefinition, String)] = [
      (custom("f", FormulaType("amount", result: .yen)) { $0.isRequired = true }, "required"),
      (custom("f", BooleanType()) { $0.isUnique = true }, "unique"),
      (custom("f", LongTextType()) { $0.isUnique = true }, "unique"),
      (custom("f", LongTextType()) { $0.isIndexed = true }, "indexed"),
      (custom("f", IntegerType()) { $0.isSearchable = true }, "searchable"),
      (custom("f", AutoNumberType(format: "{SEQ:3}")) { $0.defaultValue = .text("1") }, "default"),
      (custom("f", Cast.sectors) { $0.defaultValue = .text("農業") }, "default"),
      (custom("f", LookupType(target: "machine")), "unknown_object"),
      (custom("f", MoneyType(currencyField: "nothing")), "unknown_field"),
      (custom("f", FormulaType("nothing", result: .yen)), "formula"),
      (custom("f", IdentifierType()), "unknown_type"),
      (custom("f", TextType()) { $0.recordTypes = ["lead"] }, "unknown_record_type"),
      (custom("f", TextType()) { $0.label = Label("", "") }, "label"),
      (custom("f", FormulaType("f + 1", result: .yen)), "formula_circle"),
    ]
    for (field, code) in cases {
      #expect(codes(plan(.addField(object: "deal", field))) == [code], "\(field.type.typeName) \(code)")
    }
  }

  @Test func `roll-ups fit the field they sum`() throws {
    func roll(_ type: RollUpType) -> [String] { codes(self.plan(.addField(object: "account", custom("total", type)))) }
    #expect(roll(RollUpType(.count, over: "deals", result: .integer)).isEmpty)
    #expect(roll(RollUpType(.sum, of: "amount", over: "deals", result: .yen)).isEmpty)
    #expect(roll(RollUpType(.max, of: "closes_on", over: "deals", result: .day)).isEmpty)
    #expect(roll(RollUpType(.sum, of: "closes_on", over: "deals", result: .day)) == ["result"])
    #expect(roll(RollUpType(.sum, of: "unit_price", over: "deals", result: .decimal(scale: 2))) == ["result"])
    #expect(roll(RollUpType(.sum, of: "nothing", over: "deals", result: .yen)) == ["unknown_field"])
    #expect(roll(RollUpType(.count, over: "quotes", result: .integer)) == ["unknown_relation"])
    let plan = self.plan(.addField(object: "account", custom("total", RollUpType(.count, over: "deals", result: .integer))))
    #expect(plan.actions.map(\.name) == ["add_column", "recompute"])
    #expect(plan.object?.field("total")?.isReadOnly == true)
  }

  @Test func `the parts of a composite are added together`() throws {
    let plan = self.plan(.addFields(object: "deal", Composite.money(name: "price", label: Label("価格", "Price"))))
    try plan.check()
    #expect(plan.actions.compactMap(\.field?.name) == ["price", "price_currency", "price_currency"])
  }

  @Test func `an object has at most 500 custom fields`() throws {
    var deal = Cast.deal
    for number in 1...500 { deal.put(custom("c\(number)", IntegerType())) }
    let full = Schema(version: 2, objects: [Cast.account, deal])
    #expect(codes(plan(.addField(object: "deal", custom("one_more", IntegerType())), FieldFacts(), full)) == ["too_many"])
  }

  @Test func `a label that is there already is warned about`() {
    let plan = self.plan(.addField(object: "deal", FieldDefinition("x_amount", Label("金額", "Sum"), YenType())))
    #expect(plan.violations.isEmpty && plan.warnings.map(\.code) == ["same_label"])
  }

  @Test func `a plan with violations does nothing`() {
    let plan = self.plan(.addFields(object: "deal", [custom("fine", TextType()), custom("not fine", TextType())]))
    #expect(!plan.violations.isEmpty && plan.actions.isEmpty && plan.object?.field("fine") == nil)
    #expect(throws: Problems.self) { try plan.check() }
    #expect(codes(self.plan(.addField(object: "machine", custom("a", TextType())))) == ["unknown_object"])
  }

  // MARK: Changing fields

  private func change(_ name: String, _ json: JSON, _ facts: FieldFacts = FieldFacts(), _ schema: Schema) throws -> SchemaPlan {
    let field = try #require(schema.object("deal")?.field(name))
    return plan(.changeField(object: "deal", name: name, try FieldChange(json: json, of: field)), facts, schema)
  }

  @Test func `label, help and default change without touching the table`() throws {
    let schema = self.schema(custom("machine", TextType()))
    let plan = try change(
      "machine", ["label": ["ja": "機種", "en": "Model"], "help": "型番", "default": "NX-5"], FieldFacts(), schema)
    try plan.check()
    #expect(plan.actions.isEmpty && plan.object?.field("machine")?.label.ja == "機種")
    #expect(plan.object?.field("machine")?.help?.ja == "型番" && plan.object?.field("machine")?.defaultValue == .text("NX-5"))
    #expect(
      try change("machine", ["help": nil], FieldFacts(), self.schema(custom("machine", TextType()) { $0.help = Label("a", "a") }))
        .object?.field("machine")?.help == nil)
  }

  @Test func `a type changes only while there are no values`() throws {
    let schema = self.schema(custom("machine", TextType()))
    let json: JSON = ["type": "integer"]
    #expect(codes(try change("machine", json, FieldFacts(filled: 3), schema)) == ["type_change"])
    #expect(try change("machine", json, FieldFacts(), schema).actions.map(\.name) == ["drop_column", "add_column"])
    let price = self.schema(custom("price", DecimalType(scale: 2)))
    #expect(codes(try change("price", ["settings": ["scale": 3]], FieldFacts(filled: 1), price)) == ["type_change"])
    let lookup = self.schema(custom("site_id", LookupType(target: "account")))
    #expect(codes(try change("site_id", ["settings": ["target": "person"]], FieldFacts(filled: 1), lookup)) == ["type_change"])
    #expect(codes(try change("machine", ["settings": ["max": 40]], FieldFacts(filled: 3), schema)).isEmpty)
  }

  @Test func `a field becomes unique only without duplicates`() throws {
    let schema = self.schema(custom("serial", TextType()))
    #expect(codes(try change("serial", ["unique": true], FieldFacts(filled: 9, duplicates: 2), schema)) == ["duplicates"])
    let plan = try change("serial", ["unique": true], FieldFacts(filled: 9), schema)
    #expect(plan.actions.map(\.name) == ["drop_index", "add_index"] && plan.object?.field("serial")?.isUnique == true)
  }

  @Test func `removing choices that are in use is warned about`() throws {
    let schema = self.schema(custom("kind", Cast.sectors))
    let json: JSON = ["settings": ["options": ["manufacturing"]]]
    let plan = try change("kind", json, FieldFacts(filled: 5, uses: ["wholesale": 4]), schema)
    #expect(plan.violations.isEmpty && plan.warnings.map(\.code) == ["option_in_use"])
    #expect(plan.warnings.first?.message.ja.contains("4 件") == true)
  }

  @Test func `a formula that changes is computed again`() throws {
    let schema = self.schema(custom("double", FormulaType("amount * 2", result: .yen)))
    #expect(
      try change("double", ["settings": ["expression": "amount * 3", "result": "yen"]], FieldFacts(filled: 9), schema).actions
        .map(\.name) == ["recompute"])
    #expect(
      try change("double", ["settings": ["expression": "name", "result": "text"]], FieldFacts(filled: 9), schema).actions.map(
        \.name)
        == ["drop_column", "add_column", "recompute"])
    #expect(
      codes(try change("double", ["settings": ["expression": "double", "result": "yen"]], FieldFacts(), schema)) == [
        "formula_circle"
      ])
  }

  @Test func `standard fields keep their type but may gain choices`() throws {
    let more: JSON = [
      "settings": ["options": .array((Cast.sectors.options + [PicklistOption("it", Label("IT", "IT"))]).map(\.json))]
    ]
    #expect(codes(try change("sector", more, FieldFacts(filled: 9), Cast.schema)).isEmpty)
    #expect(
      codes(try change("sector", ["settings": ["options": ["it"]]], FieldFacts(), Cast.schema)) == [
        "standard", "standard", "standard",
      ])
    #expect(codes(try change("amount", ["type": "text"], FieldFacts(), Cast.schema)) == ["standard"])
    #expect(codes(try change("name", ["settings": ["max": 10]], FieldFacts(), Cast.schema)) == ["standard"])
    #expect(codes(try change("created_at", ["label": "作成"], FieldFacts(), Cast.schema)) == ["standard"])
    #expect(
      try change("amount", ["label": "受注金額", "required": true], FieldFacts(), Cast.schema).object?.field("amount")?.isRequired
        == true)
    #expect(throws: Problems.self) { try self.change("amount", ["name": "money"], FieldFacts(), Cast.schema) }
  }

  // MARK: Retiring and dropping

  @Test func `a field is retired, restored, and dropped after asking twice`() throws {
    let live = schema(custom("machine", TextType()) { $0.isSearchable = true })
    #expect(codes(plan(.dropField(object: "deal", name: "machine", confirm: "machine"), FieldFacts(), live)) == ["not_retired"])
    let retiring = plan(.retireField(object: "deal", name: "machine"), FieldFacts(filled: 3), live)
    #expect(retiring.actions.map(\.name) == ["refresh_search"] && retiring.object?.field("machine")?.isRetired == true)

    let retired = schema(try #require(retiring.object?.field("machine")))
    #expect(codes(plan(.addField(object: "deal", custom("machine", TextType())), FieldFacts(), retired)) == ["duplicate"])
    #expect(
      plan(.restoreField(object: "deal", name: "machine"), FieldFacts(), retired).object?.field("machine")?.isRetired == false)
    let unasked = plan(.dropField(object: "deal", name: "machine", confirm: nil), FieldFacts(filled: 3), retired)
    #expect(codes(unasked) == ["confirm"] && unasked.violations.first?.message.en.contains("3 values") == true)
    #expect(codes(plan(.dropField(object: "deal", name: "machine", confirm: "yes"), FieldFacts(), retired)) == ["confirm"])
    let dropping = plan(.dropField(object: "deal", name: "machine", confirm: "machine"), FieldFacts(), retired)
    #expect(dropping.actions.map(\.name) == ["drop_column"] && dropping.object?.field("machine") == nil)
  }

  @Test func `standard fields cannot be retired`() {
    #expect(codes(plan(.retireField(object: "deal", name: "amount"))) == ["standard"])
    #expect(codes(plan(.dropField(object: "deal", name: "amount", confirm: "amount"))) == ["standard"])
  }

  @Test func `a field in use says where it is used`() {
    var deal = Cast.deal
    deal.put(custom("hours", IntegerType()))
    deal.put(custom("days", FormulaType("hours / 8", result: .integer)))
    deal.listViews = [ListView("work", Label("作業", "Work"), columns: ["hours"])]
    deal.layout = Layout(sections: [Layout.Section(Label("作業", "Work"), ["hours"])])
    var account = Cast.account
    account.put(custom("all_hours", RollUpType(.sum, of: "hours", over: "deals", result: .integer)))
    let schema = Schema(version: 2, objects: [account, deal])
    let plan = self.plan(.retireField(object: "deal", name: "hours"), FieldFacts(), schema)
    #expect(plan.violations.map(\.code) == ["in_use", "in_use", "in_use", "in_use"])
    let sentences = plan.violations.map(\.message.ja).joined()
    for place in ["数式「機械のdays」", "集計「機械のall_hours」", "レイアウト", "一覧「作業」"] { #expect(sentences.contains(place)) }
  }

  // MARK: Objects

  private let visit: JSON = [
    "name": "service_visit", "label": ["ja": "訪問保守", "en": "Service visit"],
    "fields": [
      ["name": "subject", "label": "件名", "type": "text", "required": true],
      ["name": "account_id", "label": "取引先", "type": "lookup", "settings": ["target": "account"]],
      ["name": "follow_up_of_id", "label": "前回", "type": "lookup", "settings": ["target": "service_visit"]],
    ],
  ]

  @Test func `a custom object gets a table of its own`() throws {
    let plan = self.plan(.createObject(try ObjectDefinition(json: visit)))
    try plan.check()
    #expect(
      plan.actions.map(\.name) == ["create_table"] && plan.object?.table == "x_service_visit" && plan.object?.isCustom == true)
    #expect(plan.object?.field("subject")?.isCustom == true && plan.object?.field("owner_id")?.isCustom == false)
  }

  @Test(arguments: [
    ("deal", "machines", "duplicate"), ("quote", "machines", "reserved"), ("Machine", "machines", "name"),
    ("machine", "deals", "duplicate"),
    ("machine", "leads", "duplicate"), ("machine", "operations", "reserved"), ("machine", "inquiries", "reserved"),
    ("machine", "meta", "reserved"),
    ("machine", "Machines", "name"), ("machine", "機械", "name"),
  ])
  func `names of the product, present and to come, are taken`(_ name: String, _ collection: String, _ code: String) throws {
    let object = try ObjectDefinition(json: [
      "name": .string(name), "collection": .string(collection), "label": "機械",
      "fields": [["name": "subject", "label": "件名", "type": "text"]],
    ])
    #expect(codes(plan(.createObject(object))) == [code])
  }

  @Test func `titles, views and layouts name fields that are there`() throws {
    var change = ObjectChange()
    change.titleFields = []
    change.listViews = [
      ListView("a", Label("あ", "A"), columns: ["nothing"]), ListView("a", Label("い", "B"), columns: ["account.name"]),
    ]
    change.layout = Layout(
      sections: [Layout.Section(Label("う", "C"), ["amount", "amount"])], rules: [LayoutRule(.show, "nothing", when: [:])])
    #expect(
      plan(.changeObject("deal", change)).violations.map { $0.field ?? "" } == [
        "title", "list_views", "list_views.a", "layout.rules", "layout",
      ])
    let fine = try ObjectChange(json: ["label": "案件", "title": ["name", "amount"]])
    let renamed = plan(.changeObject("deal", fine))
    #expect(renamed.object?.label.ja == "案件" && renamed.actions.map(\.name) == ["refresh_search"])
  }

  @Test func `record types are added and changed`() throws {
    let partner = try RecordType(json: [
      "name": "partner", "label": ["ja": "代理店", "en": "Partner"], "required": ["company_name"],
    ])
    #expect(
      plan(.addRecordType(object: "person", partner)).object?.recordTypes.map(\.collection) == ["leads", "contacts", "partners"])
    let wrong = RecordType("lead", Label("", ""), collection: "leads", required: ["nothing", "created_at"])
    #expect(Set(codes(plan(.addRecordType(object: "person", wrong)))) == ["duplicate", "label", "unknown_field", "required"])
    #expect(
      plan(.addRecordType(object: "deal", RecordType("tender", Label("入札", "Tender"), collection: "tenders"))).warnings.map(
        \.code) == ["untyped_records"])
    let change = try RecordTypeChange(json: ["required": ["last_name"]])
    #expect(
      plan(.changeRecordType(object: "person", name: "lead", change)).object?.recordType("lead")?.requiredFields == ["last_name"])
    #expect(codes(plan(.changeRecordType(object: "person", name: "guest", change))) == ["unknown_record_type"])
  }
}
