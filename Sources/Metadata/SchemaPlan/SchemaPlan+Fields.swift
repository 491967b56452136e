import Kernel

extension SchemaPlan {
  mutating func add(_ fields: [FieldDefinition], to object: ObjectDefinition) {
    var future = object
    for field in fields {
      refuse(nameProblems(of: field.name, in: future, isNew: true))
      guard object.field(field.name) == nil else { continue }
      var custom = field
      custom.isCustom = true
      custom.isRetired = false
      custom.isReadOnly = field.isReadOnly || field.type is any ComputedType || field.type is AutoNumberType
      future.put(custom)
    }
    settle(on: future)
    checkFieldCount(future)
    for field in fields {
      guard let custom = future.field(field.name), object.field(field.name) == nil else { continue }
      refuse(FieldRules(field: custom, object: future, schema: schema).violations)
      if !((type(of: custom.type) as? any ConfiguredType.Type)?.isCreatable ?? false) {
        refuse(
          field.name, "unknown_type", ja: "型「\(custom.type.typeName)」の項目は作れません。",
          en: "Fields of type “\(custom.type.typeName)” cannot be made. Choose another type.")
      }
      if let same = object.activeFields.first(where: { $0.label.ja == custom.label.ja || $0.label.en == custom.label.en }) {
        warn(
          field.name, "same_label", ja: "同じ表示名の項目「\(same.name)」があります。取り込みの見出しで区別できません。",
          en: "The field “\(same.name)” has the same label. Import headings cannot tell them apart.")
      }
      addColumn(custom, future)
      if custom.type is any ComputedType { act(.recompute(custom, future)) }
    }
    refuseCircles(in: future)
  }

  mutating func apply(_ change: FieldChange, to old: FieldDefinition, of object: ObjectDefinition) {
    var field = old
    field.label = change.label ?? field.label
    field.help = change.help ?? field.help
    field.type = change.type ?? field.type
    field.isRequired = change.isRequired ?? field.isRequired
    field.isUnique = change.isUnique ?? field.isUnique
    field.isIndexed = change.isIndexed ?? field.isIndexed
    field.isSearchable = change.isSearchable ?? field.isSearchable
    field.defaultValue = change.defaultValue ?? field.defaultValue
    field.recordTypes = change.recordTypes ?? field.recordTypes
    var future = object
    future.put(field)
    settle(on: future)

    guard !old.isReadOnly || old.isCustom else {
      return refuse(
        old.name, "standard", ja: "「\(old.label.ja)」はシステムの項目なので変更できません。",
        en: "“\(old.label.en)” belongs to the system and cannot be changed.")
    }
    refuse(FieldRules(field: field, object: future, schema: schema).violations)
    refuseCircles(in: future)
    if let type = change.type { retype(old, to: field, of: future, type) }
    if field.isUnique, !old.isUnique, facts.duplicates > 0 {
      refuse(
        old.name, "duplicates",
        ja: "同じ値が 2 件以上に入っているものが \(facts.duplicates) 種類あります。重複を直してから、重複禁止にしてください。",
        en: "\(facts.duplicates.counted("values are", one: "value is")) in more than one record. Resolve these duplicates first.")
    }
    if field.isUnique != old.isUnique || field.isIndexed != old.isIndexed, !columnChanges(old, field) {
      act(.dropIndex(old, future))
      act(.addIndex(field, future))
    }
    if field.isSearchable != old.isSearchable { act(.refreshSearch(future)) }
  }

  mutating func retire(_ field: FieldDefinition, of object: ObjectDefinition) {
    guard isOwn(field) else { return }
    refuse(uses(of: field, in: object))
    var future = object
    var retired = field
    retired.isRetired = true
    future.put(retired)
    settle(on: future)
    if field.isSearchable { act(.refreshSearch(future)) }
  }

  mutating func restore(_ field: FieldDefinition, of object: ObjectDefinition) {
    guard isOwn(field) else { return }
    var future = object
    var restored = field
    restored.isRetired = false
    future.put(restored)
    settle(on: future)
    refuse(FieldRules(field: restored, object: future, schema: schema).violations)
    refuseCircles(in: future)
    if field.isSearchable { act(.refreshSearch(future)) }
    if field.type is any ComputedType { act(.recompute(restored, future)) }
  }

  mutating func drop(_ field: FieldDefinition, of object: ObjectDefinition, confirm: String?) {
    guard isOwn(field) else { return }
    guard field.isRetired else {
      return refuse(
        field.name, "not_retired", ja: "使用中の項目は削除できません。先に廃止してください。", en: "A field in use cannot be dropped. Retire it first.")
    }
    guard confirm == field.name else {
      return refuse(
        field.name, "confirm",
        ja: "「\(field.label.ja)」と \(facts.filled) 件の値を完全に削除します。よければ confirm に「\(field.name)」と入力してください。",
        en:
          "This deletes “\(field.label.en)” with its \(facts.filled.counted("values")) for good. To go on, give “\(field.name)” as confirm.")
    }
    var future = object
    future.remove(field.name)
    settle(on: future)
    act(.dropColumn(field, future))
  }

  // MARK: Checks

  func nameProblems(of name: String, in object: ObjectDefinition, isNew: Bool) -> [Problem] {
    let taken = Set(object.fields.map(\.name)).union(SystemField.names)
    if !APIName.isWellFormed(name) {
      return [Problem(field: name, "name", Self.badName(name, NameSuggestion.name(for: Label("", name), avoiding: taken)))]
    }
    if SystemField.names.contains(name) || ReservedNames.fields.contains(name) {
      return [Problem(field: name, "reserved", Self.reserved(name))]
    }
    if isNew, let same = object.field(name) {
      return [
        Problem(
          field: name, "duplicate",
          ja: "項目「\(name)」はすでにあります\(same.isRetired ? "（廃止済み。復元できます）" : "")。別の名前にしてください。",
          en: "There is a field “\(name)” already\(same.isRetired ? " (retired; it can be restored)" : ""). Choose another name.")
      ]
    }
    // `account.rank` is the way over `account_id`: a field `account` beside it would make that unclear.
    let twin = name.hasSuffix("_id") ? String(name.dropLast(3)) : "\(name)_id"
    if object.field(twin) != nil {
      return [
        Problem(
          field: name, "duplicate", ja: "項目「\(twin)」と紛らわしいため使えません。別の名前にしてください。",
          en: "“\(name)” cannot be told from the field “\(twin)”. Choose another name.")
      ]
    }
    return []
  }

  mutating func checkFieldCount(_ object: ObjectDefinition) {
    guard object.fields.count(where: \.isCustom) > Self.mostCustomFields else { return }
    refuse(
      nil, "too_many", ja: "追加項目は \(Self.mostCustomFields) 個までです。使わない項目を削除してください。",
      en: "An object has at most \(Self.mostCustomFields) custom fields. Drop fields that are not used.")
  }

  mutating func refuseCircles(in object: ObjectDefinition) {
    do throws(Problems) {
      _ = try Formula.all(of: object)
    } catch {
      refuse(error.all.filter { problem in problem.code == "formula_circle" && !violations.contains(problem) })
    }
  }

  private mutating func isOwn(_ field: FieldDefinition) -> Bool {
    if field.isCustom { return true }
    refuse(
      field.name, "standard", ja: "標準項目は廃止・削除できません。レイアウトから外すことはできます。",
      en: "Standard fields cannot be retired or dropped. They can be taken off the layout.")
    return false
  }

  /// Where a field is needed: formulas, roll-ups, titles, layouts, list views, record types.
  private func uses(of field: FieldDefinition, in object: ObjectDefinition) -> [Problem] {
    var places: [Label] = []
    for other in object.activeFields where other.name != field.name {
      guard let type = other.type as? FormulaType, let formula = try? Formula(other.name, type, in: object),
        formula.inputs.contains(field.name)
      else { continue }
      places.append(Label("数式「\(other.label.ja)」", "the formula “\(other.label.en)”"))
    }
    for parent in schema.objects.values.sorted(by: { $0.name < $1.name }) {
      for other in parent.activeFields {
        guard let rollUp = other.type as? RollUpType, let relation = schema.relation(rollUp.relation, of: parent.name),
          relation.child == object.name, rollUp.field == field.name || relation.field == field.name
        else { continue }
        places.append(Label("\(parent.label.ja)の集計「\(other.label.ja)」", "the roll-up “\(other.label.en)” of \(parent.label.en)"))
      }
    }
    for other in object.activeFields where (other.type as? MoneyType)?.currencyField == field.name {
      places.append(Label("金額「\(other.label.ja)」", "the amount “\(other.label.en)”"))
    }
    if object.titleFields.contains(field.name) { places.append(Label("レコード名", "the record name")) }
    for layout in [object.layout].compactMap({ $0 }) where layout.mentions(field.name) {
      places.append(Label("レイアウト", "the layout"))
    }
    for type in object.recordTypes {
      if type.requiredFields.contains(field.name) {
        places.append(Label("「\(type.label.ja)」の必須項目", "the required fields of “\(type.label.en)”"))
      }
      if type.layout?.mentions(field.name) == true {
        places.append(Label("「\(type.label.ja)」のレイアウト", "the layout of “\(type.label.en)”"))
      }
    }
    for view in object.listViews where view.columns.contains(field.name) {
      places.append(Label("一覧「\(view.label.ja)」", "the list view “\(view.label.en)”"))
    }
    return places.map {
      Problem(
        field: field.name, "in_use", ja: "\($0.ja)で使われています。先にそこから外してください。", en: "It is used by \($0.en). Take it out there first."
      )
    }
  }
}

extension Layout {
  fileprivate func mentions(_ field: String) -> Bool {
    sections.contains { $0.fields.contains(field) } || rules.contains { $0.field == field }
  }
}
