import Database
package import Kernel
package import Records

/// お知らせ: something one person should know of, with what it came of; read once it was opened.
package struct Notification: Sendable {
  /// Why it came. People choose which kinds reach them.
  package enum Kind: String, Sendable, CaseIterable {
    /// Somebody made me the owner of a record, or of several in one stroke.
    case assigned
    /// Somebody wrote @ and my name in a note.
    case mention
    /// A deal of mine was moved, won or lost by somebody else.
    case deal
    /// A note or a change of stage on a record I follow.
    case followed
    /// An import, export or undo of mine ended.
    case job

    package var label: Label {
      switch self {
      case .assigned: Label("担当になったとき", "When I become the owner")
      case .mention: Label("メモで @ と呼ばれたとき", "When a note mentions me with @")
      case .deal: Label("自分の商談をほかの人が動かしたとき", "When somebody moves a deal of mine")
      case .followed: Label("フォロー中の記録の動き", "Notes and moves on records I follow")
      case .job: Label("取り込み・書き出し・元に戻すの終わり", "When my imports, exports and undos end")
      }
    }
  }

  package let id: ID<Notification>
  package let at: Instant
  package let kind: Kind
  /// The object and record it is about; no record where it is about several.
  package let object: String?
  package let record: RecordID?
  /// How many records, in one stroke.
  package let count: Int
  /// Who did it; `nil`: the system.
  package let actor: ID<User>?
  /// What the sentence needs besides: `to` of a stage, `job`.
  package let detail: JSON
  package let readAt: Instant?

  static let columns: SQL = "id, at, kind, object, record_id, count, actor_id, detail, read_at"

  init(row: Row) throws {
    id = try row.id(0)
    at = try row.instant(1)
    kind = Kind(rawValue: try row.text(2)) ?? .followed
    object = try row.optionalText(3)
    record = try row.optionalID(4)
    count = try row.int(5)
    actor = try row.optionalID(6)
    detail = try JSON(parsing: try row.text(7))
    readAt = try row.optionalInstant(8)
  }
}
