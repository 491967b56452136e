import Database
package import Kernel
import Metadata

extension RecordTransaction {
  /// Removes for good what was deleted before that moment, at most `limit` records of one object; returns how many, 0 when
  /// the bin holds nothing so old any more. What was merged into another record stays: its events are that record's, too.
  package func emptyRecycleBin(deletedBefore: Instant, limit: Int = 500) throws -> Int {
    for object in schema.objects.values.sorted(by: { $0.name < $1.name }) {
      let reader = RecordReader(object: object, access: access)
      let old = try transaction.query(
        """
        SELECT \(reader.columns(of: "r")) FROM \(try TableDDL.identifier(object.table)) r
        WHERE r.deleted_at < \(deletedBefore)
          AND NOT EXISTS (SELECT 1 FROM merge_edge WHERE merge_edge.loser_id = r.id) LIMIT \(limit)
        """
      ).map(reader.record)
      guard !old.isEmpty else { continue }
      try purge(old, object)
      return old.count
    }
    return 0
  }
}
