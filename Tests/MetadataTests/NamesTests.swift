import Kernel
import Metadata
import Testing

@Suite struct NamesTests {
  @Test(arguments: [
    (Label("業界", "業界"), "sector"), (Label("業界", "Main sector"), "main_sector"), (Label("ランク", "ランク"), "ranku"),
    (Label("サポート　プラン", ""), "sapoto_puran"), (Label("キッチン", ""), "kitchin"), (Label("まっちゃ", ""), "matcha"),
    (Label("№１", "2nd site"), "x_2nd_site"), (Label("保守契約満了予定", ""), "x_field"), (Label("取引先", "Name"), "name_2"),
    (Label("", ""), "x_field"),
  ])
  func `a name is suggested from the label`(_ label: Label, _ name: String) {
    let suggestion = NameSuggestion.name(for: label, avoiding: ["name"])
    #expect(suggestion == name && APIName.isWellFormed(suggestion))
  }

  @Test func `a custom field gives way to a standard one that a new version brings`() {
    var industry = Cast.field("rank", "格付け", TextType())
    industry.isCustom = true
    let other = Cast.field("machine", "機械", TextType())
    let earlier = Cast.field("x_rank", "格付け 2", TextType())
    let actions = ReservedNames.clashes(of: [industry, other, earlier], with: Cast.account)
    guard actions.count == 1, case .renameColumn(let from, let to, _) = actions[0] else {
      Issue.record("\(actions)")
      return
    }
    #expect(from.name == "rank" && to.name == "x_x_rank" && to.label.ja == "格付け" && to.isCustom)
  }

  @Test func `a relation that a child has twice is named by its field`() {
    var deal = Cast.deal
    deal.put(Cast.field("bill_to_id", "請求先", LookupType(target: "account")))
    let names = Schema(version: 1, objects: [Cast.account, deal]).relations(of: "account").map(\.name)
    #expect(names == ["deals", "deals_by_bill_to_id"])
  }
}
