import Database
package import Kernel
import Metadata
package import Records

/// Compares records that are new or have changed with all others, at once: what a scan would find of them.
package enum DuplicateCheck {
  package static func run(_ object: String, _ ids: [RecordID], in tx: RecordTransaction) throws {
    switch object {
    case Person.object.name: try run(PersonTraits.self, ids, in: tx)
    case Account.object.name: try run(AccountTraits.self, ids, in: tx)
    default: break
    }
  }

  private static func run<Traits: DuplicateTraits>(_: Traits.Type, _ ids: [RecordID], in tx: RecordTransaction) throws {
    guard !ids.isEmpty else { return }
    let net = try DuplicateNet<Traits>(in: tx)
    let traits = try net.traits(ids)
    try net.forgetKeys(of: ids.filter { traits[$0] == nil })
    let present = traits.values.sorted { $0.id < $1.id }
    try net.keep(present)
    let ledger = try DuplicateLedger<Traits>(in: tx)
    try ledger.compare(try net.groups(around: present), only: Set(traits.keys))
    try ledger.review(of: present.map(\.id))
  }
}
