import Database
package import Kernel
package import Metadata
package import Query

/// What one step of work on many records did.
package struct BulkStep: Sendable {
  /// The records that were worked on.
  package var done: [RecordID] = []
  /// Records that stayed as they are, with `Problems` or a `Refusal`.
  package var failures: [(id: RecordID, error: any Error)] = []
  /// Give it to the next step; `nil` when nothing is left.
  package var next: RecordID?
}

extension RecordTransaction {
  /// Changes everything a list selects, in steps by id, so that a job can spread a large edit over transactions of one
  /// operation (`RecordStore.write(continuing:)`). Records that leave the list by the change are not met twice.
  package func bulkUpdate(_ query: ListQuery, _ draft: Draft, after: RecordID? = nil, limit: Int = 1000) throws -> BulkStep {
    try bulk(query, after: after, limit: limit) { ids in
      try updateEach(query.object, ids.map { RecordChange(id: $0, draft: draft) }).map { $0.map { _ in () } }
    }
  }

  /// Puts everything a list selects into the recycle bin, in steps by id.
  package func bulkDelete(_ query: ListQuery, after: RecordID? = nil, limit: Int = 1000) throws -> BulkStep {
    try bulk(query, after: after, limit: limit) { ids in try deleteEach(query.object, ids).map { $0.mapError { $0 } } }
  }

  /// One step of any work on everything a list selects: `work` gets the next ids and says of each how it went.
  package func bulk(
    _ query: ListQuery, after: RecordID?, limit: Int, _ work: ([RecordID]) throws -> [Result<Void, any Error>]
  ) throws -> BulkStep {
    let selected = try query.ids(in: queryContext)
    let ids = try transaction.query(
      "\(selected) AND r.id > \(after?.raw ?? Int64.min) ORDER BY r.id LIMIT \(limit)"
    ).map { try $0.id(0) as RecordID }
    var step = BulkStep()
    for (id, outcome) in zip(ids, try work(ids)) {
      switch outcome {
      case .success: step.done.append(id)
      case .failure(let error): step.failures.append((id, error))
      }
    }
    step.next = ids.count < limit ? nil : ids.last
    return step
  }
}
