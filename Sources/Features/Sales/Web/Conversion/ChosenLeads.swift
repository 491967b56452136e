import Kernel
import Metadata
import People
import Query
import Records
import WebKernel

/// The leads somebody chose in a list to convert: some by their ids, or all that the list was filtered by.
struct ChosenLeads {
  /// What the list was filtered by; `nil`: chosen one by one.
  let selection: BulkSelection?
  let count: Count
  /// All of them, or the first of many.
  let first: [ID<Person>]

  /// More than are converted while somebody waits.
  var isMany: Bool { count.value > BulkConversion.most }

  init(_ form: Form, in tx: RecordTransaction) throws {
    if let filter = form["where"] {
      let selection = try BulkSelection(Person.object.name, recordType: "lead", filter: try JSON(parsing: filter), in: tx)
      self.selection = selection
      count = try selection.count(upTo: ListQuery.longList, in: tx)
      var query = selection.query
      query.limit = BulkConversion.most
      first = try tx.list(query).rows.map { $0.id.as(Person.self) }
    } else {
      var seen: Set<ID<Person>> = []
      let ids = form.all("ids").flatMap { $0.split(separator: ",") }.compactMap { ID<Person>(text: $0) }.filter { seen.insert($0).inserted }
      selection = nil
      count = Count(value: ids.count, isExact: true)
      first = ids
      guard !isMany else {
        throw Problems([
          Problem(
            "too_many", ja: "一人ずつ選んで変換できるのは\(BulkConversion.most)人までです。一覧で「すべてを選ぶ」を使ってください。",
            en: "At most \(BulkConversion.most) leads chosen one by one can be converted. Select all of the list instead.")
        ])
      }
    }
    guard !first.isEmpty else {
      throw Problems([Problem("required", ja: "見込み客を1人以上選んでください。", en: "Choose at least one lead.")])
    }
  }

  /// What brings the choice to the next page.
  var hidden: HTML {
    if isMany, let selection { return "<input type=\"hidden\" name=\"where\" value=\"\(selection.filter.text)\">" }
    return first.html { "<input type=\"hidden\" name=\"ids\" value=\"\($0.text)\">" }
  }
}
