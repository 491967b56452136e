package import Database
package import Kernel
package import Metadata

/// What the organisation has settled for everybody: its zone, its fiscal year. Kept as rows of `setting`.
package struct OrganisationSettings: Sendable, Hashable {
  package var name = ""
  /// Seconds ahead of UTC; Japan has no summer time.
  package var zoneOffset = 32_400
  /// The month a fiscal year begins with.
  package var fiscalStartMonth = 4

  package init() {}

  package init(transaction: any Transaction) throws {
    for row in try transaction.query("SELECT name, value FROM setting") {
      let value = try row.text(1)
      switch try row.text(0) {
      case "organisation_name": name = value
      case "zone_offset": zoneOffset = Int(value) ?? zoneOffset
      case "fiscal_start_month": fiscalStartMonth = Int(value) ?? fiscalStartMonth
      default: break
      }
    }
  }

  package func moment(_ now: Instant) -> Moment {
    Moment(now: now, zoneOffset: zoneOffset, fiscalStartMonth: fiscalStartMonth)
  }
}
