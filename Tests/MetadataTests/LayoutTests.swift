import Kernel
import Metadata
import Testing

@Suite struct LayoutTests {
  @Test func `without a declared layout, sections follow from the fields`() {
    var account = Cast.account
    var custom = Cast.field("machine", "機械", TextType())
    custom.isCustom = true
    account.put(custom)
    var retired = Cast.field("old", "旧", TextType())
    retired.isRetired = true
    account.put(retired)
    let sections = account.layout().sections
    #expect(sections.map(\.label.ja) == ["基本情報", "住所", "詳細", "追加項目", "システム情報"])
    #expect(sections[0].fields == ["name", "owner_id", "rank", "closed"])
    #expect(sections[1].fields == ["postal_code", "prefecture", "city", "street", "building"])
    #expect(sections[2].fields == ["note"] && sections[3].fields == ["machine"])
    #expect(!sections.flatMap(\.fields).contains("old") && !sections.flatMap(\.fields).contains("id"))
  }

  @Test func `a declared layout loses retired fields and gains new custom ones`() {
    var person = Cast.person
    person.recordTypes[0].layout = Layout(
      sections: [
        Layout.Section(Label("会社", "Company"), ["company_name", "gone"]), Layout.Section(Label("空", "Empty"), ["gone"]),
      ],
      rules: [LayoutRule(.show, "gone", when: [:]), LayoutRule(.show, "company_name", when: [:])])
    var sector = Cast.field("sector", "業界", Cast.sectors)
    sector.isCustom = true
    person.put(sector)
    let layout = person.layout(for: person.recordTypes[0])
    #expect(layout.sections.map(\.fields) == [["company_name"], ["sector"]])
    #expect(layout.rules.map(\.field) == ["company_name"])
  }

  @Test func `a record type shows only its own fields`() {
    let person = Cast.person
    #expect(person.layout(for: person.recordType("lead")).sections[0].fields.contains("lead_status"))
    #expect(!person.layout(for: person.recordType("contact")).sections[0].fields.contains("lead_status"))
  }

  @Test func `composites expand to a column each`() {
    let address = Composite.address(name: "ship_to", label: Label("納品先", "Ship to"))
    #expect(
      address.map(\.name) == ["ship_to_postal_code", "ship_to_prefecture", "ship_to_city", "ship_to_street", "ship_to_building"])
    #expect(address[0].label == Label("納品先 郵便番号", "Ship to: Postal code") && address.allSatisfy { $0.composite == "ship_to" })
    let price = Composite.money(name: "price", label: Label("価格", "Price"))
    #expect(price.map(\.name) == ["price", "price_currency"] && price[1].defaultValue == .text("JPY"))
    var object = Cast.deal
    for field in address + price { object.put(field) }
    #expect(object.layout().sections.map(\.label.ja).contains("納品先"))
    #expect(object.layout().sections.map(\.label.ja).contains("価格"))
  }
}
