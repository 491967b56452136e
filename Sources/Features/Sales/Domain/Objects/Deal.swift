package import Kernel
package import Metadata
package import People

/// 商談: something an account may buy, on its way through a pipeline.
package enum Deal: ObjectType {
  package static let name = Field<String>("name", "商談名", "Deal name", nil, .required, .searchable)
  package static let account = Field<ID<Account>>("account_id", "取引先", "Account", LookupType(target: "account"), .indexed)
  package static let primaryPerson = Field<ID<Person>>(
    "primary_person_id", "主担当者", "Primary person", LookupType(target: "person"), .indexed)
  package static let pipeline = Field<ID<Pipeline>>(
    "pipeline_id", "パイプライン", "Pipeline", LookupType(target: "pipeline"), .required)
  package static let stage = Field<ID<Stage>>("stage_id", "ステージ", "Stage", LookupType(target: "stage"), .required, .indexed)
  package static let amount = Field<Yen>("amount", "金額", "Amount", nil, .indexed)
  package static let grossProfit = Field<Yen>("gross_profit", "粗利", "Gross profit")
  package static let probability = Field<FixedDecimal>("probability", "確度", "Probability", PercentType())
  package static let forecastRank = Field<ForecastRank>("forecast_rank", "ヨミ", "Forecast rank", nil, .indexed)
  package static let closesOn = Field<Day>("closes_on", "受注予定日", "Closes on", nil, .indexed)
  package static let salesOn = Field<Day>("sales_on", "売上計上日", "Sales on")
  package static let nextAction = Field<String>("next_action", "次の行動", "Next action")
  package static let nextActionOn = Field<Day>("next_action_on", "次の行動日", "Next action on", nil, .indexed)
  package static let challenge = Field<String>("challenge", "抱えている課題", "Challenge", LongTextType())
  package static let budget = Field<Yen>("budget", "予算", "Budget")
  package static let decisionProcess = Field<String>("decision_process", "決裁プロセス", "Decision process", LongTextType())
  package static let competitor = Field<String>("competitor", "競合", "Competitor")
  package static let leadSource = Field<String>("lead_source", "獲得経路", "Lead source")
  package static let lostReason = Field<LostReason>("lost_reason", "失注理由", "Lost reason")
  package static let lostNote = Field<String>("lost_note", "失注メモ", "Lost note", LongTextType())
  package static let stageEnteredAt = Field<Instant>("stage_entered_at", "ステージ到達日時", "Stage entered at", nil, .readOnly)
  package static let wonAt = Field<Instant>("won_at", "受注日時", "Won at", nil, .readOnly, .indexed)
  package static let lostAt = Field<Instant>("lost_at", "失注日時", "Lost at", nil, .readOnly)

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "deal", Label("商談", "Deal"), collection: "deals", title: ["name"],
      listViews: listViews,
      indexes: [
        // The board: its lanes in their order, and the sums over everything in them.
        ListIndex(
          "board", ["stage_id", "closes_on"], carrying: ["owner_id", "amount", "probability", "stage_entered_at"]),
        // 今日: what somebody has open, and what of it is due; how much of that everybody has.
        ListIndex("workload", ["owner_id", "stage_id", "next_action_on"]),
      ],
      fields: [
        name.definition, account.definition, primaryPerson.definition, pipeline.definition, stage.definition, amount.definition,
        grossProfit.definition, probability.definition, forecastRank.definition, closesOn.definition, salesOn.definition,
        nextAction.definition, nextActionOn.definition, challenge.definition, budget.definition, decisionProcess.definition,
        competitor.definition, leadSource.definition, lostReason.definition, lostNote.definition, stageEnteredAt.definition,
        wonAt.definition, lostAt.definition,
      ])
    object.layout = layout
    return object
  }()

  /// Why a deal was lost is asked only of lost ones.
  private static let layout = Layout(
    sections: [
      Layout.Section(
        Label("基本", "Basics"), ["name", "account_id", "primary_person_id", "pipeline_id", "stage_id", "owner_id", "lead_source"]),
      Layout.Section(
        Label("見込み", "Forecast"), ["amount", "gross_profit", "probability", "forecast_rank", "closes_on", "sales_on", "budget", "competitor"]),
      Layout.Section(Label("次の一手", "Next step"), ["next_action", "next_action_on"]),
      Layout.Section(Label("課題と決裁", "Needs and decision"), ["challenge", "decision_process"]),
      Layout.Section(Label("結果", "Outcome"), ["lost_reason", "lost_note", "stage_entered_at", "won_at", "lost_at"]),
    ],
    rules: ["lost_reason", "lost_note"].map { LayoutRule(.show, $0, when: ["field": "lost_at", "is": "not_empty"]) })

  private static let openColumns = ["account_id", "stage_id", "amount", "closes_on", "next_action", "next_action_on", "owner_id"]
  private static let isOpen: JSON = ["field": "stage.kind", "is": "eq", "value": "open"]

  private static let listViews = [
    ListView("open", Label("進行中", "Open"), columns: openColumns, where: isOpen, sort: "closes_on"),
    ListView(
      "mine", Label("自分の担当", "Mine"), columns: openColumns,
      where: ["all": [isOpen, ["field": "owner_id", "is": "eq", "value": "me"]]], sort: "closes_on"),
    ListView(
      "closing_this_month", Label("今月受注予定", "Closing this month"), columns: openColumns,
      where: ["all": [isOpen, ["field": "closes_on", "is": "within", "value": "this_month"]]], sort: "closes_on"),
    ListView(
      "overdue", Label("予定日が過ぎた", "Overdue"), columns: openColumns,
      where: ["all": [isOpen, ["field": "closes_on", "is": "lt", "value": "today"]]], sort: "closes_on"),
    ListView(
      "no_next_action", Label("次の行動が未定", "No next action"), columns: openColumns,
      where: ["all": [isOpen, ["field": "next_action_on", "is": "empty"]]], sort: "closes_on"),
    ListView(
      "won", Label("今年度の受注", "Won this fiscal year"), columns: ["account_id", "amount", "won_at", "owner_id"],
      where: ["field": "won_at", "is": "within", "value": "this_fiscal_year"], sort: "-won_at"),
    ListView("all", Label("すべて", "All"), columns: ["account_id", "stage_id", "amount", "closes_on", "owner_id"]),
  ]
}

/// ヨミ: how sure the sales person is, apart from the stage.
package enum ForecastRank: String, PicklistValue, CaseIterable {
  case a = "A"
  case b = "B"
  case c = "C"
  case seed = "N"

  package var label: Label {
    switch self {
    case .a: Label("A ほぼ確実", "A almost certain")
    case .b: Label("B 五分以上", "B more likely than not")
    case .c: Label("C 可能性あり", "C possible")
    case .seed: Label("ネタ", "Seed")
    }
  }

  /// How much of an amount of this rank is expected to come in, in percent.
  package var expectation: Int64 {
    switch self {
    case .a: 80
    case .b: 50
    case .c: 20
    case .seed: 0
    }
  }
}

/// 失注理由: why a deal was lost.
package enum LostReason: String, PicklistValue, CaseIterable {
  case price, features, competitor, timing, approval, contactLeft = "contact_left", silence, inhouse, unfit, mistake

  package var label: Label {
    switch self {
    case .price: Label("価格", "Price")
    case .features: Label("機能・仕様", "Features")
    case .competitor: Label("競合優位", "Competitor")
    case .timing: Label("時期・予算凍結", "Timing or budget")
    case .approval: Label("稟議否決", "Approval refused")
    case .contactLeft: Label("担当者異動", "Contact left")
    case .silence: Label("音信不通", "No answer")
    case .inhouse: Label("内製・現状維持", "In-house or status quo")
    case .unfit: Label("要件対象外", "Not a fit")
    case .mistake: Label("誤登録・重複", "Mistake or duplicate")
    }
  }
}
