import Kernel

/// What a field must fulfil within its object, whoever makes or changes it.
struct FieldRules {
  let field: FieldDefinition
  let object: ObjectDefinition
  let schema: Schema

  /// Everything that is wrong, marked with the field's name.
  var violations: [Problem] {
    var problems = field.type.violations(named: field.name)
    problems += label() + flags() + defaults() + recordTypes()
    problems += references() + computation()
    return problems
  }

  private func problem(_ code: String, ja: String, en: String) -> Problem { Problem(field: field.name, code, ja: ja, en: en) }

  private func label() -> [Problem] {
    let texts = [field.label.ja, field.label.en]
    guard texts.contains(where: { $0.isEmpty || $0.count > 80 || TypedText.cleaned($0, multiline: false) != $0 }) else {
      return []
    }
    return [problem("label", ja: "表示名は 1〜80 文字で、改行なしにしてください。", en: "Use a label of 1 to 80 characters without line breaks.")]
  }

  private var isMadeBySystem: Bool { field.type is any ComputedType || field.type is AutoNumberType }

  private func flags() -> [Problem] {
    var problems: [Problem] = []
    if isMadeBySystem, field.isRequired {
      problems.append(
        problem(
          "required", ja: "この型の値はシステムが入れるため、必須にはできません。必須を外してください。",
          en: "The system fills this type of field; it cannot be required. Turn that off."))
    }
    if field.isUnique, field.type is any ComputedType || ![.text, .number, .reference].contains(field.type.family) || isLong {
      problems.append(
        problem(
          "unique", ja: "この型の項目は重複禁止にできません。重複禁止を外すか、テキスト・数値・参照の項目にしてください。",
          en: "Fields of this type cannot be unique. Turn that off, or use a text, number or lookup field."))
    }
    if field.isIndexed, isLong {
      problems.append(
        problem(
          "indexed", ja: "長いテキストには索引を付けられません。索引を外してください（検索は「検索対象」で）。",
          en: "Long texts cannot be indexed. Turn that off (to find words, make the field searchable)."))
    }
    if field.isSearchable, ![.text, .choices].contains(field.type.family) {
      problems.append(problem("searchable", ja: "検索対象にできるのはテキストの項目だけです。", en: "Only text fields can be searchable."))
    }
    return problems
  }

  private var isLong: Bool {
    field.type is LongTextType || field.type is MultiPicklistType || ((field.type as? TextType)?.max ?? 0) > 500
  }

  private func defaults() -> [Problem] {
    guard !field.defaultValue.isNull else { return [] }
    if isMadeBySystem {
      return [problem("default", ja: "システムが入れる項目に初期値は指定できません。", en: "A field that the system fills has no default.")]
    }
    if field.isUnique {
      return [
        problem(
          "default", ja: "重複禁止の項目に初期値は指定できません。どちらかを外してください。", en: "A unique field cannot have a default. Remove one of them.")
      ]
    }
    let context = ParseContext(moment: Moment(now: Instant(milliseconds: 0)))
    guard let wrong = field.type.decode(field.type.encode(field.defaultValue), in: context).problem else { return [] }
    return [problem("default", ja: "初期値：\(wrong.message.ja)", en: "Default: \(wrong.message.en)")]
  }

  private func recordTypes() -> [Problem] {
    (field.recordTypes ?? []).sorted().filter { object.recordType($0) == nil }.map {
      problem(
        "unknown_record_type", ja: "レコードタイプ「\($0)」はありません。", en: "There is no record type “\($0)”. Choose one of the object's.")
    }
  }

  private func references() -> [Problem] {
    if let target = (field.type as? any ReferenceType)?.target, target != object.name, schema.object(target) == nil {
      return [
        problem(
          "unknown_object", ja: "参照先のオブジェクト「\(target)」はありません。名前を確かめてください。",
          en: "There is no object “\(target)” to look up. Check its name.")
      ]
    }
    if let money = field.type as? MoneyType, !(object.field(money.currencyField)?.type is CurrencyType) {
      return [
        problem(
          "unknown_field", ja: "通貨の項目「\(money.currencyField)」がありません。先に通貨の項目を作ってください。",
          en: "There is no currency field “\(money.currencyField)”. Make it first.")
      ]
    }
    return []
  }

  private func computation() -> [Problem] {
    if let type = field.type as? FormulaType {
      do throws(Problems) { _ = try Formula(field.name, type, in: object) } catch { return error.all }
    }
    guard let rollUp = field.type as? RollUpType else { return [] }
    guard let relation = schema.relation(rollUp.relation, of: object.name), let child = schema.object(relation.child) else {
      let names = schema.relations(of: object.name).map(\.name).sorted().joined(separator: ", ")
      return [
        problem(
          "unknown_relation", ja: "関連「\(rollUp.relation)」はありません（使えるもの：\(names)）。",
          en: "There is no relation “\(rollUp.relation)”. There are: \(names).")
      ]
    }
    guard let name = rollUp.field else { return [] }
    if child.name == object.name, child.field(name)?.type is any ComputedType {
      return [
        problem(
          "formula_circle", ja: "同じオブジェクトの計算項目は集計できません。元の項目を集計してください。",
          en: "A roll-up cannot use a computed field of its own object. Use the field it is computed from.")
      ]
    }
    guard let summed = child.field(name), !summed.isRetired else {
      return [
        problem(
          "unknown_field", ja: "\(child.label.ja)に項目「\(name)」はありません。",
          en: "\(child.label.en) has no field “\(name)”. Check its API name.")
      ]
    }
    return fits(rollUp, summed)
      ? []
      : [
        problem(
          "result", ja: "「\(summed.label.ja)」の\(rollUp.function.rawValue)の結果は、同じ型（小数なら同じ桁数）にしてください。",
          en:
            "The result of \(rollUp.function.rawValue) over “\(summed.label.en)” must be of the same type, with the same decimal places."
        )
      ]
  }

  /// Roll-ups are computed on the columns, so the column of the result must hold the same units.
  private func fits(_ rollUp: RollUpType, _ summed: FieldDefinition) -> Bool {
    let (result, source) = (rollUp.kind.type, summed.type)
    guard result.column == source.column, result.family == source.family, result.decimalScale == source.decimalScale else {
      return false
    }
    return rollUp.function != .sum || source.family == .number
  }
}
