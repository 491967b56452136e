import Foundation
import Kernel

/// Keeps the figures of each engine and writes docs/benchmarks.md from both.
enum Report {
  static func line(_ figure: Figure) -> String {
    let verdict = figure.isMet.map { $0 ? "met" : "NOT MET" } ?? ""
    return [figure.section, figure.name, shown(figure), shownRatio(figure), verdict, "load \(number(figure.load))"].joined(separator: " | ")
  }

  /// Merges the new figures into the earlier ones of the engine and writes the table.
  static func write(_ figures: [Figure], engine: String, to folder: String, table: String, scale: Int) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = "\(folder)/figures-\(engine).json"
    var all = (try? read(file)) ?? []
    for figure in figures {
      if let at = all.firstIndex(where: { $0.section == figure.section && $0.name == figure.name }) { all[at] = figure } else { all.append(figure) }
    }
    try JSON.array(all.map(\.json)).text.write(toFile: file, atomically: true, encoding: .utf8)
    let engines = ["sqlite", "postgres"].map { name in (name, (try? read("\(folder)/figures-\(name).json")) ?? []) }
    try (page(engines, scale: scale) + notes(in: table)).write(toFile: table, atomically: true, encoding: .utf8)
  }

  /// What somebody wrote at the end of the page stays.
  private static func notes(in table: String) -> String {
    let old = (try? String(contentsOfFile: table, encoding: .utf8)) ?? ""
    return old.range(of: "## Notes\n").map { String(old[$0.lowerBound...]) } ?? ""
  }

  private static func read(_ file: String) throws -> [Figure] {
    try (JSON(parsing: String(contentsOfFile: file, encoding: .utf8)).array ?? []).compactMap(Figure.init(json:))
  }

  private static func page(_ engines: [(String, [Figure])], scale: Int) -> String {
    var out = """
      # Benchmarks

      Written by `make bench`, but for the notes at the end. \(grouped(scale)) persons (80 % leads), \(grouped(scale / 5)) accounts, \
      \(grouped(scale * 3 / 10)) deals, \(grouped(scale * 5)) events of three years, a good 200 users in a tree of 25 teams.

      Measured on \(today) on \(Machine.description).

      - *Ours*: through `RecordStore`, for an actor: p50 / p95 / max in milliseconds over up to 200 runs after warming up, in \
      which the values asked for change from run to run.
      - *Engine*: the same answer from the engine itself, by a statement written by hand, prepared, through its C interface; \
      for writing, the engine's own way of loading the same rows with the same indexes.
      - *Ratio*: ours to the engine's at p50. *Load*: of the machine (2 cores, shared) in the minute before.
      - Budgets are those of the design: a list page with its total ≤ 50 ms at p95 and ≤ 1.3 × the engine's own; a record page \
      ≤ 30 ms; search as you type ≤ 50 ms. 今日 and the board have those of a list, forms those of a record page.


      """
    for (engine, figures) in engines where !figures.isEmpty {
      out += "## \(engine == "sqlite" ? "SQLite" : "PostgreSQL")\n"
      var section = ""
      for figure in figures {
        if figure.section != section {
          section = figure.section
          out += "\n### \(section)\n\n| what | ours | engine | ratio | budget | met | load |\n|---|---|---|---|---|---|---|\n"
        }
        let (ours, bare) = columns(figure)
        let met = figure.isMet.map { $0 ? "yes" : "**no**" } ?? "–"
        out += "| \(figure.name) | \(ours) | \(bare) | \(shownRatio(figure)) | \(budget(figure)) | \(met) | \(number(figure.load)) |\n"
      }
      out += "\n"
    }
    return out
  }

  private static var today: String {
    let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: Date())
    return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
  }

  private static func columns(_ figure: Figure) -> (String, String) {
    switch figure.measure {
    case .time(let ours, let bare): (times(ours) + (figure.bytes.map { ", \(number(Double($0) / 1000)) kB" } ?? ""), bare.map(times) ?? "–")
    case .number(let ours, let unit, let bare, _): ("\(number(ours)) \(unit)", bare.map { "\(number($0)) \(unit)" } ?? "–")
    }
  }

  private static func shown(_ figure: Figure) -> String {
    let (ours, bare) = columns(figure)
    return "\(ours) vs \(bare)"
  }

  private static func shownRatio(_ figure: Figure) -> String { figure.ratio.map { "\(String(format: "%.2f", $0)) ×" } ?? "–" }

  private static func budget(_ figure: Figure) -> String {
    let ratio = figure.ratioBudget.map { "≤ \(String(format: "%g", $0)) ×" }
    let own: String? =
      switch (figure.measure, figure.budget) {
      case (.time, let budget?): "≤ \(String(format: "%g", budget)) ms"
      case (.number(_, let unit, _, let isRate), let budget?): "\(isRate ? "≥" : "≤") \(number(budget)) \(unit)"
      default: nil
      }
    let all = [own, ratio].compactMap { $0 }
    return all.isEmpty ? "–" : all.joined(separator: ", ")
  }

  private static func times(_ timing: Timing) -> String {
    "\(number(timing.p50)) / \(number(timing.p95)) / \(number(timing.max))" + (timing.runs < 200 ? " (\(timing.runs) runs)" : "")
  }

  private static func number(_ value: Double) -> String {
    value >= 1000 ? grouped(Int(value.rounded())) : String(format: value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value)
  }

  private static func grouped(_ value: Int) -> String {
    var text = String(value)
    var at = text.count - 3
    while at > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: at))
      at -= 3
    }
    return text
  }
}
