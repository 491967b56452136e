import Kernel
import Metadata
import People
import Records
import Sales

/// Makes up one record after the other, the same in every run: only the dice decide.
struct CompanyMaker {
  private var dice: Dice
  let users: [ID<User>]
  let stages: [(id: ID<Stage>, pipeline: ID<Pipeline>?, kind: StageKind)]

  /// 検討コース: the custom field. The last value is rare.
  static let courses = ["standard", "premium", "trial", "enterprise", "special"]

  init(seed: UInt64, users: [ID<User>], stages: [(id: ID<Stage>, pipeline: ID<Pipeline>?, kind: StageKind)]) {
    dice = Dice(seed)
    self.users = users
    self.stages = stages
  }

  /// The company of a number: no two are called the same below 840,000.
  struct Company {
    let name: String
    let kana: String
    let industry: String
    let place: Int
    let domain: String

    init(_ number: Int) {
      // A step prime to the number of names walks through all of them in a scattered order.
      let forms = 4
      let all = Names.stems.count * Names.trades.count * Names.places.count * 2 * forms
      var rest = (number * 377_329) % all
      func take(_ count: Int) -> Int {
        defer { rest /= count }
        return rest % count
      }
      let stem = Names.stems[take(Names.stems.count)]
      let trade = Names.trades[take(Names.trades.count)]
      place = take(Names.places.count)
      let region = take(2) == 0 ? "" : Names.places[place].5
      let core = "\(region)\(stem.0)\(trade.0)"
      name =
        switch take(forms) {
        case 0: "株式会社\(core)"
        case 1: "\(core)株式会社"
        case 2: "有限会社\(core)"
        default: "合同会社\(core)"
        }
      kana = stem.1 + trade.1
      industry = trade.2
      domain = "c\(number).example.jp"
    }
  }

  mutating func account(_ number: Int, id: RecordID, at created: Instant, until end: Instant) -> Record {
    let company = Company(number)
    var record = start(Account.object.name, id, created, end, owner: dice.belowSkewed(users.count))
    record[Account.name] = company.name
    record[Account.nameKana] = company.kana
    record[Account.phone] = phone(company.place)
    record[Account.emailDomain] = company.domain
    record[Account.website] = "https://www.\(company.domain)/"
    record[Account.industry] = company.industry
    record[Account.isCustomer] = dice.chance(40)
    record[Account.isSupplier] = dice.chance(8)
    record[Account.currency] = "JPY"
    record[Account.rank] = dice.pickSkewed(AccountRank.allCases.reversed())
    record[Account.employees] = 5 + dice.below(40) * dice.below(40)
    record[Account.closingDay] = 31
    record[Account.paymentMonthOffset] = 1
    record[Account.paymentDay] = 31
    address(&record, company.place)
    return record
  }

  /// - Parameter company: the company's number; `account`: its record when the person is a contact.
  mutating func person(
    _ number: Int, id: RecordID, company: Int, account: RecordID?, at created: Instant, until end: Instant
  ) -> Record {
    let works = Company(company)
    let last = dice.pickSkewed(Names.last)
    let first = dice.pickSkewed(Names.first)
    var record = start(Person.object.name, id, created, end, owner: dice.belowSkewed(users.count))
    record["record_type"] = .text(account == nil ? "lead" : "contact")
    record[Person.lastName] = last.0
    record[Person.firstName] = first.0
    record[Person.lastKana] = last.1
    record[Person.firstKana] = first.1
    if !dice.chance(6) { record[Person.email] = EmailAddress("\(last.2).\(number)@\(works.domain)") }
    if dice.chance(80) { record[Person.phone] = phone(works.place) }
    if dice.chance(50) { record[Person.mobile] = "0\(dice.pick([70, 80, 90]))-\(digits(4))-\(digits(4))" }
    record[Person.companyName] = works.name
    record[Person.account] = account?.as(Account.self)
    if dice.chance(80) { record[Person.department] = dice.pick(Names.departments) }
    if dice.chance(80) { record[Person.title] = dice.pick(Names.titles) }
    record[Person.industry] = works.industry
    record[Person.leadStatus] = account == nil ? dice.pickSkewed(LeadStatus.allCases) : .qualified
    record[Person.leadSource] = dice.pick(Names.sources)
    record[Person.acquiredOn] = created.day(offset: 32_400)
    if dice.chance(30) { record[Person.challenge] = dice.pick(Names.challenges) }
    record[Person.doNotMail] = dice.chance(5)
    if dice.chance(15) { record[Person.tags] = [dice.pick(["展示会2025", "重点", "休眠", "競合利用中"])] }
    if account != nil { record[Person.convertedAt] = created } else if dice.chance(2) { record["owner_id"] = .null }
    let course = dice.below(1000)
    if course < 700 { record["course"] = .text(Self.courses[course < 400 ? 0 : course < 600 ? 1 : course < 690 ? 2 : course < 699 ? 3 : 4]) }
    address(&record, works.place)
    return record
  }

  mutating func deal(id: RecordID, account: RecordID, name: String, person: RecordID?, at created: Instant, until end: Instant) -> Record {
    var record = start(Deal.object.name, id, created, end, owner: dice.belowSkewed(users.count))
    let kind: StageKind = dice.chance(40) ? .open : dice.chance(60) ? .won : .lost
    let stage = dice.pick(stages.filter { $0.kind == kind })
    let updated = record["updated_at"]
    let amount = Int64(10 + dice.below(400) * dice.below(20)) * 10_000
    record[Deal.name] = "\(name) \(dice.pick(Names.products))"
    record[Deal.account] = account.as(Account.self)
    record[Deal.primaryPerson] = person?.as(Person.self)
    record[Deal.pipeline] = stage.pipeline
    record[Deal.stage] = stage.id
    record[Deal.amount] = Yen(amount)
    record[Deal.grossProfit] = Yen(amount * 3 / 10)
    record[Deal.forecastRank] = dice.pick(ForecastRank.allCases)
    record[Deal.closesOn] = created.day(offset: 32_400) + 20 + dice.below(160)
    record[Deal.leadSource] = dice.pick(Names.sources)
    record["stage_entered_at"] = updated
    switch kind {
    case .open: record[Deal.nextActionOn] = end.day(offset: 32_400) + dice.below(30) - 10
    case .won: record["won_at"] = updated
    case .lost:
      record["lost_at"] = updated
      record[Deal.lostReason] = dice.pick(LostReason.allCases)
    }
    return record
  }

  /// Half of the records have been touched since they were made.
  private mutating func start(_ object: String, _ id: RecordID, _ created: Instant, _ end: Instant, owner: Int) -> Record {
    let by = Value.reference(users[owner].as(AnyRecord.self))
    let isTouched = dice.chance(50)
    let left = Int(end.milliseconds - created.milliseconds)
    let updated = isTouched && left > 0 ? Instant(milliseconds: created.milliseconds + Int64(dice.below(left))) : created
    return Record(
      object: object, id: id,
      values: [
        "id": .reference(id), "owner_id": by, "created_at": .instant(created), "created_by": by, "updated_at": .instant(updated),
        "updated_by": by, "version": .integer(isTouched ? 2 : 1),
      ])
  }

  private mutating func address(_ record: inout Record, _ place: Int) {
    let place = Names.places[place]
    record["postal_code"] = .text(place.0)
    record["prefecture"] = .text(place.1)
    record["city"] = .text(place.2)
    record["street"] = .text("\(place.3)\(1 + dice.below(6))-\(1 + dice.below(20))-\(1 + dice.below(15))")
  }

  private mutating func phone(_ place: Int) -> String {
    let area = Names.places[place].4
    return "\(area)-\(digits(6 - area.utf8.count))-\(digits(4))"
  }

  private mutating func digits(_ count: Int) -> String {
    var text = String(1 + dice.below(9))
    for _ in 1..<count { text += String(dice.below(10)) }
    return text
  }
}
