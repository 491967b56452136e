import Database
import Foundation
import Kernel
import Metadata

/// The place after one row of a sorted list. Opaque text for whoever holds it: it says nothing but sort values that the
/// list has shown, and fits only the order it was made for.
struct Cursor: Hashable {
  let values: [SQLValue]
  let id: RecordID
  /// How the first page was read (`ListQuery.expected`).
  let way: ListWay

  func text(for order: String) -> String {
    let json: JSON = [
      "o": .string(Self.fingerprint(order)), "v": .array(values.map(Self.encode)), "id": .string(id.text),
      "w": .string(way.rawValue),
    ]
    return Data(json.bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// Throws when the text is no cursor, or one of another order.
  init(parsing text: String, for order: String, _ kinds: [ColumnKind]) throws(Problems) {
    var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
    base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
    guard text.utf8.count <= 65_536, let data = Data(base64Encoded: base64), let json = try? JSON(parsing: Array(data)),
      json["o"]?.string == Self.fingerprint(order), let items = json["v"]?.array, items.count == kinds.count,
      let id = json["id"]?.string.flatMap({ RecordID(text: $0) })
    else { throw Self.problem }
    let values = zip(items, kinds).compactMap { Self.decode($0, $1) }
    guard values.count == kinds.count else { throw Self.problem }
    self.init(values: values, id: id, way: json["w"]?.string.flatMap(ListWay.init) ?? .any)
  }

  init(values: [SQLValue], id: RecordID, way: ListWay) {
    self.values = values
    self.id = id
    self.way = way
  }

  private static let problem = Problems([
    Problem(
      field: "cursor", "cursor", ja: "続きの位置が正しくありません。一覧を最初から取得し直してください。",
      en: "This cursor does not fit this list. Start again from the first page.")
  ])

  private static func encode(_ value: SQLValue) -> JSON {
    switch value {
    case .integer(let number): .integer(number)
    case .text(let text): .string(text)
    case .boolean(let flag): .boolean(flag)
    case .instant(let instant): .integer(instant.milliseconds)
    case .day(let day): .string(day.text)
    case .null, .double, .blob: .null
    }
  }

  /// Only values that a column of that kind can hold: a cursor may have been made by anybody.
  private static func decode(_ json: JSON, _ kind: ColumnKind) -> SQLValue? {
    if json.isNull { return .null }
    switch kind {
    case .integer: return json.integer.map { .integer($0) }
    case .text: return json.string.map { .text($0) }
    case .boolean: return json.boolean.map { .boolean($0) }
    case .instant: return json.integer.flatMap { years.contains($0) ? .instant(Instant(milliseconds: $0)) : nil }
    case .day: return json.string.flatMap { Day($0) }.map { .day($0) }
    case .double, .blob: return nil
    }
  }

  /// Milliseconds of the years 1 to 9999.
  private static let years: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// FNV-1a.
  private static func fingerprint(_ order: String) -> String {
    String(order.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }, radix: 36)
  }
}
