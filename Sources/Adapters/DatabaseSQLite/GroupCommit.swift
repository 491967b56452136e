import Database

/// One wish to write that waits for its turn.
struct PendingWrite: Sendable {
  /// Runs the body. What it returns tells the one who waits, once it is known whether the commit (nil) failed.
  let run: @Sendable (SQLiteTransaction) throws -> (_ commitError: (any Error)?) -> Void
  /// Tells the one who waits that nothing of it was kept.
  let fail: @Sendable (any Error) -> Void
}

/// The single writer: everything that waits is gathered into one commit, so that one flush to the disk serves many.
///
/// Each body has a savepoint of its own. One that throws undoes only itself; when the commit fails, all fail.
/// A batch ends when nothing more waits, after 64 bodies, or after 20 ms of work, so that a long one delays few.
struct GroupCommit {
  static let mostBodies = 64
  static let longestWork = Duration.milliseconds(20)

  let connection: SQLiteConnection
  let folding: LogFolding
  let log: QueryLog?

  func serve(_ writes: Workers<PendingWrite>) {
    while let first = writes.next() {
      do {
        try connection.use(log: log) { tx in commit(first, then: writes, in: tx) }
      } catch {
        first.fail(error)
      }
    }
  }

  private func commit(_ first: PendingWrite, then writes: Workers<PendingWrite>, in tx: SQLiteTransaction) {
    do {
      try tx.run("BEGIN IMMEDIATE")
    } catch {
      // Whoever waited meanwhile waited as long: they hear it now rather than after another ten seconds each.
      first.fail(error)
      while let other = writes.nextWithoutWaiting() { other.fail(error) }
      return
    }
    let began = ContinuousClock.now
    var outcomes: [(_ commitError: (any Error)?) -> Void] = []
    var next: PendingWrite? = first
    while let write = next {
      do {
        outcomes.append(try tx.savepoint { try write.run(tx) })
      } catch {
        outcomes.append { commitError in write.fail(commitError ?? error) }
        if !tx.isAlive { return outcomes.forEach { $0(error) } }  // the engine gave everything up: nobody was kept
      }
      let isEnough = outcomes.count >= Self.mostBodies || ContinuousClock.now - began >= Self.longestWork
      next = isEnough ? nil : writes.nextWithoutWaiting()
    }
    var commitError: (any Error)?
    do {
      try tx.run("COMMIT")
      folding.hear(pagesWritten: tx.pagesWritten)
    } catch {
      commitError = error
      if tx.isAlive { _ = try? tx.run("ROLLBACK") }
    }
    for outcome in outcomes { outcome(commitError) }
  }
}
