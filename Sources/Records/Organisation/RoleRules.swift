package import Kernel
package import Metadata
import Query

/// A role is checked when it is written, so that nobody is locked out by a word that means nothing.
package struct RoleRules: RecordRules {
  package init() {}

  package var object: String { Role.object.name }

  package func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] {
    guard let text = record[Role.rights], record[Role.rights] != old?[Role.rights] else { return [] }
    do {
      let rights = try RoleRights(json: JSON(parsing: text))
      let objects = Set(rights.objects.keys).union(rights.fields.keys).union(rights.sharing.keys).subtracting(["*"])
      let unknown = objects.filter { tx.schema.object($0) == nil }.sorted().map { name in
        Problem(
          field: Role.rights.name, "unknown_object", ja: "オブジェクト「\(name)」はありません。名前を確かめてください。",
          en: "There is no object “\(name)”. Check its name.")
      }
      return unknown + Self.wrongConditions(rights, in: tx)
    } catch let problems as Problems {
      return problems.all.map { Self.placed($0) }
    } catch {
      return [
        Problem(field: Role.rights.name, "json", ja: "権限を JSON として読めません。書式を確かめてください。", en: "The rights are not valid JSON. Check them.")
      ]
    }
  }

  private static func wrongConditions(_ rights: RoleRights, in tx: RecordTransaction) -> [Problem] {
    rights.sharing.sorted { $0.key < $1.key }.flatMap { name, conditions in
      conditions.flatMap { json -> [Problem] in
        guard tx.schema.object(name) != nil else { return [] }
        do {
          _ = try Condition(json: json, on: name, in: tx.asSystem("roles").queryContext)
          return []
        } catch {
          return ((error as? Problems)?.all ?? []).map(placed)
        }
      }
    }
  }

  private static func placed(_ problem: Problem) -> Problem {
    Problem(field: problem.field.map { "\(Role.rights.name).\($0)" } ?? Role.rights.name, problem.code, problem.message)
  }
}
