import Kernel

extension SchemaPlan {
  /// A custom object: its table is `x_<name>`, so that no table of a later version can stand in its place.
  mutating func create(_ wanted: ObjectDefinition) {
    var object = wanted
    object.isCustom = true
    object.table = ReservedNames.customPrefix + wanted.name
    for field in wanted.fields where !SystemField.names.contains(field.name) {
      var custom = field
      custom.isCustom = true
      object.put(custom)
    }
    settle(on: object)
    checkNames(of: object)
    checkLabel(object.label)
    checkFieldCount(object)
    // The new object may look itself up, and roll up what looks it up.
    let future = Schema(version: schema.version, objects: Array(schema.objects.values) + [object])
    for field in object.fields where !SystemField.names.contains(field.name) {
      refuse(nameProblems(of: field.name, in: object, isNew: false))
      refuse(FieldRules(field: field, object: object, schema: future).violations)
    }
    refuseCircles(in: object)
    for type in object.recordTypes { checkParts(of: type, in: object) }
    checkTitle(object.titleFields, object)
    act(.createTable(object))
  }

  mutating func apply(_ change: ObjectChange, to object: ObjectDefinition) {
    var object = object
    if let label = change.label {
      checkLabel(label)
      object.label = label
    }
    if let title = change.titleFields {
      checkTitle(title, object)
      if title != object.titleFields { act(.refreshSearch(object)) }
      object.titleFields = title
    }
    if let views = change.listViews {
      if Set(views.map(\.name)).count != views.count {
        refuse("list_views", "duplicate", ja: "一覧の名前が重なっています。別の名前にしてください。", en: "Two list views have the same name. Rename one.")
      }
      for view in views { checkFields(view.columns, object, in: "list_views.\(view.name)") }
      object.listViews = views
    }
    if let layout = change.layout {
      check(layout, object, in: "layout")
      object.layout = layout
    }
    settle(on: object)
  }

  mutating func add(_ type: RecordType, to object: ObjectDefinition) {
    if object.recordType(type.name) != nil {
      refuse(
        "name", "duplicate", ja: "レコードタイプ「\(type.name)」はすでにあります。別の名前にしてください。",
        en: "There is a record type “\(type.name)” already. Choose another name.")
    }
    if object.recordTypes.isEmpty {
      warn(
        nil, "untyped_records", ja: "これまでのレコードはどのレコードタイプにも属しません。あとで一括変更してください。",
        en: "Records made so far will be of no record type. Change them in bulk afterwards.")
    }
    checkParts(of: type, in: object)
    var object = object
    object.recordTypes.append(type)
    settle(on: object)
  }

  mutating func apply(_ change: RecordTypeChange, toRecordType name: String, of object: ObjectDefinition) {
    guard let at = object.recordTypes.firstIndex(where: { $0.name == name }) else {
      refuse(nil, "unknown_record_type", ja: "レコードタイプ「\(name)」はありません。", en: "There is no record type “\(name)”. Check its name.")
      return
    }
    var object = object
    if let label = change.label {
      checkLabel(label)
      object.recordTypes[at].label = label
    }
    if let required = change.requiredFields {
      checkRequired(required, object)
      object.recordTypes[at].requiredFields = required
    }
    if let layout = change.layout {
      check(layout, object, in: "layout")
      object.recordTypes[at].layout = layout
    }
    settle(on: object)
  }

  // MARK: Checks

  private mutating func checkNames(of object: ObjectDefinition) {
    let name = object.name
    if !APIName.isWellFormed(name) {
      let better = NameSuggestion.name(for: object.label, avoiding: Set(schema.objects.keys).union(ReservedNames.objects))
      refuse("name", "name", ja: Self.badName(name, better).ja, en: Self.badName(name, better).en)
    } else if schema.object(name) != nil {
      refuse(
        "name", "duplicate", ja: "オブジェクト「\(name)」はすでにあります。別の名前にしてください。",
        en: "There is an object “\(name)” already. Choose another name.")
    } else if ReservedNames.objects.contains(name) || ReservedNames.words.contains(name) {
      refuse("name", "reserved", ja: Self.reserved(name).ja, en: Self.reserved(name).en)
    }
    checkCollection(object.collection, field: "collection")
  }

  private mutating func checkCollection(_ collection: String, field: String) {
    if !APIName.isWellFormed(collection.replacing("-", with: "_")) || collection.contains("_") {
      refuse(
        field, "name", ja: "URL の名前「\(collection)」は、小文字の英数字と - で、英字から始めてください（例：service-visits）。",
        en:
          "“\(collection)” cannot be in a URL: use lower-case letters, digits and -, beginning with a letter, for example service-visits."
      )
    } else if schema.collection(collection) != nil {
      refuse(
        field, "duplicate", ja: "URL の名前「\(collection)」はすでに使われています。",
        en: "“\(collection)” is in use already. Choose another name.")
    } else if ReservedNames.isTakenCollection(collection) {
      refuse(field, "reserved", ja: Self.reserved(collection).ja, en: Self.reserved(collection).en)
    }
  }

  private mutating func checkLabel(_ label: Label) {
    for text in Set([label.ja, label.en])
    where text.isEmpty || text.count > 80 || TypedText.cleaned(text, multiline: false) != text {
      refuse("label", "label", ja: "表示名は 1〜80 文字で、改行なしにしてください。", en: "Use a label of 1 to 80 characters without line breaks.")
    }
  }

  private mutating func checkTitle(_ title: [String], _ object: ObjectDefinition) {
    if title.isEmpty {
      refuse("title", "required", ja: "レコード名になる項目を 1 つ以上指定してください。", en: "Name at least one field that serves as a record's name.")
    }
    checkFields(title, object, in: "title")
  }

  private mutating func checkFields(_ names: [String], _ object: ObjectDefinition, in place: String) {
    // Paths over a lookup (`account.name`) are read a floor above.
    for name in names where !name.contains(".") && object.field(name).map(\.isRetired) ?? true {
      refuse(
        place, "unknown_field", ja: "\(object.label.ja)に項目「\(name)」はありません。",
        en: "\(object.label.en) has no field “\(name)”. Check its name.")
    }
  }

  private mutating func check(_ layout: Layout, _ object: ObjectDefinition, in place: String) {
    let names = layout.sections.flatMap(\.fields)
    checkFields(names, object, in: place)
    checkFields(layout.rules.map(\.field), object, in: "\(place).rules")
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      refuse(
        place, "duplicate", ja: "項目「\(name)」がレイアウトに 2 回あります。1 つにしてください。",
        en: "The field “\(name)” is in the layout twice. Keep one.")
    }
  }

  private mutating func checkParts(of type: RecordType, in object: ObjectDefinition) {
    if !APIName.isWellFormed(type.name) {
      let better = NameSuggestion.name(for: type.label, avoiding: Set(object.recordTypes.map(\.name)))
      refuse("name", "name", ja: Self.badName(type.name, better).ja, en: Self.badName(type.name, better).en)
    }
    checkCollection(type.collection, field: "collection")
    checkLabel(type.label)
    checkRequired(type.requiredFields, object)
    if let layout = type.layout { check(layout, object, in: "layout") }
  }

  private mutating func checkRequired(_ names: Set<String>, _ object: ObjectDefinition) {
    checkFields(names.sorted(), object, in: "required")
    for name in names.sorted() {
      guard let field = object.field(name), field.isReadOnly || field.type is any ComputedType || field.type is AutoNumberType
      else { continue }
      refuse(
        "required", "required", ja: "「\(field.label.ja)」はシステムが入れるため、必須にできません。",
        en: "The system fills “\(field.label.en)”; it cannot be required.")
    }
  }

  static func badName(_ name: String, _ better: String) -> Label {
    Label(
      name.isEmpty
        ? "API 名を指定してください（例：\(better)）。"
        : "「\(name)」は API 名に使えません。小文字の英数字と _ で、英字から始め、\(APIName.longest) 文字までにしてください（例：\(better)）。",
      name.isEmpty
        ? "Give an API name, for example \(better)."
        : "“\(name)” cannot be an API name: use lower-case letters, digits and single _, beginning with a letter, at most "
          + "\(APIName.longest) characters; for example \(better).")
  }

  static func reserved(_ name: String) -> Label {
    Label(
      "「\(name)」は製品が使う名前です。別の名前にしてください（x_ で始まる名前は必ず使えます）。",
      "“\(name)” is a name of the product. Choose another (names that begin with x_ are always free).")
  }
}
