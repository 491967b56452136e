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
    let sums = try DealBoardSums(stages.map(\.id), condition, in: tx)
    let lists = try stages.map { stage -> ListQuery in
      let here = try Condition(
        json: ["field": .string(Deal.stage.name), "is": "eq", "value": .string(stage.id.text)], on: Deal.object.name, in: tx.queryContext)
      return ListQuery(Deal.object.name, where: .all([here, condition]), sort: sort, limit: cards)
    }
    let pages = try firstPages(lists, in: tx)
    let today = tx.moment.today
    return DealBoard(
      pipeline: pipeline,
      columns: stages.enumerated().map { at, stage in
        let sum = sums[stage.id]
        return Column(
          stage: stage, count: sum.count, amount: sum.amount, weighted: sum.weighted,
          cards: pages[at].rows.map { card($0, stage, today, zoneOffset: tx.settings.zoneOffset) }, list: lists[at], next: pages[at].next)
      })
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

  private static func card(_ deal: Record, _ stage: Record, _ today: Day, zoneOffset: Int) -> Card {
    let days = deal[Deal.stageEnteredAt].map { max(0, today - $0.day(offset: zoneOffset)) } ?? 0
    return Card(
      deal: deal, daysInStage: days, isStalled: stage[Stage.stalledAfterDays].map { days > $0 } ?? false,
      isOverdue: deal[Deal.closesOn].map { $0 < today } ?? false, isActionOverdue: deal[Deal.nextActionOn].map { $0 < today } ?? false)
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
  }

  private var sums: [RecordID: Sum] = [:]
  private let nothing: Sum

  init(_ stages: [RecordID], _ condition: Condition, in tx: RecordTransaction) throws {
    let object = try tx.object(Deal.object.name)
    func isVisible(_ name: String) -> Bool { object.field(name).map { tx.access.isVisible($0, on: object) } ?? false }
    let showsAmount = isVisible(Deal.amount.name)
    let showsWeighted = showsAmount && isVisible(Deal.probability.name)
    nothing = Sum(amount: showsAmount ? Yen(0) : nil, weighted: showsWeighted ? Yen(0) : nil)
    guard !stages.isEmpty else { return }
    // Probabilities are kept in hundredths of a percent.
    let rows = try tx.transaction.query(
      """
      SELECT r.stage_id, count(*), CAST(COALESCE(sum(r.amount), 0) AS BIGINT),
        CAST(COALESCE(sum((r.amount * COALESCE(r.probability, stage.probability, 0) + 5000) / 10000), 0) AS BIGINT)
      FROM deal r JOIN stage ON stage.id = r.stage_id
      WHERE r.stage_id IN (\(list: stages)) AND \(tx.access.predicate(on: object, alias: "r"))
        AND \(try tx.predicate(condition, on: object, alias: "r"))
      GROUP BY r.stage_id
      """)
    for row in rows {
      sums[try row.id(0)] = Sum(
        count: try row.int(1), amount: showsAmount ? Yen(try row.integer(2)) : nil,
        weighted: showsWeighted ? Yen(try row.integer(3)) : nil)
    }
  }

  subscript(_ stage: RecordID) -> Sum { sums[stage] ?? nothing }
}
