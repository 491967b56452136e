import Foundation
import Japan

/// Lists of leads as people hand them over, the same in every run.
enum ImportLists {
  private static let headings = "姓,名,セイ,メイ,会社名,部署,役職,メールアドレス,電話番号,携帯番号,郵便番号,都道府県,市区町村,獲得経路,獲得日\r\n"

  /// In UTF-8, every row right and of somebody else.
  static func writeClean(_ rows: Int, to path: String) throws {
    var dice = Dice(CompanyWriter.seed &+ 3)
    var text = headings
    text.reserveCapacity(rows * 260)
    for number in 0..<rows { text += Person(number, &dice).cells.joined(separator: ",") + "\r\n" }
    try text.write(toFile: path, atomically: false, encoding: .utf8)
  }

  /// In Shift_JIS and through a spreadsheet: one row in three is damaged in a way that is mended, one in twenty names somebody again
  /// in other words, one in twenty-five is wrong, and some are blank or have a line break in a cell.
  static func writeDirty(_ rows: Int, to path: String) throws {
    var dice = Dice(CompanyWriter.seed &+ 4)
    var text = headings
    text.reserveCapacity(rows * 260)
    var last = Person(1_000_000, &dice)
    for number in 0..<rows {
      var person = dice.chance(5) ? last : Person(1_000_000 + number, &dice)
      last = person
      if dice.chance(33) { person.damage(&dice) }
      if dice.chance(4) { person.spoil(&dice) }
      text += person.cells.joined(separator: ",") + "\r\n"
      if dice.chance(1) { text += ",,,,,,,,,,,,,,\r\n" }
    }
    try Data(CP932.encode(text).bytes).write(to: URL(filePath: path))
  }

  private struct Person {
    var cells: [String]

    init(_ number: Int, _ dice: inout Dice) {
      let company = CompanyMaker.Company(800_000 - number / 6 % 800_000)
      let place = Names.places[company.place]
      let (last, first) = (dice.pickSkewed(Names.last), dice.pickSkewed(Names.first))
      func digits() -> Int { 1000 + dice.below(9000) }
      cells = [
        last.0, first.0, last.1, first.1, company.name, dice.pick(Names.departments), dice.pick(Names.titles),
        "\(last.2).i\(number)@\(company.domain)", "\(place.4)-\(digits())-\(digits())", "090-\(digits())-\(digits())", place.0, place.1,
        place.2, dice.pick(Names.sources), "2026/10/\(1 + dice.below(28))",
      ]
    }

    /// What spreadsheets and people do to a row, and an import puts right.
    mutating func damage(_ dice: inout Dice) {
      switch dice.below(6) {
      case 0: cells[4] = cells[4].replacing("株式会社", with: "㈱")
      case 1: cells[9] = String(cells[9].dropFirst().replacing("-", with: ""))
      case 2: cells[7] = "mailto:" + cells[7].uppercased()
      case 3: cells[8] = cells[8].applyingTransform(.fullwidthToHalfwidth, reverse: true) ?? cells[8]
      case 4: cells[14] = "令和8年10月\(1 + dice.below(28))日"
      default: cells[5] = "\"\(cells[5])\n第一課\""
      }
    }

    /// What nobody can put right.
    mutating func spoil(_ dice: inout Dice) {
      switch dice.below(3) {
      case 0: cells[7] = "taro.at.example.jp"
      case 1: cells[14] = "2026/2/31"
      default: cells[0] = ""
      }
    }
  }
}
