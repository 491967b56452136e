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
    // Walks through all pairs of stem and trade before a pair comes again on other ground.
    let number = companies
    companies += 1
    let stems = DemoNames.companies.count
    let trades = DemoNames.trades.count
    let stem = DemoNames.companies[number % stems]
    let trade = DemoNames.trades[(number / stems + number) % trades]
    let round = number / (stems * trades)
    // Another company of the same trade has a name of its own: 新山田珈琲 is not 山田珈琲.
    let ground = DemoNames.grounds[round % DemoNames.grounds.count]
    let base = "\(ground.0)\(stem.0)\(trade.0)"
    let name =
      switch (round + number) % 4 {
      case 0, 1: "株式会社\(base)"
      case 2: "\(base)株式会社"
      default: "有限会社\(base)"
      }
    let place = random.number(0...DemoNames.places.count - 1)
    let area = DemoNames.places[place].4
    let rest = 10 - area.count
    return Company(
      name: name, kana: ground.1 + stem.1 + trade.1, industry: trade.2, place: place,
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

  /// The companies of the second round of names belong to those of the first, every fourth.
  func parent(of number: Int) -> Int? {
    let stems = DemoNames.companies.count
    return (stems..<stems * 2).contains(number) && number.isMultiple(of: 4) ? number - stems : nil
  }

  func account(_ company: Company, rank: AccountRank, _ number: Int, _ random: inout DemoRandom) -> Draft {
    var draft = Draft()
    draft[Account.name] = company.name
    draft[Account.nameKana] = company.kana
    draft[Account.phone] = company.phone
    draft[Account.emailDomain] = company.domain
    draft[Account.industry] = company.industry
    draft[Account.isCustomer] = true
    draft[Account.rank] = rank
    draft[Account.website] = "https://www.\(company.domain)/"
    let corporate = Self.corporateNumber(number)
    draft[Account.corporateNumber] = corporate
    if !random.chance(15) { draft[Account.invoiceNumber] = "T" + corporate }
    draft[Account.employees] = random.number(1...40) * ([.a, .b].contains(rank) ? 25 : 6)
    draft[Account.closingDay] = random.pick([20, 25, 31, 31, 31])
    draft[Account.paymentMonthOffset] = random.pick([1, 1, 1, 2])
    draft[Account.paymentDay] = random.pick([31, 31, 31, 10])
    draft[Account.paymentHolidayRule] = random.pick([.previous, .next])
    draft[Account.taxRounding] = .down
    if [.a, .b].contains(rank) { draft[Account.creditLimit] = Yen(Int64(random.number(2...20) * 1_000_000)) }
    Self.address(&draft, company)
    return draft
  }

  /// Of a range that no registry gives out, with the check digit in front that the numbers of companies have.
  private static func corporateNumber(_ number: Int) -> String {
    let body = "9901" + Self.padded(number * 7 + 10_001, 8)
    let sum = body.reversed().enumerated().reduce(0) { $0 + ($1.element.wholeNumberValue ?? 0) * ($1.offset.isMultiple(of: 2) ? 1 : 2) }
    return "\(9 - sum % 9)\(body)"
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
