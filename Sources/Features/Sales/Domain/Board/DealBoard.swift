import Database
package import Kernel
package import Metadata
package import Query
package import Records

/// 商談ボード: the open deals of one pipeline by stage, with sums over everything the actor sees and the first cards of every
/// column. Two statements, however many deals there are.
///
/// - A deal's weighted amount is its amount × its own probability, or the stage's where it has none, rounded to the yen.
/// - A deal is stalled when it has been in its stage for more days than the stage allows, overdue when its day has passed.
///   Both ask for a hand; `halted` counts them.
package struct DealBoard: Sendable {
  package struct Card: Sendable {
    package let deal: Record
    package let daysInStage: Int
    package let isStalled: Bool
    /// The expected day of the order has passed.
    package let isOverdue: Bool
    /// The day of the next action has passed.
    package let isActionOverdue: Bool
  }

  package struct Column: Sendable {
    package let stage: Record
    package let count: Int
    /// `nil` where the actor may not see amounts.
    package let amount: Yen?
    package let weighted: Yen?
    /// How many are stalled or overdue.
    package let halted: Int
    package let cards: [Card]
    /// The list that the cards are the first page of; `next` is its cursor.
    package let list: ListQuery
    package let next: String?
  }

  package let pipeline: Record
  /// The open stages in their order.
  package let columns: [Column]

  package var count: Int { columns.reduce(0) { $0 + $1.count } }
  package var amount: Yen? { Self.sum(columns.map(\.amount)) }
  package var weighted: Yen? { Self.sum(columns.map(\.weighted)) }
  package var halted: Int { columns.reduce(0) { $0 + $1.halted } }

  /// - Parameters:
  ///   - pipeline: the first one when `nil`.
  ///   - condition: which deals; all by itself.
  ///   - cards: how many cards a column begins with.
  package static func read(
    _ pipeline: ID<Pipeline>? = nil, where condition: Condition = .always,
    sort: [Sort] = [.ascending(Deal.closesOn)], cards: Int = 20, in tx: RecordTransaction
  ) throws -> DealBoard {
    let pipelines = try Pipelines(in: tx)
    guard let pipeline = pipeline.map({ pipelines.pipeline($0) }) ?? pipelines.first else { throw Refusal.notFound }
    let stages = pipelines.stages(of: pipeline.id).filter { $0[Stage.kind] == .open }
    let sums = try DealBoardSums(stages, condition, in: tx)
    let lists = try stages.map { try list(of: $0, condition, sort, cards, in: tx) }
    let pages = try firstPages(lists, in: tx)
    return DealBoard(
      pipeline: pipeline,
      columns: stages.enumerated().map { at, stage in
        let sum = sums[stage.id]
        return Column(
          stage: stage, count: sum.count, amount: sum.amount, weighted: sum.weighted, halted: sum.halted,
          cards: pages[at].rows.map { Card($0, in: stage, at: tx.moment) }, list: lists[at], next: pages[at].next)
      })
  }

  /// The cards that follow those of a column.
  ///
  /// - Parameter cursor: what the column, or the page before, gave as `next`.
  package static func more(
    of stage: ID<Stage>, where condition: Condition = .always, sort: [Sort] = [.ascending(Deal.closesOn)], cards: Int = 20,
    after cursor: String, in tx: RecordTransaction
  ) throws -> Page<Card> {
    guard let stage = try Pipelines(in: tx).stage(stage) else { throw Refusal.notFound }
    var list = try list(of: stage, condition, sort, cards, in: tx)
    list.cursor = cursor
    let page = try tx.list(list)
    return Page(rows: page.rows.map { Card($0, in: stage, at: tx.moment) }, next: page.next)
  }

  private static func list(
    of stage: Record, _ condition: Condition, _ sort: [Sort], _ cards: Int, in tx: RecordTransaction
  ) throws -> ListQuery {
    let here = try Condition(
      json: ["field": .string(Deal.stage.name), "is": "eq", "value": .string(stage.id.text)], on: Deal.object.name, in: tx.queryContext)
    return ListQuery(Deal.object.name, where: .all([here, condition]), sort: sort, limit: cards)
  }

  /// The first page of every list, in one statement.
  private static func firstPages(_ lists: [ListQuery], in tx: RecordTransaction) throws -> [Page<Record>] {
    guard !lists.isEmpty else { return [] }
    let plans = try lists.map { try $0.select(in: tx.queryContext) }
    let union = plans.enumerated().map { at, plan -> SQL in "SELECT \(SQL(stringLiteral: "\(at)")) AS place, page.* FROM (\(plan.sql)) page" }
    var rows: [[Row]] = Array(repeating: [], count: lists.count)
    for row in try tx.transaction.query(union.joined(" UNION ALL ")) { rows[try row.int(0)].append(Row(Array(row.values.dropFirst()))) }
    return try zip(plans, rows).map { try $0.page($1) }
  }

  private static func sum(_ parts: [Yen?]) -> Yen? {
    let known = parts.compactMap { $0 }
    return known.count == parts.count ? Yen(known.reduce(0) { $0 + $1.amount }) : nil
  }
}

/// What the deals of each stage come to, for those the actor sees.
private struct DealBoardSums {
  struct Sum {
    var count = 0
    var amount: Yen?
    var weighted: Yen?
    var halted = 0
  }

  private var sums: [RecordID: Sum] = [:]
  private let nothing: Sum

  init(_ stages: [Record], _ condition: Condition, in tx: RecordTransaction) throws {
    let object = try tx.object(Deal.object.name)
    func isVisible(_ name: String) -> Bool { object.field(name).map { tx.access.isVisible($0, on: object) } ?? false }
    let showsAmount = isVisible(Deal.amount.name)
    let showsWeighted = showsAmount && isVisible(Deal.probability.name)
    nothing = Sum(amount: showsAmount ? Yen(0) : nil, weighted: showsWeighted ? Yen(0) : nil)
    guard !stages.isEmpty else { return }
    let showsDay = isVisible(Deal.closesOn.name)
    // One stage after the other, so that each is a range of the index that holds all of it (`Deal.object`), whoever owns them.
    let which: SQL = "\(tx.access.predicate(on: object, alias: "r")) AND \(try tx.predicate(condition, on: object, alias: "r"))"
    let parts = stages.map { stage -> SQL in
      // Probabilities are kept in hundredths of a percent.
      let usual = Int64(stage[Stage.probability]?.units ?? 0)
      return """
        SELECT CAST(\(stage.id) AS BIGINT), count(*), CAST(COALESCE(sum(r.amount), 0) AS BIGINT),
          CAST(COALESCE(sum((r.amount * COALESCE(r.probability, \(usual)) + 5000) / 10000), 0) AS BIGINT),
          CAST(COALESCE(sum(CASE WHEN \(Self.halted(in: stage, showsDay: showsDay, tx.moment)) THEN 1 ELSE 0 END), 0) AS BIGINT)
        FROM deal r WHERE r.stage_id = \(stage.id) AND r.deleted_at IS NULL AND \(tx.dialect.checked(which))
        """
    }
    let rows = try tx.transaction.query(parts.joined(" UNION ALL "))
    for row in rows {
      sums[try row.id(0)] = Sum(
        count: try row.int(1), amount: showsAmount ? Yen(try row.integer(2)) : nil,
        weighted: showsWeighted ? Yen(try row.integer(3)) : nil, halted: try row.int(4))
    }
  }

  /// As the marks of the cards say it (`DealBoard.Card`), in SQL.
  private static func halted(in stage: Record, showsDay: Bool, _ moment: Moment) -> SQL {
    let stalled = stage[Stage.stalledAfterDays].map { days in
      "r.stage_entered_at < \((moment.today - days).start(offset: moment.zoneOffset))" as SQL
    }
    let ways = [stalled, showsDay ? "r.closes_on < \(moment.today)" : nil].compactMap { $0 }
    return ways.isEmpty ? .false_ : ways.joined(" OR ")
  }

  subscript(_ stage: RecordID) -> Sum { sums[stage] ?? nothing }
}
