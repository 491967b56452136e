import Kernel
import Metadata
import People

/// Makes up companies and the people who work there. Every company has one name, every person one mail address.
struct DemoPeople {
  private var companies = 0
  private var persons = 0

  /// A company that nobody has met yet.
  struct Company {
    let name: String
    let kana: String
    let industry: String
    let place: Int
    let phone: String
    let domain: String
    let street: String
  }

  mutating func company(_ random: inout DemoRandom) -> Company {
    // Walks through all pairs of stem and trade before a pair comes again with another legal form.
    let number = companies
    companies += 1
    let stems = DemoNames.companies.count
    let trades = DemoNames.trades.count
    let stem = DemoNames.companies[number % stems]
    let trade = DemoNames.trades[(number / stems + number) % trades]
    let form = number / (stems * trades)
    let name =
      switch (form + number) % 4 {
      case 0, 1: "株式会社\(stem.0)\(trade.0)"
      case 2: "\(stem.0)\(trade.0)株式会社"
      default: "有限会社\(stem.0)\(trade.0)"
      }
    let place = random.number(0...DemoNames.places.count - 1)
    let area = DemoNames.places[place].4
    let rest = 10 - area.count
    return Company(
      name: name, kana: stem.1 + trade.1, industry: trade.2, place: place,
      phone: "\(area)-\(Self.digits(rest - 4, &random))-\(Self.digits(4, &random))", domain: "c\(Self.padded(number, 4)).example.jp",
      street: "\(DemoNames.places[place].3)\(random.number(1...6))-\(random.number(1...20))-\(random.number(1...15))")
  }

  mutating func person(at company: Company, acquired day: Day, _ random: inout DemoRandom) -> Draft {
    let last = random.pick(DemoNames.last)
    let first = random.pick(DemoNames.first)
    persons += 1
    var draft = Draft()
    draft[Person.lastName] = last.0
    draft[Person.firstName] = first.0
    draft[Person.lastKana] = last.1
    draft[Person.firstKana] = first.1
    if !random.chance(6) { draft[Person.email] = EmailAddress("p\(Self.padded(persons, 5))@\(company.domain)") }
    draft[Person.phone] = company.phone
    if random.chance(60) { draft[Person.mobile] = "090-\(Self.digits(4, &random))-\(Self.digits(4, &random))" }
    draft[Person.companyName] = company.name
    if random.chance(80) { draft[Person.department] = random.pick(DemoNames.departments) }
    if random.chance(85) { draft[Person.title] = random.pick(DemoNames.titles) }
    draft[Person.industry] = company.industry
    draft[Person.leadSource] = random.pick(DemoNames.sources)
    draft[Person.acquiredOn] = day
    if random.chance(45) { draft[Person.challenge] = random.pick(DemoNames.challenges) }
    if random.chance(50) { draft[Person.interest] = random.pick(DemoNames.interests) }
    Self.address(&draft, company)
    return draft
  }

  func account(_ company: Company, rank: AccountRank) -> Draft {
    var draft = Draft()
    draft[Account.name] = company.name
    draft[Account.nameKana] = company.kana
    draft[Account.phone] = company.phone
    draft[Account.emailDomain] = company.domain
    draft[Account.industry] = company.industry
    draft[Account.isCustomer] = true
    draft[Account.rank] = rank
    draft[Account.closingDay] = 31
    draft[Account.paymentMonthOffset] = 1
    draft[Account.paymentDay] = 31
    Self.address(&draft, company)
    return draft
  }

  private static func address(_ draft: inout Draft, _ company: Company) {
    let place = DemoNames.places[company.place]
    draft["postal_code"] = .text(place.0)
    draft["prefecture"] = .text(place.1)
    draft["city"] = .text(place.2)
    draft["street"] = .text(company.street)
  }

  private static func digits(_ count: Int, _ random: inout DemoRandom) -> String {
    (0..<count).map { at in String(random.number(at == 0 ? 1...9 : 0...9)) }.joined()
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
