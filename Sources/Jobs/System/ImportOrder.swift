import Database
import Kernel
import Records

/// What the jobs of an import are told: which file, how to read it, and what to do with its rows.
struct ImportOrder: Sendable {
  let file: ID<ExchangeFile>
  let plan: ImportPlan
  let reading: ImportReading

  init(file: ID<ExchangeFile>, plan: ImportPlan, reading: ImportReading) {
    self.file = file
    self.plan = plan
    self.reading = reading
  }

  init(json: JSON) throws {
    guard let file = json["file"]?.string.flatMap({ ID<ExchangeFile>(text: $0) }), let plan = json["plan"] else {
      throw Problems([Problem("payload", ja: "取り込みの指定が読めません。", en: "The import's payload cannot be read.")])
    }
    self.init(
      file: file, plan: try ImportPlan(json: plan), reading: json["reading"].map(ImportReading.init(json:)) ?? ImportReading())
  }

  var json: JSON { ["file": .string(file.text), "plan": plan.json, "reading": reading.json] }

  func source(at path: String, workbook: @escaping @Sendable (String) throws -> any TableReader) async throws -> ImportSource {
    let reading = reading
    return try await blocking { try ImportSource(path: path, reading: reading, workbook: workbook) }
  }
}
