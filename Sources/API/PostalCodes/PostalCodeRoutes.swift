import HTTPTypes
import Japan
import Kernel
import WebKernel

/// 郵便番号 → 都道府県・市区町村・町域, for forms that fill in an address.
struct PostalCodeRoutes: Sendable {
  let directory: PostalDirectory

  var routes: [Route] {
    [
      Route(
        .get, "/api/v1/postal-codes/{code}", name: "getPostalCode", .caller, Label("郵便番号の住所", "The places of a postal code"),
        documentation: RouteDocumentation(
          parameters: [RouteDocumentation.path("code", "Seven digits, with or without a hyphen", Self.code)],
          answers: [.init(200, "The places of the code, the likeliest first; none when there is no such code", Self.schema)]),
        get)
    ]
  }

  private func get(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    let code = try PostalCode(try request.parameter("code"), field: "code")
    let places = directory.places(code).map { place -> JSON in
      [
        "prefecture": .string(place.municipality.prefecture), "city": .string(place.municipality.city), "town": .string(place.town),
        "kana": .string(place.kana), "block": .string(place.block), "office": place.office.map { .string($0) } ?? .null,
      ]
    }
    return .json(["code": .string(code.text), "data": .array(places)]).with(.cacheControl, "private, max-age=86400")
  }

  private static let code: JSON = ["type": "string", "pattern": "^[0-9]{3}-?[0-9]{4}$", "examples": ["100-0001"]]
  private static let schema = Schemas.object([
    ("code", Schemas.text),
    (
      "data",
      Schemas.list(
        of: Schemas.object([
          ("prefecture", Schemas.text), ("city", Schemas.text), ("town", Schemas.text), ("kana", Schemas.text), ("block", Schemas.text),
          ("office", Schemas.nullable(Schemas.text)),
        ]))
    ),
  ])
}
