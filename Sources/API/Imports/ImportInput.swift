import Kernel
import Records
import WebKernel

/// What somebody wants done with an uploaded file: parameters of the query or fields beside the file.
struct ImportInput: Sendable {
  let collection: String
  /// Heading → field, `null` leaves a column out; headings not named are guessed.
  let mapping: [JSON.Member]
  let match: ImportPlan.Match
  let mode: ImportPlan.Mode
  let contradictions: ImportPlan.Contradictions
  /// Only look what would happen.
  let isDryRun: Bool

  init(_ request: AppRequest, _ fields: [(name: String, value: String)]) throws {
    let more = fields.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
    let own = request.query.items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
    var reader = ParameterReader(QueryString((own + more).joined(separator: "&")) ?? .empty)
    collection = reader.requiredText("object")
    let mapping = reader.json("mapping")
    self.mapping = mapping?.members ?? []
    if let mapping, mapping.members?.allSatisfy({ $0.value.isNull || $0.value.string != nil }) != true {
      reader.refuse(
        "mapping", "type", ja: "mapping は {\"見出し\": \"項目名\"} の形の JSON にしてください。",
        en: "Give mapping as JSON: {\"heading\": \"field\"}.")
    }
    match = reader.text("match").map { $0 == "auto" ? .auto : .field($0) } ?? .auto
    mode = reader.choice("mode", default: .both)
    contradictions = reader.choice("contradictions", default: .keep)
    isDryRun = reader.flag("dry_run")
    try reader.finish()
  }

  /// The plan for a file with these headings.
  func plan(_ headings: [String], in tx: RecordTransaction) throws -> ImportPlan {
    var plan = try ImportPlan.guess(collection, headings: headings, in: tx.schema, for: tx.actor)
    var problems: [Problem] = []
    for member in mapping {
      guard let at = plan.columns.firstIndex(where: { $0.heading == member.name }) else {
        problems.append(
          Problem(
            field: "mapping", "unknown_heading", ja: "ファイルに見出し「\(member.name)」がありません。",
            en: "The file has no heading “\(member.name)”."))
        continue
      }
      plan.columns[at].target = member.value.string
    }
    plan.match = match
    plan.mode = mode
    plan.contradictions = contradictions
    try Problems.check(problems + plan.problems(in: tx.schema, for: tx.actor))
    return plan
  }
}
