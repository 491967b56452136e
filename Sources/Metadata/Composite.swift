package import Kernel

/// Fields that belong together on screen and stand in a column each: a postal address, an amount with its currency.
package enum Composite {
  /// 郵便番号, 都道府県, 市区町村, 町域・番地, 建物名. The standard address has no prefix; further ones have `<name>_`.
  package static func address(name: String, label: Label, prefix: String) -> [FieldDefinition] {
    let parts: [(String, Label, any FieldType)] = [
      ("postal_code", Label("郵便番号", "Postal code"), PostalCodeType()),
      ("prefecture", Label("都道府県", "Prefecture"), TextType(max: 40)),
      ("city", Label("市区町村", "City"), TextType(max: 100)),
      ("street", Label("町域・番地", "Street"), TextType(max: 200)),
      ("building", Label("建物名", "Building"), TextType(max: 200)),
    ]
    return parts.map { part, partLabel, type in
      let own = prefix.isEmpty ? partLabel : Label("\(label.ja) \(partLabel.ja)", "\(label.en): \(partLabel.en)")
      return FieldDefinition(prefix + part, own, type, traits: [.part(of: name)])
    }
  }

  package static func address(name: String, label: Label) -> [FieldDefinition] {
    address(name: name, label: label, prefix: "\(name)_")
  }

  /// The amount in minor units of its currency, and the currency (yen unless told otherwise).
  package static func money(name: String, label: Label, currency: Currency = .yen) -> [FieldDefinition] {
    let currencyField = "\(name)_currency"
    return [
      FieldDefinition(name, label, MoneyType(currencyField: currencyField), traits: [.part(of: name)]),
      FieldDefinition(
        currencyField, Label("\(label.ja)（通貨）", "\(label.en) (currency)"), CurrencyType(),
        traits: [.part(of: name), .defaulting(.text(currency.code))]),
    ]
  }

  /// Composites an administrator can make, by name; `nil` when there is none of that name.
  package static func make(type: String, name: String, label: Label) -> [FieldDefinition]? {
    switch type {
    case "address": address(name: name, label: label)
    case "money_with_currency": money(name: name, label: label)
    default: nil
    }
  }
}
