import HTTPTypes
import Kernel
import Records
package import WebKernel

/// Everything under `/api/v1`. `App` supplies the services and the routes that features add (conversion, board); these
/// appear in the API description when they bring their documentation.
package struct APIRoutes: Sendable {
  package let routes: [Route]

  package init(services: APIServices, features: [Route] = []) {
    var routes = MeRoutes(services: services).routes
    routes += SearchRoutes(services: services).routes
    routes += OperationRoutes(services: services).routes
    routes += JobRoutes(services: services).routes
    routes += ImportRoutes(services: services).routes
    routes += MetadataRoutes(services: services).routes
    if let files = services.files { routes += FileRoutes(services: services, store: files).routes }
    if let directory = services.postalCodes { routes += PostalCodeRoutes(directory: directory).routes }
    routes += HolidayRoutes().routes
    routes += features
    routes += RecordRoutes(services: services).routes
    routes += BulkRoutes(services: services).routes
    routes += InsightRoutes(services: services).routes
    let described = routes
    let description = Route(
      .get, "/api/v1/openapi.json", name: "describe", .caller,
      Label("この API の説明（OpenAPI 3.1）", "The description of this API (OpenAPI 3.1)")
    ) { request in
      try RecordRoutes.refuseParameters(request)
      return try await services.read(request) { tx, caller in
        let document = OpenAPIDocument(
          routes: described, version: services.version, caller: caller, access: tx.access, language: request.language)
        return .json(document.json)
      }
    }
    self.routes = [description] + routes
  }
}
