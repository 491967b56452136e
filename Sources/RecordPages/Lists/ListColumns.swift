import Kernel
import Metadata
import Records
import WebKernel

/// The columns of a list: which there can be, and which are shown.
struct ListColumns: Sendable {
  /// One column: a field, or what happened last.
  enum Column: Sendable {
    case field(FieldDefinition)
    case latestEvent

    var name: String {
      switch self {
      case .field(let field): field.name
      case .latestEvent: ListColumns.latestEvent
      }
    }

    func label(_ ui: UI) -> String {
      switch self {
      case .field(let field): ListColumns.shortened[field.name].map { ui($0) } ?? ui(field.label)
      case .latestEvent: ui("直近の行動", "Last activity")
      }
    }

    /// Whether a list can be put in its order.
    var isSortable: Bool {
      switch self {
      case .field(let field): !(field.type is LongTextType) && field.type.family != .choices
      case .latestEvent: false
      }
    }

    var isNumber: Bool {
      if case .field(let field) = self { field.type.family == .number } else { false }
    }
  }

  static let latestEvent = "latest_event"
  static let most = 20
  /// Headings where the label of the field says more than a column needs.
  private static let shortened = [
    "lead_status": Label("ステータス", "Status"), "owner_id": Label("担当", "Owner"), "next_action": Label("次の一手", "Next action"),
    "next_action_on": Label("期日", "Due"),
  ]

  let available: [Column]
  let shown: [Column]
  /// Names that stand for no column.
  let unknown: [String]
  /// The fields under the name: company, department, title.
  let subtitle: [FieldDefinition]

  init(_ place: RecordPlace, wanted: [String]?, view: ListViewing, in tx: RecordTransaction) {
    let object = place.object
    let visible = Self.visible(place, in: tx)
    let hasEvents = Self.hasEvents(object)
    available = (hasEvents ? [.latestEvent] : []) + visible.map { .field($0) }
    let byName = Dictionary(available.map { ($0.name, $0) }) { first, _ in first }
    let subtitle = Self.subtitles.compactMap { name in visible.first { $0.name == name } }
      .filter { !object.titleFields.contains($0.name) }
    self.subtitle = subtitle
    let standard = Self.standard(view, hasEvents: hasEvents, without: Set(subtitle.map(\.name)))
    let names = wanted ?? standard
    var seen: Set<String> = []
    shown = names.filter { seen.insert($0).inserted }.compactMap { byName[$0] }.prefix(Self.most).map { $0 }
    unknown = wanted?.filter { byName[$0] == nil } ?? []
  }

  /// The fields that can be columns of this list, for whoever looks.
  static func visible(_ place: RecordPlace, in tx: RecordTransaction) -> [FieldDefinition] {
    let access = tx.access
    let system = SystemField.names
    let fields = place.object.activeFields.filter { !system.contains($0.name) } + place.object.activeFields.filter { system.contains($0.name) }
    return fields.filter { field in
      field.type.column != nil && !["id", "record_type", "version"].contains(field.name) && access.isVisible(field, on: place.object)
        && (place.recordType.map { type in field.recordTypes?.contains(type.name) ?? true } ?? true)
    }
  }

  private static func hasEvents(_ object: ObjectDefinition) -> Bool { ["person", "account"].contains(object.name) }

  static func names(of place: RecordPlace, in tx: RecordTransaction) -> [String] {
    visible(place, in: tx).map(\.name) + (hasEvents(place.object) ? [latestEvent] : [])
  }

  /// What the view says, without what stands under the name already; declared views cannot name what is no field.
  private static func standard(_ view: ListViewing, hasEvents: Bool, without subtitle: Set<String>) -> [String] {
    guard view.saved == nil else { return view.columns }
    var names = view.columns.filter { !subtitle.contains($0) }
    if hasEvents { names.insert(latestEvent, at: names.firstIndex(of: "owner_id") ?? names.endIndex) }
    return names
  }

  private static let subtitles = ["account_id", "company_name", "department", "title"]

  var fields: [FieldDefinition] {
    shown.compactMap { if case .field(let field) = $0 { field } else { nil } }
  }

  var showsEvents: Bool { shown.contains { $0.name == Self.latestEvent } }

  /// The fields a page must read, those that fields lean on included: the currency of an amount.
  func fieldNames(_ object: ObjectDefinition) -> [String] {
    let currencies = fields.compactMap { ($0.type as? MoneyType)?.currencyField }
    // Whether a deal is still open tells whether a day that has passed is late.
    let ends = ["won_at", "lost_at"]
    let wanted = object.titleFields + subtitle.map(\.name) + fields.map(\.name) + currencies + ["owner_id"] + ends
    var seen: Set<String> = []
    let readable = Set(available.map(\.name))
    return wanted.filter { seen.insert($0).inserted && (readable.contains($0)) }
  }
}
