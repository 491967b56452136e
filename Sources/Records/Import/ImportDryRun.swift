import Database
package import Kernel
import Metadata

/// Looks what an import would do, without writing anything: counts over the whole file, and what would be told about the first rows.
///
/// The counts are those of a run at this moment, with rows of the same record in one file counted as one after the other. What the
/// earlier rows would have made is remembered for up to `remembered` records; in larger files of the same people `isExact` is false.
package struct ImportDryRun: Sendable {
  /// One row of which there is something to say.
  package struct Line: Sendable, Hashable {
    package enum Outcome: String, Sendable {
      case created, updated, unchanged, rejected
    }
    package let row: Int
    package let outcome: Outcome
    /// What is wrong, or what is repaired or left out.
    package let messages: [Label]
  }

  package private(set) var counts = ImportCounts()
  package private(set) var lines: [Line] = []
  package private(set) var isExact = true
  private var found = ImportExamples()
  /// What is to be said of single cells and rows: the first hundred of each kind.
  package var examples: [ImportExample] { found.all }
  /// How records that exist would change: the first few.
  package var changes: [ImportChangeExample] { found.changes }
  /// The rows that would be rejected with their reasons, as a file that can be mended and chosen again; empty when there are none.
  package var errorBytes: [UInt8] { found.errorBytes }

  package static let remembered = 100_000
  package static let shown = 100

  /// - Parameter progress: hears after every step what was found so far; what it throws ends the look.
  package init(
    store: RecordStore, actor: ActorReference, plan: ImportPlan, source: ImportSource,
    progress: (_ sofar: ImportCounts, _ rows: Int) async throws -> Void = { _, _ in }
  ) async throws {
    let rows = try await blocking { try source.survey().rows }
    let parser = try await store.read(for: actor) { tx in
      try ImportRun.check(plan, in: tx)
      guard let object = tx.schema.collection(plan.collection)?.object else { throw Refusal.notFound }
      return try ImportRowParser(plan: plan, object: object, in: tx)
    }
    let feed = ImportFeed(source: source, parser: parser, from: .start)
    var memory = Earlier()
    var isLast = false
    while !isLast {
      let chunk = try await blocking { try feed.next(ImportRun.rowsPerStep) }
      let (before, examples) = (memory, found)
      let step = try await store.read(for: actor) { tx in try Self.look(at: chunk, after: before, examples, plan, in: tx) }
      if memory.known.count < Self.remembered { memory.add(step.made) } else { isExact = false }
      counts.add(step.counts)
      counts.blank += chunk.blank
      lines += step.lines.prefix(Self.shown - lines.count)
      found = step.examples
      isLast = chunk.isLast
      try await progress(counts, rows)
    }
  }

  private static func look(
    at chunk: ImportChunk, after earlier: Earlier, _ before: ImportExamples, _ plan: ImportPlan, in tx: RecordTransaction
  ) throws -> (made: Earlier, counts: ImportCounts, lines: [Line], examples: ImportExamples) {
    guard let object = tx.schema.collection(plan.collection)?.object else { throw Refusal.notFound }
    var (counts, lines, examples) = (ImportCounts(), [Line](), before)
    var rows = chunk.rows
    let lookup = ImportLookup(tx: tx, object: object, plan: plan)
    try lookup.resolveNames(&rows)
    let owners = try lookup.owners(of: rows, chunk.keys)
    let ids = tx.store.ids
    var batch = ImportBatch(
      plan: plan, object: object, owners: owners, known: try lookup.records(owners, rows), earlier: earlier,
      nextID: { ids.next() })
    var decided: [(decision: ImportBatch.Decision, notes: [ImportNote])] = []
    for (at, row) in rows.enumerated() {
      var notes = row.repairs
      decided.append((batch.decide(row, at, notes: &notes), notes))
    }
    let failures = try ImportStep(plan: plan, object: object, in: tx).wouldFail(batch)
    var rejected: [(row: ImportRow, problems: [Problem])] = []
    for (row, (decision, notes)) in zip(rows, decided) {
      let outcome = Line.Outcome(decision, failures)
      counts.add(outcome, notes)
      if outcome == .rejected {
        rejected.append((row, decision.problems(failures)))
      } else {
        examples.take(row, notes, plan, object, in: tx)
      }
      let problems = decision.problems(failures)
      let messages = outcome == .rejected ? problems.map(\.message) : notes.map(\.message)
      if !messages.isEmpty, lines.count < shown { lines.append(Line(row: row.number, outcome: outcome, messages: messages)) }
    }
    try examples.reject(rejected, plan, object, in: tx)
    for id in batch.order where failures[id] == nil { if let entry = batch.pending[id] { examples.show(entry, of: object, in: tx) } }
    return (batch.made(without: Set(failures.keys)), counts, lines, examples)
  }
}

extension ImportDryRun.Line.Outcome {
  fileprivate init(_ decision: ImportBatch.Decision, _ failures: [RecordID: [Problem]]) {
    switch decision {
    case .rejected: self = .rejected
    case .create(let id): self = failures[id] == nil ? .created : .rejected
    case .update(let id): self = failures[id] == nil ? .updated : .rejected
    case .unchanged(let id): self = failures[id] == nil ? .unchanged : .rejected
    }
  }
}

extension ImportBatch.Decision {
  fileprivate func problems(_ failures: [RecordID: [Problem]]) -> [Problem] {
    switch self {
    case .rejected(let problems): problems
    case .create(let id), .update(let id), .unchanged(let id): failures[id] ?? []
    }
  }
}

extension ImportCounts {
  fileprivate mutating func add(_ outcome: ImportDryRun.Line.Outcome, _ notes: [ImportNote]) {
    rows += 1
    switch outcome {
    case .created: created += 1
    case .updated: updated += 1
    case .unchanged: unchanged += 1
    case .rejected:
      rejected += 1
      return
    }
    if notes.contains(where: { $0.kind == .repaired }) { repaired += 1 }
    if notes.contains(where: { $0.kind == .kept }) { kept += 1 }
  }

  fileprivate mutating func add(_ other: ImportCounts) {
    rows += other.rows
    created += other.created
    updated += other.updated
    unchanged += other.unchanged
    repaired += other.repaired
    rejected += other.rejected
    kept += other.kept
  }
}
