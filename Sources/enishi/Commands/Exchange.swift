import App
import ArgumentParser
import Foundation
import Kernel

/// `enishi import OBJECT FILE`.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Bring a CSV, TSV or Excel file or contact cards (.vcf) in. Encoding, delimiter and columns are recognised; Excel's damage is repaired and told."
  )

  @Argument(help: "What the rows are: leads, contacts, accounts, deals, …") var object: String
  @Argument(help: "The file.") var file: String
  @Option(help: "HEADING=FIELD for a column that is not recognised; FIELD - leaves it out. May be repeated.") var map: [String] = []
  @Option(help: "How a row finds its record: auto, id, email, corporate_number, or another field.") var match: String?
  @Option(help: "create, update or both (default).") var mode: String?
  @Flag(help: "Let the file's values win over the record's. Default: fill what is empty, tell what differs.") var overwrite = false
  @Option(name: .customLong("as"), help: "Act for this user (mail address), with no more than the user's rights.") var user: String?
  @Option(help: "Write rejected rows with their reasons to this file.") var errors: String?
  @Flag(help: "Only show what would happen.") var dryRun = false
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.withServices { services, terminal in
      var wishes = Importing.Wishes(collection: object)
      for line in map {
        let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("--map wants HEADING=FIELD.") }
        wishes.map[parts[0]] = parts[1]
      }
      (wishes.match, wishes.mode, wishes.overwrite) = (match, mode, overwrite)
      if let user { wishes.user = try await Accounts(services: services).user(user) }
      let importing = Importing(services: services)
      let result =
        dryRun
        ? try await importing.dryRun(file, wishes)
        : try await importing.run(file, wishes) { terminal.progress($0) }
      terminal.endProgress()
      if let errors, let rejected = result["error_file"]?.string { try await importing.save(rejected, to: errors) }
      terminal.result(result, Self.lines(result, isDryRun: dryRun))
    }
  }

  private static func lines(_ result: JSON, isDryRun: Bool) -> [Label] {
    func count(_ name: String) -> Int64 { result[name]?.integer ?? 0 }
    let counts = Label(
      "\(count("rows")) 行：作成 \(count("created"))、更新 \(count("updated"))、変更なし \(count("unchanged"))、修復 \(count("repaired"))、却下 \(count("rejected"))",
      "\(count("rows")) rows: \(count("created")) created, \(count("updated")) updated, \(count("unchanged")) unchanged, \(count("repaired")) repaired, \(count("rejected")) rejected"
    )
    if isDryRun { return [Label("確認のみ（何も書き込んでいません）。" + counts.ja, "Dry run, nothing was written. " + counts.en)] }
    let operation = result["operation"]?.string ?? ""
    return [counts, Label("元に戻すには: enishi undo \(operation)", "To take it back: enishi undo \(operation)")]
  }
}

/// `enishi export OBJECT FILE`.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Write records to a CSV or Excel file that imports back unchanged.")

  @Argument(help: "leads, contacts, accounts, deals, …") var object: String
  @Argument(help: "The file to write.") var file: String
  @Option(help: "csv (UTF-8 with BOM), csv_cp932, or xlsx. Default: by the file's name.") var format: String?
  @Option(help: "A condition in JSON.") var filter: String?
  @Option(name: .customLong("as"), help: "Act for this user (mail address), with no more than the user's rights.") var user: String?
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.withServices { services, terminal in
      var wishes = Exporting.Wishes(collection: object)
      wishes.format = format ?? (file.hasSuffix(".xlsx") ? "xlsx" : "csv")
      wishes.filter = filter
      if let user { wishes.user = try await Accounts(services: services).user(user) }
      let outcome = try await Exporting(services: services).run(wishes, to: file) { rows in
        terminal.progress(Label("書き出し中 \(rows) 行", "Exporting, \(rows.counted("rows")) so far"))
      }
      terminal.endProgress()
      let replaced = outcome.replaced
      var lines = [Label("\(outcome.rows) 行を書き出しました: \(file)", "Wrote \(outcome.rows.counted("rows")) to \(file)")]
      if !replaced.isEmpty {
        lines.append(Label("CP932 にない文字を 〓 にしました: \(replaced)", "Characters CP932 lacks were written as 〓: \(replaced)"))
      }
      terminal.result(["rows": .integer(Int64(outcome.rows)), "file": .string(file), "replaced": .string(replaced)], lines)
    }
  }
}
