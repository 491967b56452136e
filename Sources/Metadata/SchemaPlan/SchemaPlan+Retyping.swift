import Kernel

/// What a new type, or new settings of the old one, do to the column and its values.
extension SchemaPlan {
  mutating func retype(
    _ old: FieldDefinition, to field: FieldDefinition, of future: ObjectDefinition, _ type: any FieldType
  ) {
    let isSameType = type.typeName == old.type.typeName
    if !old.isCustom {
      guard isSameType, let before = Choices(old.type), let after = Choices(type) else {
        if !isSameType || type.settings != old.type.settings {
          refuse(
            old.name, "standard", ja: "標準項目の型と設定は変えられません（選択肢の追加はできます）。",
            en: "Type and settings of a standard field cannot be changed (choices can be added).")
        }
        return
      }
      for value in before.values.subtracting(after.values).sorted() {
        refuse(
          old.name, "standard", ja: "標準の選択肢「\(value)」は消せません。「廃止」にしてください。",
          en: "The standard choice “\(value)” cannot be removed. Retire it instead.")
      }
      return
    }
    if type is any ComputedType, isSameType {
      if columnChanges(old, field) { replaceColumn(old, with: field, future) }
      act(.recompute(field, future))
      return
    }
    let targetMoves = (type as? LookupType)?.target != (old.type as? LookupType)?.target
    if !isSameType || columnChanges(old, field) || targetMoves {
      guard facts.filled == 0 else {
        return refuse(
          old.name, "type_change", ja: "\(facts.filled) 件に値があるため、型を変えられません。新しい項目を作って値を写し、この項目を廃止してください。",
          en:
            "\(facts.filled.counted("records have", one: "record has")) values, so the type cannot change. Make a new field, copy the values, and retire this one."
        )
      }
      replaceColumn(old, with: field, future)
      if type is any ComputedType { act(.recompute(field, future)) }
      return
    }
    if let before = Choices(old.type), let after = Choices(type) {
      for value in before.values.subtracting(after.values).sorted() {
        guard let count = facts.uses[value], count > 0 else { continue }
        warn(
          old.name, "option_in_use", ja: "消す選択肢「\(value)」は \(count) 件で使われています。値は残りますが選べなくなります。「廃止」もできます。",
          en:
            "The choice “\(value)” is used by \(count.counted("records")), which \(count == 1 ? "keeps" : "keep") it, but it cannot be chosen again. It can be retired instead."
        )
      }
    }
  }

  private mutating func replaceColumn(_ old: FieldDefinition, with field: FieldDefinition, _ future: ObjectDefinition) {
    act(.dropColumn(old, future))
    addColumn(field, future)
  }

  /// The column, and the index that unique, indexed and custom choice, lookup and day fields have.
  mutating func addColumn(_ field: FieldDefinition, _ future: ObjectDefinition) {
    act(.addColumn(field, future))
    let isSorted: Set<FieldFamily> = [.choice, .reference, .day]
    if field.isUnique || field.isIndexed || isSorted.contains(field.type.family) { act(.addIndex(field, future)) }
  }

  func columnChanges(_ old: FieldDefinition, _ new: FieldDefinition) -> Bool {
    old.type.column != new.type.column || old.type.family != new.type.family || old.type.decimalScale != new.type.decimalScale
  }

  private struct Choices {
    let values: Set<String>

    init?(_ type: any FieldType) {
      switch type {
      case let list as PicklistType: values = Set(list.options.map(\.value))
      case let list as MultiPicklistType: values = list.isOpen ? [] : Set(list.options.map(\.value))
      default: return nil
      }
    }
  }
}
