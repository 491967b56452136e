import Foundation
import Japan
package import Kernel
package import Query

/// 書き出し: a list as a file, as far as the actor sees it, that imports back unchanged.
///
/// The first column is the id. A lookup has two columns: the name people read (取引先) and the id that is certain (取引先 ID); an import
/// takes the id. Headings are the labels; where two fields have the same label the second is headed by its API name.
package struct Export: Sendable {
  package enum Format: String, Sendable, CaseIterable {
    /// For Excel in Japan and older systems: CP932. Characters it has no place for are written as 〓 and reported.
    case csvCP932 = "csv-cp932"
    /// UTF-8 with BOM: every character, opens in Excel.
    case csv
    case xlsx

    package var fileExtension: String { self == .xlsx ? "xlsx" : "csv" }
    package var contentType: String {
      self == .xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv"
    }
  }

  /// What was written.
  package struct Outcome: Sendable, Hashable {
    package var rows = 0
    /// Characters that CP932 cannot write, each once.
    package var replaced: [Character] = []
  }

  /// Opens an Excel workbook to be written; given by who knows the adapter.
  package typealias Workbook = @Sendable (_ path: String, _ columns: [TableColumn]) throws -> any TableWriter

  package let query: ListQuery
  package let format: Format
  private let workbook: Workbook

  /// `query.fields` `nil`: every field the actor sees. Its limit and cursor do not matter.
  package init(_ query: ListQuery, as format: Format, workbook: @escaping Workbook) {
    self.query = query
    self.format = format
    self.workbook = workbook
  }

  /// Reads `{"object": …, "record_type": …, "where": {…}, "sort": …, "fields": […], "format": …}`.
  package init(_ json: JSON, in tx: RecordTransaction, workbook: @escaping Workbook) throws {
    guard let object = json["object"]?.string else { throw Refusal.notFound }
    guard let format = Format(rawValue: json["format"]?.string ?? Format.csv.rawValue) else {
      let known = Format.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problems([
        Problem(field: "format", "choice", ja: "format は \(known) のどれかにしてください。", en: "format must be one of \(known).")
      ])
    }
    let query = ListQuery(
      object, recordType: json["record_type"]?.string,
      where: try json["where"].map { try Condition(json: $0, on: object, in: tx.queryContext) } ?? .always,
      sort: try json["sort"]?.string.map { try Sort.list(parsing: $0) } ?? [Sort(["id"])],
      fields: json["fields"]?.array?.compactMap(\.string))
    self.init(query, as: format, workbook: workbook)
  }

  package var fileName: String { "\(query.recordType ?? query.object).\(format.fileExtension)" }

  /// Writes the file at `path`, in one consistent view of the data however long it takes.
  ///
  /// - Parameter onProgress: rows written so far; false stops.
  package func run(
    store: RecordStore, for actor: ActorReference, to path: String, onProgress: @escaping @Sendable (Int) -> Bool = { _ in true }
  ) async throws -> Outcome {
    try await store.read(for: actor) { tx in
      guard tx.actor.rights.may("export") else {
        throw Refusal.forbidden(Label("書き出しの権限がありません。管理者に相談してください。", "Your role does not allow exports. Ask an administrator."))
      }
      return try self.write(to: path, in: tx, onProgress)
    }
  }

  private func write(to path: String, in tx: RecordTransaction, _ onProgress: (Int) -> Bool) throws -> Outcome {
    let object = try tx.object(query.object)
    let table = try ExportColumns(object, fields: query.fields, in: tx)
    var outcome = Outcome()
    var page = query
    page.fields = table.fieldNames
    page.limit = ListQuery.maximumLimit
    page.cursor = nil
    var file = try ExportFile(path: path, format: format, columns: table.columns, workbook: workbook)
    repeat {
      let records = try tx.list(page)
      let titles = try table.titles(of: records.rows, in: tx)
      for record in records.rows { try file.write(table.cells(of: record, titles, tx.parsing)) }
      outcome.rows += records.rows.count
      page.cursor = records.next
      if !onProgress(outcome.rows) { throw CancellationError() }
    } while page.cursor != nil
    outcome.replaced = try file.finish()
    return outcome
  }
}

/// The file an export writes, whichever its format.
private struct ExportFile {
  private enum Writer {
    case csv(CSVWriter, FileHandle)
    case workbook(any TableWriter)
  }
  private var writer: Writer

  init(path: String, format: Export.Format, columns: [TableColumn], workbook: Export.Workbook) throws {
    switch format {
    case .xlsx: writer = .workbook(try workbook(path, columns))
    case .csv, .csvCP932:
      try Data().write(to: URL(filePath: path))
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      let csv = try CSVWriter(columns: columns, encoding: format == .csv ? .utf8WithBOM : .cp932) { try file.write(contentsOf: $0) }
      writer = .csv(csv, file)
    }
  }

  mutating func write(_ cells: [String]) throws {
    switch writer {
    case .csv(var csv, let file):
      try csv.write(cells)
      writer = .csv(csv, file)
    case .workbook(var workbook):
      try workbook.write(cells)
      writer = .workbook(workbook)
    }
  }

  /// Returns the characters that had no place in the file's encoding.
  mutating func finish() throws -> [Character] {
    switch writer {
    case .csv(var csv, let file):
      try csv.finish()
      try file.close()
      return csv.replaced
    case .workbook(var workbook):
      try workbook.finish()
      return []
    }
  }
}
