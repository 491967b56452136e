import HTTPTypes
import Jobs
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// 取り込み 2/5: the columns of the file are connected to fields, and it is settled how records are recognised and what happens to those
/// that exist. Leaving the step makes the new fields and begins the dry run.
struct ImportMapRoutes: Sendable {
  let desk: ImportDesk

  var routes: [Route] {
    [
      .page("/import/{id}/map", "importMap", Label("取り込み 2/5 項目をつなぐ", "Import 2/5: map fields"), ImportDesk.permission, show),
      .post("/import/{id}/map", "importMapped", Label("試し読みへ", "On to the dry run"), ImportDesk.permission, go),
      .post("/import/{id}/keys", "importKeys", Label("見つけ方ごとの行数", "Rows per key"), ImportDesk.permission, keys),
    ]
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let draft = try await desk.loaded(request)
    if draft.run != nil { return .redirect(to: ImportDesk.place(of: draft)) }
    return try await desk.door.page(request) { tx, ui in try desk.mapPage(try desk.draft(request, in: tx), problems: [], tx, ui) }
  }

  /// Keeps the mapping and tells by what the rows can be recognised now: for the module, while somebody maps.
  private func keys(_ request: AppRequest) async throws -> Answer {
    let input = ImportMapInput(request.form)
    var draft = try await desk.loaded(request)
    guard draft.run == nil else { throw Refusal.notFound }
    input.apply(to: &draft)
    let found = try await desk.keys(of: draft, for: try request.signedIn().actor)
    return try await desk.door.write(request, as: "import.draft") { tx, ui in
      var draft = try desk.openDraft(request, in: tx)
      input.apply(to: &draft)
      draft.keys = found
      try desk.forgetCheck(of: &draft, in: tx)
      try draft.save(at: tx.now, in: tx.transaction)
      return .html(.ok, try desk.keyPanel(draft, tx, ui))
    }
  }

  private func go(_ request: AppRequest) async throws -> Answer {
    let input = ImportMapInput(request.form)
    return try await desk.door.write(
      request, as: "import.draft",
      refused: { tx, ui, problems in
        var draft = try desk.draft(request, in: tx)
        input.apply(to: &draft)
        return try desk.mapPage(draft, problems: problems, tx, ui)
      },
      { tx, _ in
        var draft = try desk.openDraft(request, in: tx)
        input.apply(to: &draft)
        try desk.forgetCheck(of: &draft, in: tx)
        if !input.goesOn {
          try draft.save(at: tx.now, in: tx.transaction)
          return .redirect(to: ImportDesk.link(draft.id))
        }
        try desk.makeFields(&draft, in: tx)
        try Problems.check(draft.finalPlan().problems(in: tx.schema, for: tx.actor))
        draft.check = try desk.queue.enqueue(
          ImportCheckJob.job(file: draft.file, plan: draft.finalPlan(), reading: draft.reading, actor: draft.actor), in: tx.transaction
        ).raw
        try draft.save(at: tx.now, in: tx.transaction)
        return .redirect(to: ImportDesk.link(draft.id, "check"))
      })
  }
}

extension ImportDesk {
  /// Makes the fields that are wanted for columns of the file, through the same plan as the page of fields.
  func makeFields(_ draft: inout ImportDraft, in tx: RecordTransaction) throws {
    guard let object = tx.schema.collection(draft.plan.collection)?.object else { throw Refusal.notFound }
    var taken = Set(object.fields.map(\.name))
    var fields: [FieldDefinition] = []
    for at in draft.plan.columns.indices {
      let column = draft.plan.columns[at]
      guard let target = column.target, target.hasPrefix(ImportDraft.newField) else { continue }
      let heading = column.heading.isEmpty ? "列\(at + 1)" : column.heading
      let label = Label(String(heading.prefix(80)), String(heading.prefix(80)))
      let name = NameSuggestion.name(for: label, avoiding: taken)
      taken.insert(name)
      var field = FieldDefinition(name, label, try FieldTypes.make(name: String(target.dropFirst()), settings: .object([])))
      field.isCustom = true
      fields.append(field)
      draft.plan.columns[at].target = name
    }
    guard !fields.isEmpty else { return }
    for action in try tx.change(.addFields(object: object.name, fields)).actions {
      guard case .recompute(let field, let object) = action else { continue }
      try queue.enqueue(BackfillJob.job(object: object.name, field: field.name), in: tx.transaction)
    }
  }
}

/// What the form of the second step holds.
struct ImportMapInput: Sendable {
  let goesOn: Bool
  /// By the number of the column; an empty text leaves it out.
  private let targets: [Int: String]
  private let match: ImportPlan.Match
  private let mode: ImportPlan.Mode
  private let contradictions: ImportPlan.Contradictions
  private let owner: RecordID?
  private let defaults: [String: String]

  init(_ form: Form) {
    goesOn = form["act"] != "back"
    var targets: [Int: String] = [:]
    for name in form.names where name.hasPrefix("to.") {
      if let at = Int(name.dropFirst(3)) { targets[at] = form[name] ?? "" }
    }
    self.targets = targets
    match = form["match"].map { $0 == "auto" || $0.isEmpty ? .auto : .field($0) } ?? .auto
    mode = form["mode"].flatMap(ImportPlan.Mode.init(rawValue:)) ?? .both
    contradictions = form["contradictions"].flatMap(ImportPlan.Contradictions.init(rawValue:)) ?? .keep
    owner = form["owner"].flatMap { RecordID(text: $0) }
    var defaults: [String: String] = [:]
    for (field, value) in zip(form.all("fixed_field"), form.all("fixed_value")) where !field.isEmpty && !value.isEmpty {
      defaults[field] = value
    }
    self.defaults = defaults
  }

  func apply(to draft: inout ImportDraft) {
    for (at, target) in targets where draft.plan.columns.indices.contains(at) {
      draft.plan.columns[at].target = target.isEmpty ? nil : target
    }
    draft.plan.match = match
    // A field that is not mapped any more finds nobody.
    if case .field(let name) = match, !draft.plan.targets.contains(name) { draft.plan.match = .auto }
    draft.plan.mode = mode
    draft.plan.contradictions = contradictions
    draft.plan.owner = owner
    draft.plan.defaults = defaults
  }
}
