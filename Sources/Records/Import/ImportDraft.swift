package import Database
package import Kernel

/// An import on its way, from the file that was chosen to its result: kept with every step, so that it goes on after a reload
/// or on another device. Only whoever began it sees it.
package struct ImportDraft: Sendable {
  package static let migrations: [Migration] = [
    Migration("0014-import-drafts") { dialect in
      let integer = dialect.type(.integer)
      return [
        """
        CREATE TABLE import_draft (
          id \(dialect.key), actor_id \(integer) NOT NULL, created_at \(dialect.type(.instant)) NOT NULL,
          updated_at \(dialect.type(.instant)) NOT NULL, check_job_id \(integer), run_job_id \(integer),
          state \(dialect.type(.text)) NOT NULL)
        """,
        "CREATE INDEX import_draft_actor ON import_draft (actor_id, id)",
        "CREATE INDEX import_draft_run ON import_draft (run_job_id) WHERE run_job_id IS NOT NULL",
      ]
    }
  ]

  package let id: ID<ImportDraft>
  package let actor: ID<UserTag>
  package let createdAt: Instant
  package var file: ID<ExchangeFile>
  package var fileName: String
  /// What was said of how to read it; the rest was found out.
  package var reading = ImportReading()
  package var look: ImportLook
  package var answers = ImportAnswers()
  /// A target such as `+day` is a field that is yet to be made, of that type.
  package var plan: ImportPlan
  package var keys: ImportKeys?
  /// The jobs that look and that write.
  package var check: Int64?
  package var run: Int64?
  /// Somebody wanted it stopped and taken back.
  package var isWithdrawn = false

  package init(
    id: ID<ImportDraft>, actor: ID<UserTag>, createdAt: Instant, file: ID<ExchangeFile>, fileName: String, look: ImportLook,
    plan: ImportPlan
  ) {
    self.id = id
    self.actor = actor
    self.createdAt = createdAt
    self.file = file
    self.fileName = fileName
    self.look = look
    self.plan = plan
  }

  /// The mark of a field that is yet to be made.
  package static let newField = "+"

  /// The plan with what the answers say of every new record. A value that stands in the file comes before the answer.
  package func finalPlan() -> ImportPlan {
    var plan = plan
    let mapped = Set(plan.targets)
    if !mapped.contains("lead_source"), let source = answers.source, plan.defaults["lead_source"] == nil { plan.defaults["lead_source"] = source }
    if answers.mail == .notYet { plan.defaults["do_not_mail"] = "true" }
    return plan
  }
}

/// What somebody answers for a list before it may be imported: where it came from, and whether its people may be mailed.
package struct ImportAnswers: Sendable, Hashable {
  package enum Mail: String, Sendable, CaseIterable {
    /// They agreed to it.
    case consent
    /// They gave a business card or are customers.
    case relation
    /// Nothing is sent until somebody says otherwise.
    case notYet = "not_yet"
  }
  package var source: String?
  package var mail: Mail?
  /// What the basis is, in words.
  package var note = ""

  package init() {}

  package init(json: JSON) {
    source = json["source"]?.string
    mail = json["mail"]?.string.flatMap(Mail.init(rawValue:))
    note = json["note"]?.string ?? ""
  }

  package var json: JSON {
    ["source": source.map(JSON.string) ?? .null, "mail": mail.map { .string($0.rawValue) } ?? .null, "note": .string(note)]
  }
}

// MARK: - Keeping

extension ImportDraft {
  private static let columns: SQL = "id, actor_id, created_at, check_job_id, run_job_id, state"

  private init(row: Row) throws {
    let state = try JSON(parsing: try row.text(5))
    guard let file = state["file"]?.string.flatMap({ ID<ExchangeFile>(text: $0) }), let look = state["look"].flatMap(ImportLook.init(json:)),
      let plan = state["plan"]
    else { throw Refusal.notFound }
    self.init(
      id: try row.id(0), actor: try row.id(1), createdAt: try row.instant(2), file: file, fileName: state["file_name"]?.string ?? "",
      look: look, plan: try ImportPlan(json: plan))
    reading = state["reading"].map(ImportReading.init(json:)) ?? ImportReading()
    answers = state["answers"].map(ImportAnswers.init(json:)) ?? ImportAnswers()
    keys = state["keys"].flatMap(ImportKeys.init(json:))
    check = try row.optionalInteger(3)
    run = try row.optionalInteger(4)
    isWithdrawn = state["withdrawn"]?.boolean ?? false
  }

  private var state: JSON {
    [
      "file": .string(file.text), "file_name": .string(fileName), "reading": reading.json, "look": look.json, "answers": answers.json,
      "plan": plan.json, "keys": keys?.json ?? .null, "withdrawn": .boolean(isWithdrawn),
    ]
  }

  /// Makes it or changes it.
  package func save(at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO import_draft (id, actor_id, created_at, updated_at, check_job_id, run_job_id, state)
      VALUES (\(id), \(actor), \(createdAt), \(now), \(check), \(run), \(state.text))
      ON CONFLICT (id) DO UPDATE SET updated_at = \(now), check_job_id = \(check), run_job_id = \(run), state = \(state.text)
      """)
  }

  /// One of somebody's own; `Refusal.notFound` for those of others.
  package static func find(_ id: ID<ImportDraft>, of actor: ID<UserTag>?, lock: Bool = false, in tx: any Transaction) throws -> ImportDraft {
    let row = try tx.first(
      """
      SELECT \(columns) FROM import_draft WHERE id = \(id) AND actor_id = \(actor) \(lock ? tx.dialect.forUpdate : .empty)
      """)
    guard let row else { throw Refusal.notFound }
    return try ImportDraft(row: row)
  }

  /// Somebody's own, newest first.
  package static func all(of actor: ID<UserTag>?, limit: Int, in tx: any Transaction) throws -> [ImportDraft] {
    try tx.query("SELECT \(columns) FROM import_draft WHERE actor_id = \(actor) ORDER BY id DESC LIMIT \(limit)").map(ImportDraft.init(row:))
  }

  package static func remove(_ id: ID<ImportDraft>, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM import_draft WHERE id = \(id)")
  }
}
