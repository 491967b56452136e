import Database
package import Kernel
package import Metadata

/// A stretch of the calendar that days and instants are put together by. Its value is its first day.
package enum Bucket: Hashable, Sendable {
  case day
  case unit(Period.Unit)

  /// Reads `day`, `week`, `month`, `fiscal_quarter`, …
  package init?(name: String) {
    if name == "day" { self = .day } else if let unit = Period.Unit(rawValue: name) { self = .unit(unit) } else { return nil }
  }

  package var name: String {
    switch self {
    case .day: "day"
    case .unit(let unit): unit.rawValue
    }
  }

  /// The days that belong to the bucket beginning with `first`: the condition behind a number on a screen.
  package func period(from first: Day, _ moment: Moment) -> Period {
    switch self {
    case .day: .days(from: first, to: first)
    case .unit(let unit): .days(from: first, to: unit.span(around: first, offset: 0, moment).until.map { $0 - 1 })
    }
  }

  /// 2026年4月, 2026年度 第1四半期, FY2026 Q1. A fiscal year goes by the year it begins in.
  package func label(_ first: Day, _ language: Language, _ moment: Moment) -> String {
    guard case .unit(let unit) = self, let months = unit.months else {
      return language == .ja ? first.text.replacing("-", with: "/") : first.text
    }
    let start = unit.firstMonth(moment)
    let year = first.month >= start ? first.year : first.year - 1
    let number = (first.month - start + 12) % 12 / months + 1
    switch unit {
    case .month: return language == .ja ? "\(first.year)年\(first.month)月" : String(first.text.prefix(7))
    case .quarter: return language == .ja ? "\(year)年 第\(number)四半期" : "\(year) Q\(number)"
    case .fiscalQuarter: return language == .ja ? "\(year)年度 第\(number)四半期" : "FY\(year) Q\(number)"
    case .fiscalHalf: return language == .ja ? "\(year)年度 \(number == 1 ? "上期" : "下期")" : "FY\(year) H\(number)"
    case .year: return language == .ja ? "\(year)年" : "\(year)"
    case .fiscalYear: return language == .ja ? "\(year)年度" : "FY\(year)"
    case .week: return first.text
    }
  }

  func sql(_ column: SQL, _ field: FieldDefinition, _ context: QueryContext) throws -> SQL {
    let (dialect, moment) = (context.dialect, context.moment)
    guard field.type.family == .day || field.type.family == .instant else {
      throw Problems([.operatorNotAllowed(.within, label: field.label)])
    }
    let day = field.type.family == .instant ? dialect.day(ofInstant: column, moment) : column
    switch self {
    case .day: return day
    case .unit(let unit):
      guard let months = unit.months else { return dialect.monday(of: day) }
      return dialect.firstDay(of: day, months: months, first: unit.firstMonth(moment))
    }
  }
}
