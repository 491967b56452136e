package import Kernel
package import Metadata

/// 取り込み: how the rows of one file become records: which column is which field, how records are recognised, and what may happen
/// to those that exist already.
package struct ImportPlan: Sendable, Hashable {
  package enum Mode: String, Sendable, CaseIterable {
    case create, update, both
  }

  /// What is done with a cell that differs from what the record holds.
  package enum Contradictions: String, Sendable, CaseIterable {
    /// The record's value stays and the difference is told. Running the same file again changes nothing.
    case keep
    /// The file's value wins.
    case overwrite
  }

  /// How a row finds its record.
  package enum Match: Sendable, Hashable {
    /// By id when the file has one, by mail address and name, by corporate number, by name with phone or company and address.
    case auto
    /// By the value of this field: `id`, `email`, `corporate_number`, or any other.
    case field(String)
  }

  /// One column of the file. `target`: a field, one of `HeadingGuess.composites`, or `nil` for a column that is left out.
  package struct Column: Sendable, Hashable {
    package let heading: String
    package var target: String?

    package init(_ heading: String, _ target: String?) {
      self.heading = heading
      self.target = target
    }
  }

  /// As in the API: `leads`, `accounts`.
  package var collection: String
  package var columns: [Column]
  package var match = Match.auto
  package var mode = Mode.both
  package var contradictions = Contradictions.keep
  /// Whose the new records are when the file does not say; `nil`: of who imports.
  package var owner: RecordID?
  /// Typed values for fields of new records that the row leaves empty.
  package var defaults: [String: String] = [:]

  package init(collection: String, columns: [Column]) {
    self.collection = collection
    self.columns = columns
  }

  /// What the headings seem to mean for an actor who may write these fields.
  package static func guess(
    _ collection: String, headings: [String], in schema: Schema, for actor: Actor
  ) throws -> ImportPlan {
    guard let target = schema.collection(collection) else { throw Problems([unknown(collection, schema)]) }
    let fields = ImportTarget.fields(of: target.object, AccessScope(actor: actor, schema: schema))
    let guess = HeadingGuess(
      object: target.object.name, candidates: fields.map { HeadingGuess.Candidate($0.name, $0.label) })
    let matches = guess.match(headings.map { ImportReport.headings.contains($0) ? "" : $0 })
    var plan = ImportPlan(collection: collection, columns: zip(headings, matches).map { Column($0, $1?.field) })
    plan.preferIDs(of: fields)
    return plan
  }

  /// An own export has two columns for a lookup; the id is the certain one.
  private mutating func preferIDs(of fields: [FieldDefinition]) {
    for field in fields where field.type is any ReferenceType && field.name != "id" {
      let headings = [field.label.ja + ExportColumns.idSuffix.ja, field.label.en + ExportColumns.idSuffix.en, field.name]
      guard let exact = columns.firstIndex(where: { headings.contains($0.heading) }) else { continue }
      for at in columns.indices where columns[at].target == field.name { columns[at].target = nil }
      columns[exact].target = field.name
    }
  }

  package var targets: [String] { columns.compactMap(\.target) }

  /// Everything that keeps this plan from being run by this actor.
  package func problems(in schema: Schema, for actor: Actor) -> [Problem] {
    guard let collection = schema.collection(collection) else { return [Self.unknown(collection, schema)] }
    let access = AccessScope(actor: actor, schema: schema)
    let known = Set(ImportTarget.fields(of: collection.object, access).map(\.name) + HeadingGuess.composites.map(\.name))
    var problems: [Problem] = []
    if targets.isEmpty {
      problems.append(
        Problem(
          "no_columns", ja: "取り込む列がありません。1 行目が見出しか、列の割り当てを確かめてください。",
          en: "No column is mapped. Check that the first row holds headings, and the mapping."))
    }
    for name in targets + defaults.keys.sorted() where !known.contains(name) {
      problems.append(
        Problem(
          field: name, "unknown_field", ja: "項目「\(name)」には取り込めません。名前と権限を確かめてください。",
          en: "Nothing can be imported into “\(name)”. Check its name and your rights."))
    }
    for (name, count) in Dictionary(targets.map { ($0, 1) }, uniquingKeysWith: +).sorted(by: { $0.key < $1.key }) where count > 1 {
      problems.append(
        Problem(
          field: name, "mapped_twice", ja: "項目「\(name)」に \(count) つの列が割り当てられています。1 つにしてください。",
          en: "\(count) columns are mapped to “\(name)”. Keep one."))
    }
    if case .field(let name) = match, !targets.contains(name) {
      problems.append(
        Problem(
          field: name, "match_not_mapped", ja: "照合する項目「\(name)」の列がありません。列を割り当ててください。",
          en: "No column is mapped to “\(name)”, by which records are to be found. Map one."))
    }
    return problems
  }

  private static func unknown(_ collection: String, _ schema: Schema) -> Problem {
    let names = schema.collectionNames.joined(separator: ", ")
    return Problem(
      field: collection, "unknown_collection", ja: "「\(collection)」はありません。\(names) から選んでください。",
      en: "There is no “\(collection)”. Choose one of \(names).")
  }
}

extension ImportPlan {
  /// Reads what `json` wrote, and what the API is given.
  package init(json: JSON) throws {
    var problems: [Problem] = []
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, _ standard: Choice) -> Choice {
      guard let text = json[name]?.string else { return standard }
      if let choice = Choice(rawValue: text) { return choice }
      let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      problems.append(
        Problem(field: name, "choice", ja: "\(name) は \(all) のどれかにしてください。", en: "\(name) must be one of \(all)."))
      return standard
    }
    collection = json["collection"]?.string ?? ""
    columns = (json["columns"]?.array ?? []).map { Column($0["heading"]?.string ?? "", $0["target"]?.string) }
    match = json["match"]?.string.map { $0 == "auto" ? .auto : .field($0) } ?? .auto
    mode = choice("mode", .both)
    contradictions = choice("contradictions", .keep)
    owner = json["owner"]?.string.flatMap { RecordID(text: $0) }
    for member in json["defaults"]?.members ?? [] { defaults[member.name] = member.value.string }
    try Problems.check(problems)
  }

  package var json: JSON {
    let columns = columns.map { column -> JSON in
      ["heading": .string(column.heading), "target": column.target.map(JSON.string) ?? .null]
    }
    let match: JSON =
      switch match {
      case .auto: "auto"
      case .field(let name): .string(name)
      }
    return [
      "collection": .string(collection), "columns": .array(columns), "match": match, "mode": .string(mode.rawValue),
      "contradictions": .string(contradictions.rawValue), "owner": owner.map { .string($0.text) } ?? .null,
      "defaults": .object(defaults.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }),
    ]
  }
}

/// Where values of a file can go.
enum ImportTarget {
  /// The fields somebody may import into; the record's id only finds it.
  static func fields(of object: ObjectDefinition, _ access: AccessScope) -> [FieldDefinition] {
    object.activeFields.filter { field in
      field.type.column != nil && (field.name == "id" || access.isEditable(field, on: object))
    }
  }
}
