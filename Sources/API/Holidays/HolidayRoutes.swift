import HTTPTypes
import Japan
import Kernel
import WebKernel

/// 国民の祝日 of some years, for calendars.
struct HolidayRoutes: Sendable {
  /// The rules hold from 2019 on; equinoxes can be computed up to 2099.
  private static let years = 2019...2099

  var routes: [Route] {
    [
      Route(
        .get, "/api/v1/holidays", name: "listHolidays", .caller, Label("祝日の一覧", "List national holidays"),
        documentation: RouteDocumentation(
          parameters: [
            RouteDocumentation.query("from", "The first year", Self.yearSchema, required: true),
            RouteDocumentation.query("to", "The last year", Self.yearSchema, required: true),
          ],
          answers: [.init(200, "The national holidays of Japan in these years, in order", Self.schema)]),
        list)
    ]
  }

  private func list(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let (from, to) = (Self.year(&reader, "from"), Self.year(&reader, "to"))
    try reader.finish()
    let days = from <= to ? (from...to).flatMap { Holidays.standard.days(year: $0) } : []
    return .json(["data": .array(days.map { ["day": .string($0.day.text), "name": .string($0.name)] })])
      .with(.cacheControl, "private, max-age=86400")
  }

  private static func year(_ reader: inout ParameterReader, _ name: String) -> Int {
    _ = reader.requiredText(name)
    return reader.integer(name, in: years, default: years.lowerBound)
  }

  private static let yearSchema: JSON = [
    "type": "integer", "minimum": .integer(Int64(years.lowerBound)), "maximum": .integer(Int64(years.upperBound)), "examples": [2026],
  ]
  private static let schema = Schemas.object([("data", Schemas.list(of: Schemas.object([("day", Schemas.text), ("name", Schemas.text)])))])
}
