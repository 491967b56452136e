import Kernel
import Metadata
import Testing

/// What people type and files hold, type by type: taken as it is, repaired, or refused.
@Suite struct TypedInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let type: any FieldType
    let typed: String
    let outcome: Outcome
    enum Outcome: Sendable { case good(Value), repaired(Value), refused(String) }

    init(_ type: any FieldType, _ typed: String, _ outcome: Outcome) {
      self.type = type
      self.typed = typed
      self.outcome = outcome
    }
    var testDescription: String { "\(type.typeName) \(typed.debugDescription)" }
  }

  @Test(arguments: texts + numbers + choices + moments + identifiers)
  func `typed text becomes a value, a repaired value, or a sentence that says what to do`(_ example: Case) {
    let parsed = example.type.parse(example.typed, in: Cast.ja)
    switch example.outcome {
    case .good(let value):
      #expect(parsed.value == value && parsed.problem == nil && parsed.repairs.isEmpty, "\(parsed)")
    case .repaired(let value):
      #expect(parsed.value == value && parsed.problem == nil && !parsed.repairs.isEmpty, "\(parsed)")
    case .refused(let code):
      #expect(parsed.problem?.code == code && parsed.value == .null, "\(parsed)")
      #expect(parsed.problem?.message.ja.isEmpty == false && parsed.problem?.message.en.isEmpty == false)
    }
  }

  static let texts: [Case] = [
    Case(TextType(), "山田製作所", .good(.text("山田製作所"))),
    Case(TextType(), "か\u{3099}", .good(.text("か\u{3099}"))),
    Case(TextType(), "  先頭の空白 　\n", .good(.text("  先頭の空白"))),
    Case(TextType(), " 　\u{A0}\t", .good(.null)),
    Case(TextType(max: 3), "👨‍👩‍👧髙﨑", .good(.text("👨‍👩‍👧髙﨑"))),
    Case(TextType(max: 3), "四文字だ", .refused("too_long")),
    Case(TextType(), "山田\0製作所", .refused("control_character")),
    Case(TextType(), "1行目\n2行目", .refused("control_character")),
    Case(TextType(), "a\u{85}b", .refused("control_character")),
    Case(LongTextType(), "1行目\r\n2行目\rtab\t。", .good(.text("1行目\n2行目\ntab\t。"))),
    Case(LongTextType(), "消\u{7F}", .refused("control_character")),
    Case(LongTextType(max: 5), "123456", .refused("too_long")),
    Case(KanaType(), "ヤマダ", .good(.text("ヤマダ"))),
    Case(KanaType(), "やまだ", .repaired(.text("ヤマダ"))),
    Case(KanaType(), "ﾔﾏﾀﾞ", .repaired(.text("ヤマダ"))),
    Case(KanaType(), "山田", .refused("kana")),
    Case(EmailType(), "Takahashi.Ichiro@example.jp", .good(.text("Takahashi.Ichiro@example.jp"))),
    Case(EmailType(), "ｓａｔｏ＠ｅｘａｍｐｌｅ．ｊｐ", .repaired(.text("sato@example.jp"))),
    Case(EmailType(), "佐藤 <sato@example.jp>", .repaired(.text("sato@example.jp"))),
    Case(EmailType(), "sato@", .refused("format")),
    Case(PhoneType(), "０３－１２３４－５６７８", .good(.text("０３－１２３４－５６７８"))),
    Case(PhoneType(), "03-1234-5678 内線12", .good(.text("03-1234-5678 内線12"))),
    Case(PhoneType(), "9012345678", .repaired(.text("09012345678"))),
    Case(PhoneType(), "9.01235E+09", .refused("excel_damage")),
    Case(URLType(), "https://www.example.jp/会社?id=1", .good(.text("https://www.example.jp/会社?id=1"))),
    Case(URLType(), "www.example.jp", .repaired(.text("https://www.example.jp"))),
    Case(URLType(), "ｈｔｔｐ：／／ｅｘａｍｐｌｅ．ｊｐ", .repaired(.text("http://example.jp"))),
    Case(URLType(), "javascript:alert(1)", .refused("format")),
    Case(URLType(), "javascript://example.jp/%0aalert(1)", .refused("format")),
    Case(URLType(), "https://admin:pw@example.jp", .refused("format")),
    Case(URLType(), "なし", .refused("format")),
    Case(PostalCodeType(), "100-0001", .good(.text("100-0001"))),
    Case(PostalCodeType(), "〒８１９－１６２６", .good(.text("819-1626"))),
    Case(PostalCodeType(), "600000", .repaired(.text("060-0000"))),
    Case(PostalCodeType(), "100-00", .refused("format")),
  ]

  static let numbers: [Case] = [
    Case(IntegerType(), "１，２００", .good(.integer(1200))),
    Case(IntegerType(), "-42", .good(.integer(-42))),
    Case(IntegerType(), "3.0", .good(.integer(3))),
    Case(IntegerType(), "1.5", .refused("too_precise")),
    Case(IntegerType(), "12,00", .refused("format")),
    Case(IntegerType(), "1,2,3", .refused("format")),
    Case(IntegerType(), "たくさん", .refused("format")),
    Case(IntegerType(), "1e5", .refused("format")),
    Case(IntegerType(), "9999999999999999", .refused("range")),
    Case(IntegerType(), "99999999999999999999999999", .refused("range")),
    Case(IntegerType(1...31), "32", .refused("range")),
    Case(DecimalType(scale: 3), "1,234.5", .good(Cast.decimal("1234.5", 3))),
    Case(DecimalType(scale: 3), "-0.005", .good(Cast.decimal("-0.005", 3))),
    Case(DecimalType(scale: 3), ".5", .good(Cast.decimal("0.5", 3))),
    Case(DecimalType(scale: 3), "5.", .refused("format")),
    Case(DecimalType(scale: 3), "1.2.3", .refused("format")),
    Case(DecimalType(scale: 2), "0.005", .refused("too_precise")),
    Case(PercentType(), "12.5%", .good(Cast.decimal("12.5", 2))),
    Case(PercentType(), "１２．５ ％", .good(Cast.decimal("12.5", 2))),
    Case(PercentType(), "12.555%", .refused("too_precise")),
    Case(YenType(), "1,200,000円", .good(.integer(1_200_000))),
    Case(YenType(), "￥１，２００", .good(.integer(1200))),
    Case(YenType(), "120万", .good(.integer(1_200_000))),
    Case(YenType(), "1.2億", .good(.integer(120_000_000))),
    Case(YenType(), "1億2,000万円", .good(.integer(120_000_000))),
    Case(YenType(), "3百万円", .good(.integer(3_000_000))),
    Case(YenType(), "500千円", .good(.integer(500_000))),
    Case(YenType(), "△500", .good(.integer(-500))),
    Case(YenType(), "▲1,000円", .good(.integer(-1000))),
    Case(YenType(), "(500)", .good(.integer(-500))),
    Case(YenType(), "0.5円", .refused("too_precise")),
    Case(YenType(), "万", .refused("format")),
    Case(YenType(), "2万1億", .refused("format")),
    Case(YenType(), "9999兆", .refused("range")),
    Case(YenType(), "応相談", .refused("format")),
    Case(MoneyType(currencyField: "price_currency"), "1,000", .good(.integer(1000))),
    Case(CurrencyType(), "usd", .good(.text("USD"))),
    Case(CurrencyType(), "円", .good(.text("JPY"))),
    Case(CurrencyType(), "XYZ", .refused("option")),
  ]

  static let choices: [Case] = [
    Case(BooleanType(), "はい", .good(.boolean(true))), Case(BooleanType(), "○", .good(.boolean(true))),
    Case(BooleanType(), "TRUE", .good(.boolean(true))), Case(BooleanType(), "１", .good(.boolean(true))),
    Case(BooleanType(), "×", .good(.boolean(false))), Case(BooleanType(), "いいえ", .good(.boolean(false))),
    Case(BooleanType(), "0", .good(.boolean(false))), Case(BooleanType(), "", .good(.null)),
    Case(BooleanType(), "たぶん", .refused("format")),
    Case(Cast.sectors, "manufacturing", .good(.text("manufacturing"))), Case(Cast.sectors, "製造", .good(.text("manufacturing"))),
    Case(Cast.sectors, "ＷＨＯＬＥＳＡＬＥ", .good(.text("wholesale"))), Case(Cast.sectors, "小売", .good(.text("retail"))),
    Case(Cast.sectors, "農業", .refused("option")),
    Case(Cast.several, "卸売、製造、卸売", .good(.list(["manufacturing", "wholesale"]))),
    Case(Cast.several, "Wholesale; Manufacturing", .good(.list(["manufacturing", "wholesale"]))),
    Case(Cast.several, "製造\n卸売\n", .good(.list(["manufacturing", "wholesale"]))),
    Case(Cast.several, " ; 、", .good(.null)), Case(Cast.several, "製造、農業", .refused("option")),
    Case(MultiPicklistType.tags, "展示会, 東京 ,展示会", .good(.list(["展示会", "東京"]))),
    Case(MultiPicklistType.tags, String(repeating: "長", count: 81), .refused("option_name")),
    Case(MultiPicklistType.tags, (1...101).map(String.init).joined(separator: ";"), .refused("too_many")),
    Case(MultiPicklistType.tags, "a\0b", .refused("control_character")),
  ]

  static let moments: [Case] = [
    Case(DayType(), "2026-11-22", .good(Cast.day("2026-11-22"))), Case(DayType(), "2026/9/27", .good(Cast.day("2026-09-27"))),
    Case(DayType(), "令和8年1月20日", .good(Cast.day("2026-01-20"))), Case(DayType(), "R8.1.20", .good(Cast.day("2026-01-20"))),
    Case(DayType(), "46292", .repaired(Cast.day("2026-09-27"))), Case(DayType(), "2026-02-30", .refused("no_such_day")),
    Case(DayType(), "11/22", .refused("incomplete_day")), Case(DayType(), "来週", .refused("day")),
    Case(InstantType(), "2026-11-22 09:30", .good(Cast.instant("2026-11-22T00:30:00Z"))),
    Case(InstantType(), "2026/11/22 9:30:15", .good(Cast.instant("2026-11-22T00:30:15Z"))),
    Case(InstantType(), "令和8年11月22日　９：３０", .good(Cast.instant("2026-11-22T00:30:00Z"))),
    Case(InstantType(), "2026-11-22T09:30:00+09:00", .good(Cast.instant("2026-11-22T00:30:00Z"))),
    Case(InstantType(), "2026-11-22", .good(Cast.instant("2026-11-21T15:00:00Z"))),
    Case(InstantType(), "2026-11-22 25:00", .refused("format")), Case(InstantType(), "2026-02-30 10:00", .refused("format")),
    Case(InstantType(), "09:30", .refused("format")),
  ]

  static let identifiers: [Case] = [
    Case(LookupType(target: "account"), RecordID(42).text.lowercased(), .good(.reference(RecordID(42)))),
    Case(UserType(), RecordID(7).text, .good(.reference(RecordID(7)))), Case(FileType(), "見積書.pdf", .refused("format")),
    Case(IdentifierType(), "123", .refused("format")),
    Case(CorporateNumberType(), "７０００－０１２０５－０００２", .good(.text("7000012050002"))),
    Case(CorporateNumberType(), "7000012050003", .refused("check_digit")),
    Case(CorporateNumberType(), "7.00001E+12", .refused("excel_damage")),
    Case(CorporateNumberType(), "621498320257", .refused("my_number")),
    Case(InvoiceNumberType(), "ｔ7000012050002", .good(.text("T7000012050002"))),
    Case(InvoiceNumberType(), "T70000", .refused("format")),
    Case(RecordTypeNameType(), "lead", .good(.text("lead"))), Case(RecordTypeNameType(), "見込み客", .refused("format")),
    Case(AutoNumberType(format: "Q-{SEQ:5}"), "Q-00042", .good(.text("Q-00042"))),
    Case(FormulaType("1", result: .yen), "120万", .good(.integer(1_200_000))),
    Case(RollUpType(.count, over: "deals", result: .integer), "3", .good(.integer(3))),
  ]

  @Test(arguments: FieldTypes.all.map { $0.name })
  func `empty text clears a field of every type`(_ name: String) throws {
    let type = try Samples.type(name)
    for empty in ["", " ", "　\n"] {
      #expect(type.parse(empty, in: Cast.ja).value == .null && type.parse(empty, in: Cast.ja).problem == nil)
    }
    #expect(type.decode(.null, in: Cast.ja).value == .null)
    #expect(type.encode(.null) == .null)
    #expect(type.shown(.null, in: Cast.ja).isEmpty && type.exported(.null, in: Cast.en).isEmpty)
  }
}

extension Cast {
  static let several = MultiPicklistType(options: Array(sectors.options.prefix(2)))
}
