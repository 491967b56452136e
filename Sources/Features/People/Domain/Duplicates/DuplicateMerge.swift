import Database
package import Kernel
package import Metadata
package import Records

/// Makes the two records of a pair one, and looks at once what else the one that remains may be: so a person that is there three times
/// becomes one pair by pair.
package struct DuplicateMerge: Sendable {
  package static let kind = "record.merge"
  package let merge: RecordMerge

  /// - Parameter keep: whose record remains; left out: a contact before a lead, then the older one.
  package static func plan(
    _ pair: DuplicatePair, keep: RecordID? = nil, taking: [String: RecordMerge.Side] = [:], in tx: RecordTransaction
  ) throws -> DuplicateMerge {
    guard pair.state == .open else {
      throw Refusal.state(
        Problem("decided", ja: "この組はもう判断されています。一覧を開き直してください。", en: "Somebody has decided about these two already. Open the list again."))
    }
    let winner = try keep ?? Self.older(pair, in: tx)
    guard winner == pair.first || winner == pair.second else {
      throw Problems([Problem(field: "keep", "option", ja: "残すのは、この組のどちらかにしてください。", en: "What remains must be one of these two.")])
    }
    return DuplicateMerge(
      merge: try RecordMerge.plan(pair.object, winner: winner, loser: pair.other(than: winner), taking: taking, in: tx))
  }

  @discardableResult
  package func run(in tx: RecordTransaction) throws -> Record {
    let merged = try merge.run(in: tx)
    try DuplicateCheck.run(merge.object, [merged.id], in: tx)
    return merged
  }

  static func older(_ pair: DuplicatePair, in tx: RecordTransaction) throws -> RecordID {
    guard pair.object == Person.object.name else { return pair.first }
    let types = try tx.fetch(try tx.object(pair.object), [pair.first, pair.second]).map { ($0.id, $0.recordType) }
    let contacts = types.filter { $0.1 == "contact" }.map(\.0)
    return contacts.min() ?? pair.first
  }
}

/// 確実なものをまとめる: merges all pairs that share mail address and name and contradict each other in nothing, as one operation.
package struct SureMerges: Sendable {
  /// As many as one transaction should hold.
  package static let most = 200

  package struct Outcome: Sendable {
    package var merged = 0
    /// Pairs of which one record had become another one on the way, or that could not be merged.
    package var left = 0
  }

  package static func run(_ object: String, in tx: RecordTransaction) throws -> Outcome {
    let queue = DuplicateQueue(object: object, isSure: true)
    var outcome = Outcome()
    var winners: Set<RecordID> = []
    for pair in try queue.page(limit: most, in: tx).rows {
      do {
        let merged = try tx.attempt { try DuplicateMerge.plan(pair, in: tx).merge.run(in: tx) }
        winners.insert(merged.id)
        outcome.merged += 1
      } catch is Problems, is Refusal {
        outcome.left += 1
      }
    }
    try DuplicateCheck.run(object, winners.sorted(), in: tx)
    tx.summary = [.init("merged", .integer(Int64(outcome.merged))), .init("left", .integer(Int64(outcome.left)))]
    return outcome
  }
}
