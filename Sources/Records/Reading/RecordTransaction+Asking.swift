import Database
package import Kernel
import Metadata
package import Query

extension RecordTransaction {
  /// Counts and sums by group, over what the actor sees. One statement.
  package func aggregate(_ aggregate: Aggregate) throws -> (groups: [AggregatePlan.Group], hasMore: Bool) {
    let plan = try aggregate.select(in: queryContext)
    return try plan.read(try transaction.query(plan.sql))
  }

  /// Why a condition holds for a record or not, part by part.
  ///
  /// - Parameter names: what looked-up records are called; ids are shown otherwise.
  package func why(
    _ condition: Condition, _ object: String, _ id: RecordID, names: @escaping ConditionSentence.Names = { _, _ in nil }
  ) throws -> ConditionExplanation {
    let explanation = try ConditionExplanation.explain(
      condition, of: id, on: try self.object(object), in: queryContext, names: names, using: transaction)
    guard let explanation else { throw Refusal.notFound }
    return explanation
  }
}
