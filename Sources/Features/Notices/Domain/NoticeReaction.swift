import Database
import Kernel
package import Metadata
import People
package import Records

/// Makes notifications of what happens to records, in the same transaction.
///
/// - Nobody is told what they did themselves, or what the record's access hides from them (held against it again when read).
/// - Many records in one stroke are one notification with their number.
/// - An import tells owners how many records they were given, and nothing of each line.
package struct NoticeReaction: Reaction {
  package init() {}

  package func react(to happenings: [Happening], of object: ObjectDefinition, in tx: RecordTransaction) throws {
    if case .owned = object.visibility { try tellOwners(happenings, object, tx) }
    guard tx.kind != ImportRun.kind else { return }
    if object.name == Note.object.name {
      for happening in happenings { try tellOfNote(happening.mutation, object, tx) }
    }
    for happening in happenings {
      if let move = Move(happening) { try tellOfMove(move, happening.mutation, object, tx) }
    }
  }

  // MARK: Owners

  private func tellOwners(_ happenings: [Happening], _ object: ObjectDefinition, _ tx: RecordTransaction) throws {
    var given: [ID<User>: [RecordID]] = [:]
    for mutation in happenings.map(\.mutation) {
      guard mutation.kind == .create || (mutation.kind == .update && mutation.changed.contains("owner_id")),
        let owner = mutation.record.ownerID?.as(User.self), owner != tx.me
      else { continue }
      given[owner, default: []].append(mutation.record.id)
    }
    for (owner, records) in given.sorted(by: { $0.key < $1.key }) {
      var draft = tx.draft(.assigned, "assigned:\(tx.operation.text)")
      (draft.object, draft.record, draft.isCounted) = (object.name, records.count == 1 ? records[0] : nil, true)
      draft.count = records.count
      try tx.give(draft, to: [owner])
    }
  }

  // MARK: Notes

  private func tellOfNote(_ mutation: Mutation, _ object: ObjectDefinition, _ tx: RecordTransaction) throws {
    let isNew = mutation.kind == .create
    guard isNew || (mutation.kind == .update && mutation.changed.contains(Note.text.name)) else { return }
    let note = mutation.record
    let called = try Mention.keep(of: note.id, text: note[Note.text] ?? "", isNew: isNew, in: tx)
    var mention = tx.draft(.mention, "mention:\(note.id.text)")
    (mention.object, mention.record) = (object.name, note.id)
    try tx.give(mention, to: called)
    guard isNew else { return }
    var followers: Set<ID<User>> = []
    for (parent, id) in Self.parents(of: note, object) { followers.formUnion(try Follow.followers(of: parent, [id], in: tx)) }
    var draft = tx.draft(.followed, "note:\(note.id.text)")
    (draft.object, draft.record) = (object.name, note.id)
    try tx.give(draft, to: followers.subtracting(called))
  }

  /// The records a note is about.
  private static func parents(of note: Record, _ object: ObjectDefinition) -> [(object: String, id: RecordID)] {
    guard case .inherited(let fields) = object.visibility else { return [] }
    return fields.compactMap { name in
      guard case .reference(let id) = note[name], let target = (object.field(name)?.type as? any ReferenceType)?.target else { return nil }
      return (target, id)
    }
  }

  // MARK: Moves

  /// What a move means: a deal won, lost or moved to another stage, a lead whose status changed.
  private struct Move {
    let outcome: String
    let isDeal: Bool
    let detail: JSON

    init?(_ happening: Happening) {
      guard let event = happening.events.first(where: { ["deal.stage_changed", "lead.status_changed"].contains($0.kind) }) else { return nil }
      let kinds = Set(happening.events.map(\.kind))
      isDeal = event.kind == "deal.stage_changed"
      outcome = !isDeal ? "status" : kinds.contains("deal.won") ? "won" : kinds.contains("deal.lost") ? "lost" : "moved"
      detail = ["outcome": .string(outcome), "to": event.payload["to"] ?? .null]
    }
  }

  private func tellOfMove(_ move: Move, _ mutation: Mutation, _ object: ObjectDefinition, _ tx: RecordTransaction) throws {
    let id = mutation.record.id
    let owner = mutation.record.ownerID?.as(User.self)
    func draft(_ kind: Notification.Kind) -> NotificationDraft {
      var draft = tx.draft(kind, "\(kind.rawValue):\(move.outcome):\(tx.operation.text)")
      (draft.object, draft.record, draft.detail, draft.isCounted) = (object.name, id, move.detail, true)
      return draft
    }
    var followers = try Follow.followers(of: object.name, [id], in: tx)
    // Who was given it just now is told that.
    if mutation.changed.contains("owner_id"), let owner { followers.remove(owner) }
    if move.isDeal, let owner, followers.remove(owner) != nil { try tx.give(draft(.deal), to: [owner]) }
    try tx.give(draft(.followed), to: followers)
  }
}

extension RecordTransaction {
  /// Who is answerable for what is written here; `nil`: the system.
  fileprivate var me: ID<User>? { author.userID?.as(User.self) }

  fileprivate func draft(_ kind: Notification.Kind, _ cause: String) -> NotificationDraft {
    NotificationDraft(kind: kind, cause: cause, actor: me, operation: operation)
  }

  fileprivate func give(_ draft: NotificationDraft, to users: Set<ID<User>>) throws {
    let others = me.map { users.subtracting([$0]) } ?? users
    try Notification.give(draft, to: others, at: now, ids: store.ids, in: transaction)
  }
}
