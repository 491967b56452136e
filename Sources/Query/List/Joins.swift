import Database
import Kernel
import Metadata

/// The records that lists and groupings look at one or more steps up: joined once each, as far as the actor sees them.
struct Joins {
  let compiler: ConditionSQL
  let root: Identifier
  private(set) var sql = SQL.empty
  private var known: [[String]: Identifier] = [:]

  init(_ compiler: ConditionSQL, root: Identifier) {
    self.compiler = compiler
    self.root = root
  }

  /// The column at the end of the path; NULL where a lookup leads nowhere the actor sees.
  mutating func column(_ path: FieldPath) throws -> SQL {
    var at = root
    var names: [String] = []
    for step in path.steps {
      names.append(step.field.name)
      if let alias = known[names] {
        at = alias
        continue
      }
      let number = known.count + 1
      guard let alias = Identifier("up_\(number)") else { throw Problems([.tooDeep]) }
      sql.append(
        """
         LEFT JOIN \(try compiler.table(step.target)) \(alias) ON \(SQL.column(alias, "id")) = \(compiler.column(step.field, at))
           AND \(compiler.context.visible(step.target, alias))
        """)
      known[names] = alias
      at = alias
    }
    return compiler.column(path.field, at)
  }
}
