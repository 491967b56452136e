import App
import ArgumentParser
import Foundation
import Kernel

/// `enishi migrate [--plan]`.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Bring the database up to date (after a backup), or show what that would do.")

  @Flag(help: "Only show what would be done.") var plan = false
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let terminal = common.terminal
    try await terminal.run {
      let steps = try await Upgrade(configuration: common.configuration(), log: common.log()).run(onlyPlan: plan)
      let nothing = [Label("データベースは最新です。", "The database is up to date.")]
      terminal.result(
        ["plan": .array(steps.map(JSON.string)), "done": .boolean(!plan)], steps.isEmpty ? nothing : steps.map { Label($0, $0) })
    }
  }
}

/// `enishi backup FILE`.
struct Backup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Copy the database while others go on working.")

  @Argument(help: "Where to. Default: backups/ in the data folder.") var file: String?
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.withServices { services, terminal in
      let path = try await services.backUp(to: file)
      terminal.result(["file": .string(path)], [Label("バックアップしました: \(path)", "Backed up to \(path)")])
    }
  }
}

/// `enishi restore FILE`.
struct Restore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put a backup in the place of the data. What was there is kept beside it. Stop the server first.")

  @Argument(help: "A file that `enishi backup` made.") var file: String
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let terminal = common.terminal
    try await terminal.run {
      let kept = try await Restoration(configuration: common.configuration()).run(from: file)
      terminal.result(
        ["kept": kept.map(JSON.string) ?? .null],
        [Label("復元しました。", "Restored.")] + (kept.map { [Label("以前のデータ: \($0)", "The data before: \($0)")] } ?? []))
    }
  }
}

/// `enishi doctor`.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the configuration and check the installation.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let terminal = common.terminal
    try await terminal.run {
      let configuration = try common.configuration()
      let checks = await Examination(configuration: configuration).run()
      let settings = configuration.entries.map { entry -> JSON in
        ["name": .string(entry.name), "value": .string(entry.shownValue), "source": .string(entry.source.rawValue)]
      }
      let lines =
        configuration.entries.map {
          Label("\($0.name) = \($0.shownValue)（\($0.source.rawValue)）", "\($0.name) = \($0.shownValue) (\($0.source.rawValue))")
        }
        + checks.map { check in
          Label("\(check.isFine ? "✓" : "✗") \(check.finding.ja)", "\(check.isFine ? "✓" : "✗") \(check.finding.en)")
        }
      terminal.result(
        [
          "configuration": .array(settings),
          "checks": .array(
            checks.map { ["name": .string($0.name), "ok": .boolean($0.isFine), "message": .string($0.finding[terminal.language])] }),
        ], lines)
      if checks.contains(where: { !$0.isFine }) { throw ExitCode.failure }
    }
  }
}
