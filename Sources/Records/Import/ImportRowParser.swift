import Japan
import Kernel
import Metadata

/// Turns the cells of a row into values by the rules of the fields, after what Excel did to them was put right.
struct ImportRowParser: Sendable {
  private struct Column: Sendable {
    let at: Int
    let heading: String
    let kind: Kind

    enum Kind: Sendable {
      case field(Cell)
      case name(FieldDefinition)
      case fullName
      case fullKana
      case address
    }
  }

  /// A field, and as what Excel may have damaged its cells.
  private struct Cell: Sendable {
    let field: FieldDefinition
    let phone: ExcelDamage.Column?

    init(_ field: FieldDefinition) {
      self.field = field
      phone = field.type is PhoneType ? (field.name.contains("mobile") ? .mobile : .phone) : nil
    }
  }

  private let columns: [Column]
  private let headings: [String]
  private let object: ObjectDefinition
  private let rules: (any RecordRules)?
  private let context: ParseContext
  private let postalCodes: PostalDirectory?
  private let usesRowIdentity: Bool
  private let beginnings: ImportBeginnings

  init(plan: ImportPlan, object: ObjectDefinition, in tx: RecordTransaction) throws {
    self.object = object
    rules = tx.store.rules[object.name]
    context = tx.parsing
    postalCodes = tx.store.postalCodes
    beginnings = try ImportBeginnings(plan: plan, object: object, in: tx)
    headings = plan.columns.map(\.heading)
    usesRowIdentity = plan.match == .auto
    columns = plan.columns.enumerated().compactMap { at, column in
      guard let target = column.target else { return nil }
      let kind: Column.Kind? =
        switch target {
        case "full_name": .fullName
        case "full_kana": .fullKana
        case "address": .address
        default:
          object.field(target).map { $0.type is any ReferenceType && target != "id" ? .name($0) : .field(Cell($0)) }
        }
      return kind.map { Column(at: at, heading: column.heading, kind: $0) }
    }
  }

  func parse(_ row: TableRow) -> ImportRow {
    var result = read(row)
    if result.problems.isEmpty {
      result.new = beginnings.new(result)
      result.identities = identities(of: result)
    }
    return result
  }

  /// What a row says and by what it may be recognised, without the work on what it would become.
  func recognise(_ row: TableRow) -> ImportRow {
    var result = read(row)
    if result.problems.isEmpty { result.identities = identities(of: result) }
    return result
  }

  private func read(_ row: TableRow) -> ImportRow {
    var result = ImportRow(number: row.number, cells: row.cells)
    result.problems = row.problems
    if row.cells.count > headings.count, row.cells[headings.count...].contains(where: { !$0.isEmpty }) {
      result.problems.append(
        Problem(
          "too_many_cells", ja: "見出しより列が多い行です（\(row.cells.count) 列）。区切り文字と引用符を確かめてください。",
          en: "The row has more cells (\(row.cells.count)) than there are headings. Check delimiters and quotation marks."))
    }
    // Room for what a new record has besides, so that its copies need not grow.
    result.values.reserveCapacity(columns.count + 16)
    for column in columns where column.at < row.cells.count {
      let cell = row.cells[column.at]
      if cell.isEmpty { continue }
      switch column.kind {
      case .field(let field): take(cell, field, &result)
      case .name(let field):
        let typed = ExcelDamage.trimmed(cell)
        if !typed.isEmpty { result.names.append((field.name, typed)) }
      case .fullName: split(PersonName(full: cell), "last_name", "first_name", &result)
      case .fullKana: split(PersonName(full: cell), "last_kana", "first_kana", &result)
      case .address: split(AddressParts(cell, directory: postalCodes), cell, &result)
      }
    }
    return result
  }

  private func take(_ cell: String, _ kind: Cell, _ result: inout ImportRow) {
    let field = kind.field
    var (parsed, repairs) = read(cell, kind)
    if parsed.problem != nil, field.type is EmailType, let mended = Self.mended(mail: cell) {
      let second = field.type.parse(mended.value, in: context)
      if second.problem == nil { (parsed, repairs) = (second, mended.repairs) }
    }
    if var problem = parsed.problem {
      problem.field = field.name
      result.problems.append(problem)
      return
    }
    guard !parsed.value.isNull else { return }
    result.values[field.name] = parsed.value
    for message in parsed.repairs { repairs.append(message) }
    for message in repairs { result.repairs.append(ImportNote(.repaired, field: field.name, message)) }
  }

  /// Phone fields take what is typed, so what Excel cut off is put back here; the other types see to it themselves.
  private func read(_ cell: String, _ kind: Cell) -> (Parsed, [Label]) {
    let field = kind.field
    guard let phone = kind.phone else { return (field.type.parse(cell, in: context), []) }
    do throws(Problem) {
      let repaired = try ExcelDamage.repair(cell, as: phone, field: field.name)
      return (field.type.parse(repaired.value, in: context), repaired.repairs.map(\.message))
    } catch {
      return (.wrong(error), [])
    }
  }

  /// `mailto:` and brackets go, and so do dots at the end, which no mailbox has.
  private static func mended(mail cell: String) -> (value: String, repairs: [Label])? {
    guard let repaired = try? ExcelDamage.repair(cell, as: .email) else { return nil }
    var value = repaired.value
    while value.hasSuffix(".") { value.removeLast() }
    let message = Label("メールアドレス「\(cell)」を \(value) に整えました。", "Cleaned the mail address “\(cell)”: \(value).")
    return (value, [message])
  }

  private func split(_ name: PersonName, _ last: String, _ first: String, _ result: inout ImportRow) {
    for (text, field) in [(name.last, last), (name.first, first)] where !text.isEmpty {
      if let field = object.field(field) { take(text, Cell(field), &result) }
    }
  }

  private func split(_ parts: AddressParts, _ typed: String, _ result: inout ImportRow) {
    let texts = [
      (parts.prefecture, "prefecture"), (parts.city, "city"), (parts.street, "street"), (parts.building, "building"),
    ]
    for (text, field) in texts where !text.isEmpty && result.values[field] == nil {
      if let field = object.field(field) { take(text, Cell(field), &result) }
    }
  }

  private func identities(of row: ImportRow) -> [Identity] {
    var identities: [Identity]
    if let new = row.new, beginnings.areEmpty {
      identities = new.form.identities
    } else {
      identities = rules?.identities(of: Record(object: object.name, id: RecordID(0), values: row.values)) ?? []
    }
    if usesRowIdentity, !identities.contains(where: \.isCertain) {
      identities.append(ImportRowIdentity.of(row, object))
    }
    return identities
  }
}

/// Recognises a row that was imported before though nothing in it identifies anybody: by all it says.
enum ImportRowIdentity {
  static let kind = "import_row"

  /// FNV-1a over fields and values in the order of their names, twice with different beginnings: 128 bits.
  static func of(_ row: ImportRow, _ object: ObjectDefinition) -> Identity {
    var a: UInt64 = 14_695_981_039_346_656_037
    var b: UInt64 = 0x9E37_79B9_7F4A_7C15
    func add(_ text: String) {
      for byte in text.utf8 {
        a = (a ^ UInt64(byte)) &* 1_099_511_628_211
        b = (b ^ UInt64(byte)) &* 1_099_511_628_211
      }
      a = (a ^ 0xFF) &* 1_099_511_628_211
      b = (b ^ 0xFE) &* 1_099_511_628_211
    }
    add(object.name)
    for (name, value) in row.values.sorted(by: { $0.key < $1.key }) {
      add(name)
      add(value.plainText)
    }
    for (name, typed) in row.names {
      add(name)
      add(typed)
    }
    return Identity(kind: kind, key: String(a, radix: 16) + String(b, radix: 16))
  }
}
