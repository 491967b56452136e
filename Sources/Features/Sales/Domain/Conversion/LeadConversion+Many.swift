package import Kernel
package import People
package import Records

extension LeadConversion {
  /// Converts many leads with the same choices, in one operation and one undo.
  ///
  /// Every lead is planned when its turn comes, so that the second lead of a company joins the account that the first has
  /// made. What cannot be converted leaves nothing behind and says why; the others go on.
  package static func convertEach(
    _ leads: [ID<Person>], choices: Choices, in tx: RecordTransaction
  ) throws -> [Result<LeadConversionOutcome, any Error>] {
    var outcomes: [Result<LeadConversionOutcome, any Error>] = []
    for lead in leads {
      do {
        outcomes.append(.success(try tx.attempt { try plan(for: lead, choices: choices, in: tx).run(in: tx) }))
      } catch let problems as Problems {
        outcomes.append(.failure(problems))
      } catch let refusal as Refusal {
        outcomes.append(.failure(refusal))
      }
    }
    let converted = outcomes.count { if case .success = $0 { true } else { false } }
    tx.summary = [
      JSON.Member("converted", .integer(Int64(converted))), JSON.Member("failed", .integer(Int64(leads.count - converted))),
    ]
    return outcomes
  }
}
