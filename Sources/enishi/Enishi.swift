import ArgumentParser

/// 縁: the program. One word each for what an administrator and a script do with it.
@main
struct Enishi: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enishi",
    abstract: "Enishi 縁: marketing automation, sales force automation and CRM on one data model.",
    subcommands: [
      Serve.self, Import.self, Export.self, UndoOperation.self, Demo.self, UserCommand.self, TokenCommand.self, FieldCommand.self,
      Migrate.self, Backup.self, Restore.self, Doctor.self,
    ])
}
