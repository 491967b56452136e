import Kernel
import Metadata
import People
import Records
import Sales
import WebKernel

/// What the board shows, read in a fixed number of queries however many deals there are.
struct BoardView {
  let filter: BoardFilter
  let board: DealBoard
  let pipelines: [Record]
  let stages: [Record]
  let accounts: [RecordID: String]
  let colleagues: Colleagues
  let mayCreate: Bool

  init(_ filter: BoardFilter, in tx: RecordTransaction) throws {
    self.filter = filter
    let all = try Pipelines(in: tx)
    let known = filter.pipeline.flatMap(all.pipeline)?.id.as(Pipeline.self)
    board = try DealBoard.read(known, where: try filter.condition(in: tx), cards: filter.cards, in: tx)
    pipelines = all.all
    stages = all.stages(of: board.pipeline.id)
    accounts = try Self.accounts(of: board.columns.flatMap(\.cards), in: tx)
    colleagues = try Colleagues(in: tx)
    mayCreate = tx.actor.rights.scope(.create, on: Deal.object.name) > .none
  }

  static func accounts(of cards: [DealBoard.Card], in tx: RecordTransaction) throws -> [RecordID: String] {
    try tx.titles(of: Account.object.name, cards.compactMap { $0.deal[Deal.account]?.as(AnyRecord.self) })
  }

  func end(_ kind: StageKind) -> Record? { stages.first { $0[Stage.kind] == kind } }

  /// From pale to full indigo; the last stage before the order is green, as it is nearly there.
  static func colour(_ place: Int, of count: Int) -> String {
    guard place < count - 1 else { return "var(--ok)" }
    let shades = ["var(--seq-2)", "var(--seq-3)", "var(--seq-4)", "var(--primary)"]
    return shades[count <= shades.count + 1 ? place : place * shades.count / (count - 1)]
  }
}
