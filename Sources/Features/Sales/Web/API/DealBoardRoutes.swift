import HTTPTypes
import Kernel
import Metadata
import Query
import Records
import Sales
package import WebKernel

/// `GET /api/v1/deals/board`: the open deals of a pipeline by stage, with sums and the first cards.
package struct DealBoardRoutes: Sendable {
  let door: RecordDoor

  package init(door: RecordDoor) { self.door = door }

  package var routes: [Route] {
    [
      Route(
        .get, "/api/v1/deals/board", name: "dealBoard", .caller,
        Label("商談ボード（ステージ別の件数・金額・加重金額と先頭のカード）", "Deals by stage with counts, sums, weighted sums and the first cards"),
        documentation: Self.documentation, board)
    ]
  }

  private func board(_ request: AppRequest) async throws -> Answer {
    var parameters = ParameterReader(request.query)
    let pipeline = parameters.text("pipeline_id")
    let filter = parameters.json("filter")
    let cards = parameters.integer("cards", in: 1...200, default: 20)
    let id = pipeline.flatMap { ID<Pipeline>(text: $0) }
    if pipeline != nil, id == nil {
      parameters.refuse("pipeline_id", "format", ja: "13 文字の ID で指定してください。", en: "Give the 13-character ID.")
    }
    try parameters.finish()
    return try await door.read(request) { tx in
      let condition = try filter.map { try Condition(json: $0, on: Deal.object.name, in: tx.queryContext) } ?? .always
      return .json(try Self.json(DealBoard.read(id, where: condition, cards: cards, in: tx), tx))
    }
  }

  private static func json(_ board: DealBoard, _ tx: RecordTransaction) throws -> JSON {
    let object = try tx.object(Deal.object.name)
    let fields = object.activeFields.filter { $0.type.column != nil && tx.access.isVisible($0, on: object) }
    func card(_ card: DealBoard.Card) -> JSON {
      let values = fields.map { JSON.Member($0.name, $0.type.encode(card.deal[$0.name])) }
      return .object(
        values + [
          JSON.Member("days_in_stage", .integer(Int64(card.daysInStage))), JSON.Member("stalled", .boolean(card.isStalled)),
          JSON.Member("overdue", .boolean(card.isOverdue)), JSON.Member("action_overdue", .boolean(card.isActionOverdue)),
        ])
    }
    func yen(_ amount: Yen?) -> JSON { amount.map { .integer($0.amount) } ?? .null }
    return [
      "pipeline": ["id": .string(board.pipeline.id.text), "name": .string(board.pipeline[Pipeline.name] ?? "")],
      "count": .integer(Int64(board.count)), "amount": yen(board.amount), "weighted": yen(board.weighted),
      "columns": .array(
        board.columns.map { column in
          [
            "stage": ["id": .string(column.stage.id.text), "name": .string(column.stage[Stage.name] ?? "")],
            "count": .integer(Int64(column.count)), "amount": yen(column.amount), "weighted": yen(column.weighted),
            "cards": .array(column.cards.map(card)), "next": column.next.map(JSON.string) ?? .null,
          ]
        }),
    ]
  }

  private static let documentation: RouteDocumentation = {
    let yen: JSON = ["type": ["integer", "null"]]
    let column: JSON = [
      "type": "object", "required": ["stage", "count", "amount", "weighted", "cards", "next"],
      "properties": [
        "stage": ["type": "object"], "count": ["type": "integer"], "amount": yen, "weighted": yen,
        "cards": ["type": "array", "items": ["type": "object"]], "next": ["type": ["string", "null"]],
      ],
    ]
    return RouteDocumentation(
      parameters: [
        RouteDocumentation.query("pipeline_id", "The first pipeline when left out", ["type": "string"]),
        RouteDocumentation.json("filter", "A condition on deals", ["type": "object"]),
        RouteDocumentation.query(
          "cards", "How many cards a column begins with", ["type": "integer", "minimum": 1, "maximum": 200, "default": 20]),
      ],
      answers: [
        RouteDocumentation.Answer(
          200, "The board",
          [
            "type": "object", "required": ["pipeline", "count", "amount", "weighted", "columns"],
            "properties": [
              "pipeline": ["type": "object"], "count": ["type": "integer"], "amount": yen, "weighted": yen,
              "columns": ["type": "array", "items": column],
            ],
          ])
      ], problems: [404, 422])
  }()
}
