import Kernel
import Metadata
import People
import Records
import Sales
import WebKernel

/// How deals are said in several places: amounts, days, ranks, who owns them.
extension UI {
  /// 486万円, the unit smaller than the number; nothing where the amount is hidden or not known.
  func amount(_ yen: Yen?) -> HTML {
    guard let yen else { return "<span class=\"muted\">\(self("金額未定", "no amount"))</span>" }
    let (value, unit) = reported(yen)
    return "\(value)<span class=\"xs muted\">\(unit)</span>"
  }

  /// 12/25; with the year when somebody could think of another one.
  func monthDay(_ day: Day) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let isNear = day.year == today.year || (day > today && day - today < 300)
    guard language == .ja else { return isNear ? String(shortDate(day).split(separator: ", ").last ?? "") : date(day) }
    return isNear ? "\(two(day.month))/\(two(day.day))" : "\(day.year)/\(two(day.month))/\(two(day.day))"
  }

  func yomi(_ rank: ForecastRank?) -> HTML {
    rank.map { rank in
      let letter = rank == .seed ? self("ネ", "S") : rank.rawValue
      let modifier = rank == .seed ? "" : " yomi--\(rank.rawValue.lowercased())"
      return "<span class=\"yomi\(modifier)\" title=\"\(self("ヨミ", "Forecast")) \(self(rank.label))\">\(letter)</span>"
    } ?? .empty
  }

  func percent(_ value: FixedDecimal?) -> String { value.map { "\($0.text)%" } ?? "—" }

  static let deals = Label("件", "deals")
}

extension Deal {
  /// Amount × probability, rounded to the yen, as the board adds it up.
  static func weighted(_ deal: Record, _ stage: Record?) -> Yen? {
    guard let amount = deal[Deal.amount], let share = deal[Deal.probability] ?? stage?[Stage.probability] else { return nil }
    return Yen((amount.amount * share.units + 5_000) / 10_000)
  }
}

/// The users of the house: who owns a deal, and whose deals the reader may change.
struct Colleagues {
  private let users: [Record]
  private let actor: Actor

  init(in tx: RecordTransaction) throws {
    users = try tx.configuration(User.object.name)
    actor = tx.actor
  }

  func name(_ id: RecordID?) -> String? { id.flatMap { id in users.first { $0.id == id }?[User.name] } }

  /// Those who still work here, in their order.
  var active: [(id: RecordID, name: String)] {
    users.filter { $0[User.deactivatedAt] == nil }.map { ($0.id, $0[User.name] ?? $0.id.text) }
  }

  /// Whether the reader may change a deal of this owner.
  func mayEdit(_ owner: RecordID?, object: String = Deal.object.name) -> Bool {
    switch actor.rights.scope(.edit, on: object) {
    case .all: return true
    case .none: return false
    case .own: return owner != nil && owner?.raw == actor.userID?.raw
    case .team:
      guard let owner else { return false }
      if owner.raw == actor.userID?.raw { return true }
      let team = users.first { $0.id == owner }?[User.team]
      return team.map { actor.rights.teams.contains($0.raw) } ?? false
    }
  }
}
