package import Kernel
import Metadata

/// One thing that a dry run has to say of one cell or row: what is wrong, what would be put right, what would be left out.
package struct ImportExample: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    case rejected, repaired, kept
  }
  package let kind: Kind
  package let row: Int
  /// Whose row it is.
  package let name: String
  package let field: Label?
  /// The cell as it stands in the file.
  package let before: String?
  /// What the record would get instead, or holds already.
  package let after: String?
  package let message: Label

  package init(
    _ kind: Kind, row: Int, name: String, field: Label?, before: String?, after: String?, message: Label
  ) {
    self.kind = kind
    self.row = row
    self.name = name
    self.field = field
    self.before = before
    self.after = after
    self.message = message
  }

  package init?(json: JSON) {
    guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)), let message = json["message"].flatMap(Label.init(pair:)) else {
      return nil
    }
    self.init(
      kind, row: Int(json["row"]?.integer ?? 0), name: json["name"]?.string ?? "", field: json["field"].flatMap(Label.init(pair:)),
      before: json["before"]?.string, after: json["after"]?.string, message: message)
  }

  package var json: JSON {
    [
      "kind": .string(kind.rawValue), "row": .integer(Int64(row)), "name": .string(name), "field": field?.pair ?? .null,
      "before": before.map(JSON.string) ?? .null, "after": after.map(JSON.string) ?? .null, "message": message.pair,
    ]
  }
}

/// How a record that exists already would change, for somebody to see before it happens.
package struct ImportChangeExample: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package let field: Label
    package let before: String
    package let after: String
  }
  package let record: RecordID
  package let name: String
  package let lines: [Line]

  package init(record: RecordID, name: String, lines: [Line]) {
    self.record = record
    self.name = name
    self.lines = lines
  }

  package init?(json: JSON) {
    guard let record = json["record"]?.string.flatMap({ RecordID(text: $0) }), let name = json["name"]?.string else { return nil }
    self.record = record
    self.name = name
    lines = (json["lines"]?.array ?? []).compactMap { line in
      line["field"].flatMap(Label.init(pair:)).map {
        Line(field: $0, before: line["before"]?.string ?? "", after: line["after"]?.string ?? "")
      }
    }
  }

  package var json: JSON {
    [
      "record": .string(record.text), "name": .string(name),
      "lines": .array(lines.map { ["field": $0.field.pair, "before": .string($0.before), "after": .string($0.after)] }),
    ]
  }
}

extension Label {
  fileprivate init?(pair json: JSON) {
    guard let ja = json["ja"]?.string, let en = json["en"]?.string else { return nil }
    self.init(ja, en)
  }

  fileprivate var pair: JSON { ["ja": .string(ja), "en": .string(en)] }
}

/// Gathers the examples of a dry run: the first of each kind, and every row that would be rejected as it would be handed back.
struct ImportExamples: Sendable {
  static let most = 100
  static let mostChanges = 5
  /// More rejected rows than these are no list to mend but a wrong mapping.
  static let mostRejected = 20_000

  private(set) var examples: [ImportExample.Kind: [ImportExample]] = [:]
  private(set) var changes: [ImportChangeExample] = []
  private(set) var errorBytes: [UInt8] = []
  private var rejected = 0

  var all: [ImportExample] { ImportExample.Kind.allCases.flatMap { examples[$0] ?? [] } }

  private mutating func add(_ example: ImportExample) {
    if examples[example.kind, default: []].count < Self.most { examples[example.kind, default: []].append(example) }
  }

  private func isFull(_ kind: ImportExample.Kind) -> Bool { examples[kind]?.count ?? 0 >= Self.most }

  // MARK: - Rows

  mutating func reject(_ rows: [(row: ImportRow, problems: [Problem])], _ plan: ImportPlan, _ object: ObjectDefinition, in tx: RecordTransaction)
    throws
  {
    guard !rows.isEmpty else { return }
    if rejected < Self.mostRejected {
      var report = ImportReport(object: object, plan: plan, language: tx.actor.language)
      for (row, problems) in rows { report.reject(row, problems) }
      errorBytes += try report.errorBytes(withHeadings: rejected == 0)
      rejected += rows.count
    }
    guard !isFull(.rejected) else { return }
    for (row, problems) in rows {
      let name = Self.name(of: row, object, in: tx)
      for problem in problems {
        add(
          ImportExample(
            .rejected, row: row.number, name: name, field: problem.field.flatMap(object.field)?.label,
            before: problem.field.flatMap { Self.cell($0, of: row, plan) }, after: nil, message: problem.message))
      }
    }
  }

  mutating func take(_ row: ImportRow, _ notes: [ImportNote], _ plan: ImportPlan, _ object: ObjectDefinition, in tx: RecordTransaction) {
    guard notes.contains(where: { !isFull($0.kind == .repaired ? .repaired : .kept) }) else { return }
    let name = Self.name(of: row, object, in: tx)
    for note in notes {
      let field = object.field(note.field)
      let value = note.kind == .repaired ? row.values[note.field] : nil
      add(
        ImportExample(
          note.kind == .repaired ? .repaired : .kept, row: row.number, name: name, field: field?.label,
          before: Self.cell(note.field, of: row, plan), after: value.flatMap { field?.type.shown($0, in: tx.parsing) },
          message: note.message))
    }
  }

  mutating func show(_ entry: ImportBatch.Pending, of object: ObjectDefinition, in tx: RecordTransaction) {
    guard changes.count < Self.mostChanges, let base = entry.base, base.version > 0 else { return }
    let lines = entry.changed.sorted().compactMap { name -> ImportChangeExample.Line? in
      guard let field = object.field(name), !(field.type is any ReferenceType) else { return nil }
      let (old, new) = (field.type.shown(base[name], in: tx.parsing), field.type.shown(entry.values[name] ?? .null, in: tx.parsing))
      return old == new ? nil : ImportChangeExample.Line(field: field.label, before: old, after: new)
    }
    if !lines.isEmpty { changes.append(ImportChangeExample(record: base.id, name: tx.title(of: base, object), lines: lines)) }
  }

  /// Company and name, as far as the row says them.
  private static func name(of row: ImportRow, _ object: ObjectDefinition, in tx: RecordTransaction) -> String {
    let record = Record(object: object.name, id: RecordID(0), values: row.values)
    let title = tx.title(of: record, object)
    let company = row.values["company_name"].map(\.plainText) ?? ""
    return [company, title == RecordID(0).text ? "" : title].filter { !$0.isEmpty }.joined(separator: "・")
  }

  private static func cell(_ field: String, of row: ImportRow, _ plan: ImportPlan) -> String? {
    let composite = HeadingGuess.composites.first { $0.parts.contains(field) }?.name
    let at = plan.columns.firstIndex { $0.target == field } ?? plan.columns.firstIndex { $0.target == composite && composite != nil }
    guard let at, at < row.cells.count, !row.cells[at].isEmpty else { return nil }
    return row.cells[at]
  }
}
