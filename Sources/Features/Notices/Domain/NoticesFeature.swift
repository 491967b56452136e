package import Records

extension Feature {
  /// お知らせ: who is told what, who follows what, and who was called in a note.
  package static let notices = Feature("notices", objects: [], reactions: [NoticeReaction()], migrations: NoticeTables.migrations)
}
