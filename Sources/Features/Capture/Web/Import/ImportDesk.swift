import Database
import Foundation
import Jobs
import Kernel
import Metadata
import Query
import RecordPages
import Records
import WebKernel

/// What the five steps of an import share: reaching the draft, looking at its file, and where each step lives.
struct ImportDesk: Sendable {
  let door: WebDoor
  let queue: JobQueue
  let workbook: @Sendable (_ path: String) throws -> any TableReader

  var store: RecordStore { door.store }

  static let permission = Route.Permission.pageFor(permission: "import")

  // MARK: Addresses

  static func link(_ draft: ID<ImportDraft>, _ step: String = "") -> String {
    step.isEmpty ? "/import/\(draft.text)" : "/import/\(draft.text)/\(step)"
  }

  /// Where an import goes on.
  static func place(of draft: ImportDraft) -> String {
    if draft.run != nil { return link(draft.id, "run") }
    return link(draft.id, draft.check == nil ? (draft.answers.mail == nil && draft.answers.source == nil ? "" : "map") : "check")
  }

  // MARK: Drafts

  /// Who may not import gets no further.
  static func permit(_ tx: RecordTransaction) throws {
    guard tx.actor.rights.may("import") else {
      throw Refusal.forbidden(Label("取り込みの権限がありません。管理者に相談してください。", "Your role does not allow imports. Ask an administrator."))
    }
  }

  func draft(_ request: AppRequest, lock: Bool = false, in tx: RecordTransaction) throws -> ImportDraft {
    try Self.permit(tx)
    return try ImportDraft.find(try request.id("id"), of: tx.actor.userID, lock: lock, in: tx.transaction)
  }

  /// One that has not begun to write.
  func openDraft(_ request: AppRequest, in tx: RecordTransaction) throws -> ImportDraft {
    let draft = try draft(request, lock: true, in: tx)
    guard draft.run == nil else {
      throw Refusal.state(
        Problem(
          "import_began", ja: "この取り込みはもう始まっています。別のファイルとして取り込み直すか、元に戻してください。",
          en: "This import has already begun. Import the file anew, or undo it."))
    }
    return draft
  }

  /// The draft as it is now, outside a transaction that writes: for work that takes a while.
  func loaded(_ request: AppRequest) async throws -> ImportDraft {
    try await store.read(for: try request.signedIn().actor) { tx in try self.draft(request, in: tx) }
  }

  func job(_ id: Int64?, in tx: RecordTransaction) throws -> Job? {
    try id.flatMap { try queue.job(ID<Job>($0), in: tx.transaction) }
  }

  /// Puts an end to a look that nobody needs any more.
  func forgetCheck(of draft: inout ImportDraft, in tx: RecordTransaction) throws {
    if let check = draft.check { _ = try queue.cancel(ID<Job>(check), in: tx.transaction) }
    draft.check = nil
  }

  // MARK: Files

  /// What a file is, and what its columns seem to mean.
  struct Findings: Sendable {
    let look: ImportLook
    let plan: ImportPlan
    let keys: ImportKeys
  }

  /// Reads the whole file. Blocks nobody else; throws what is wrong with the file in words for whoever chose it.
  func look(at path: String, _ reading: ImportReading, into collection: String, for actor: ActorReference) async throws -> Findings {
    let workbook = workbook
    let (source, headings) = try await blocking {
      let source = try ImportSource(path: path, reading: reading, workbook: workbook)
      return (source, try source.headings())
    }
    let (plan, parsing, fresh) = try await store.read(for: actor) { tx in
      guard try ImportTargets(in: tx).contains(collection) else { throw Refusal.notFound }
      let plan = try ImportPlan.guess(collection, headings: headings, in: tx.schema, for: tx.actor)
      return (plan, tx.parsing, try Self.counting(plan, in: tx))
    }
    return try await blocking {
      var counting = fresh
      let look = try ImportLook(of: source, at: path, in: parsing) { counting.take($0) }
      return Findings(look: look, plan: plan, keys: counting.keys)
    }
  }

  private static func counting(_ plan: ImportPlan, in tx: RecordTransaction) throws -> ImportKeys.Counting {
    let fields = try ImportChoices(plan.collection, in: tx.schema, for: tx.actor).matchFields(plan.targets).map(\.name)
    return try ImportKeys.Counting(plan, fields: fields, in: tx)
  }

  /// The keys of a draft whose mapping has changed.
  func keys(of draft: ImportDraft, for actor: ActorReference) async throws -> ImportKeys {
    let file = try await SpooledFile(draft.file, from: store.database)
    defer { file.remove() }
    let (reading, workbook, path) = (draft.reading, workbook, file.path)
    let plan = draft.plan.withoutNewFields
    let counting = try await store.read(for: actor) { try Self.counting(plan, in: $0) }
    return try await blocking { try ImportKeys.survey(counting, ImportSource(path: path, reading: reading, workbook: workbook)) }
  }
}

extension ImportPlan {
  /// As far as its fields exist already.
  var withoutNewFields: ImportPlan {
    var plan = self
    for at in plan.columns.indices where plan.columns[at].target?.hasPrefix(ImportDraft.newField) == true {
      plan.columns[at].target = nil
    }
    return plan
  }
}

/// What somebody can import into: every kind of record that has an owner or hangs on one, standard or custom.
struct ImportTargets: Sendable {
  struct Target: Sendable {
    let collection: String
    let label: Label
  }
  let all: [Target]

  init(in tx: RecordTransaction) throws {
    let objects = tx.schema.objects.values.filter { object in
      guard object.takesFiles else { return false }
      let rights = tx.actor.rights
      return rights.scope(.create, on: object.name) > .none || rights.scope(.edit, on: object.name) > .none
    }
    let usual = ["leads", "contacts", "accounts", "deals"]
    all = objects.sorted { ($0.isCustom ? 1 : 0, $0.name) < ($1.isCustom ? 1 : 0, $1.name) }.flatMap { object -> [Target] in
      object.recordTypes.isEmpty
        ? [Target(collection: object.collection, label: object.label)]
        : object.recordTypes.map { Target(collection: $0.collection, label: $0.label) }
    }.sorted { a, b in
      (usual.firstIndex(of: a.collection) ?? usual.count) < (usual.firstIndex(of: b.collection) ?? usual.count)
    }
  }

  func contains(_ collection: String) -> Bool { all.contains { $0.collection == collection } }

  func label(_ collection: String) -> Label { all.first { $0.collection == collection }?.label ?? Label(collection, collection) }
}
