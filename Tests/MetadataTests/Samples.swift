import Kernel
import Metadata

/// One field type of each name, and values that it holds.
enum Samples {
  static func type(_ name: String) throws(Problems) -> any FieldType {
    try FieldTypes.make(name: name, settings: settings[name] ?? [:])
  }

  static let settings: [String: JSON] = [
    "picklist": Cast.sectors.settings, "multi_picklist": Cast.several.settings, "lookup": ["target": "account"],
    "auto_number": ["format": "Q-{YYYY}-{SEQ:5}"], "formula": ["expression": "amount * 2", "result": "yen"],
    "roll_up": ["relation": "deals", "function": "sum", "field": "amount", "result": "yen"],
    "money": ["currency_field": "price_currency"], "decimal": ["scale": 3], "text": ["max": 40], "integer": ["min": -100_000],
  ]

  static let values: [String: [Value]] = [
    "text": [.text("髙橋 一郎"), .text("か\u{3099}"), .text("-1,200"), .text("=SUM(A1)")], "long_text": [.text("1行目\n2行目\n\t3")],
    "kana": [.text("タカハシ イチロウ")], "email": [.text("Ichiro.Takahashi@example.jp")],
    "phone": [.text("03-1234-5678"), .text("０４２２（１２）３４５６")], "url": [.text("https://www.example.jp/a?b=c#d")],
    "postal_code": [.text("060-0000")], "integer": [.integer(0), .integer(-1200), .integer(999_999_999_999_999)],
    "decimal": [Cast.decimal("1234.5", 3), Cast.decimal("-0.005", 3), Cast.decimal("0", 3), Cast.decimal("999999999999.999", 3)],
    "percent": [Cast.decimal("12.5", 2), Cast.decimal("-100", 2)], "yen": [.integer(1_200_000), .integer(-1)],
    "money": [.integer(1250)],
    "currency": [.text("USD")], "day": [Cast.day("2026-11-22"), Cast.day("1989-01-08")],
    "instant": [Cast.instant("2026-11-22T00:30:00Z")],
    "boolean": [.boolean(true), .boolean(false)], "picklist": [.text("manufacturing"), .text("retail")],
    "multi_picklist": [.list(["manufacturing", "wholesale"])], "lookup": [.reference(RecordID(123_456))],
    "user": [.reference(RecordID(7))], "file": [.reference(RecordID(8))], "auto_number": [.text("Q-2026-00042")],
    "formula": [.integer(2_400_000)], "roll_up": [.integer(3_600_000)], "corporate_number": [.text("7000012050002")],
    "invoice_number": [.text("T7000012050002")], "identifier": [.reference(RecordID(Int64.max))],
    "record_type_name": [.text("lead")],
  ]
}
