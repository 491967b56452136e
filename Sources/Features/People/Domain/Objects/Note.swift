package import Kernel
package import Metadata

/// メモ: something worth remembering about a person, an account or a deal; also that somebody called, visited or wrote.
package enum Note: ObjectType {
  package static let text = Field<String>("text", "内容", "Text", LongTextType(), .required, .searchable)
  package static let person = Field<ID<Person>>("person_id", "人", "Person", LookupType(target: "person"), .indexed)
  package static let account = Field<ID<Account>>("account_id", "取引先", "Account", LookupType(target: "account"), .indexed)
  package static let kind = Field<NoteKind>("kind", "種類", "Kind", nil, .indexed, .defaulting(.text("note")))
  /// When it was, where somebody writes it down later.
  package static let happenedAt = Field<Instant>("happened_at", "日時", "Happened at")
  package static let isPinned = Field<Bool>("is_pinned", "上に固定", "Pinned", nil, .defaulting(.boolean(false)))

  /// Sales adds the deal a note may be about.
  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "note", Label("メモ", "Note"), collection: "notes", title: ["text"],
      fields: [
        text.definition, person.definition, account.definition,
        FieldDefinition("deal_id", Label("商談", "Deal"), LookupType(target: "deal"), traits: [.indexed]),
        kind.definition, happenedAt.definition, isPinned.definition,
      ])
    object.visibility = .inherited(from: ["person_id", "account_id", "deal_id"])
    return object
  }()
}

/// What a note tells of.
package enum NoteKind: String, PicklistValue, CaseIterable {
  case note, call, visit, mail

  package var label: Label {
    switch self {
    case .note: Label("メモ", "Note")
    case .call: Label("電話", "Call")
    case .visit: Label("訪問", "Visit")
    case .mail: Label("メール", "Mail")
    }
  }
}
