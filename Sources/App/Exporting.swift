import Jobs
package import Kernel
import Metadata
import Query
package import Records

/// An export from the command line, straight into a file.
package struct Exporting: Sendable {
  /// What somebody wants to have.
  package struct Wishes: Sendable {
    package var collection: String
    package var format = "csv"
    package var filter: String?
    package var user: ID<User>?

    package init(collection: String) { self.collection = collection }
  }

  /// What was written, and the characters CP932 lacks.
  package struct Outcome: Sendable {
    package let rows: Int
    package let replaced: String
  }

  let services: Services

  package init(services: Services) { self.services = services }

  package func run(_ wishes: Wishes, to path: String, progress: @escaping @Sendable (Int) -> Void) async throws -> Outcome {
    guard let format = Export.Format(rawValue: wishes.format) else {
      let known = Export.Format.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problems([
        Problem(field: "format", "choice", ja: "--format は \(known) のどれかにしてください。", en: "--format must be one of \(known).")
      ])
    }
    let actor: ActorReference = wishes.user.map { .user($0) } ?? .system("export")
    let query = try await services.records.read(for: actor) { tx in
      guard let target = tx.schema.collection(wishes.collection) else {
        throw Problems([
          Problem(
            field: "object", "unknown_collection",
            ja: "「\(wishes.collection)」はありません。\(tx.schema.collectionNames.joined(separator: ", ")) から選んでください。",
            en: "There is no “\(wishes.collection)”. Choose one of \(tx.schema.collectionNames.joined(separator: ", ")).")
        ])
      }
      let condition = try wishes.filter.map {
        try Condition(json: JSON(parsing: $0), on: target.object.name, in: tx.queryContext)
      }
      return ListQuery(
        target.object.name, recordType: target.recordType?.name, where: condition ?? .always, sort: [Sort(["id"])])
    }
    let export = Export(query, as: format, workbook: Services.writeWorkbook)
    let outcome = try await export.run(store: services.records, for: actor, to: path) { rows in
      progress(rows)
      return true
    }
    return Outcome(rows: outcome.rows, replaced: String(outcome.replaced))
  }
}
