package import Kernel
package import Metadata

/// What happened, in words: the vocabulary that lists, timelines and sentences of conditions share.
package enum EventWords {
  /// Which filter of a timeline shows an event.
  package enum Family: String, Sendable, CaseIterable {
    case talk, mail, web, deal, change

    package var label: Label {
      switch self {
      case .talk: Label("会話", "Talks")
      case .mail: Label("メール", "Mail")
      case .web: Label("Web", "Web")
      case .deal: Label("商談", "Deals")
      case .change: Label("変更", "Changes")
      }
    }
  }

  /// How one kind of event is told.
  package struct Word: Sendable {
    /// In the past, of the person: 「メールを開いた」.
    package let told: Label
    /// As a thing, in conditions: 「メールの開封」.
    package let thing: Label
    package let icon: String
    package let family: Family

    init(_ told: Label, thing: Label, icon: String, _ family: Family) {
      self.told = told
      self.thing = thing
      self.icon = icon
      self.family = family
    }
  }

  /// The word of a kind; unknown kinds, of custom objects for instance, are told by their verb.
  package static func word(_ kind: String, in schema: Schema? = nil) -> Word {
    if let word = known[kind] { return word }
    let parts = kind.split(separator: ".", maxSplits: 1).map(String.init)
    let object = schema?.object(parts.first ?? "")?.label ?? Label(parts.first ?? kind, parts.first ?? kind)
    switch parts.last {
    case "created":
      return Word(Label("\(object.ja)を登録", "\(object.en) added"), thing: Label("\(object.ja)の登録", "\(object.en) added"), icon: "plus", .change)
    case "updated":
      return Word(Label("\(object.ja)を変更", "\(object.en) changed"), thing: Label("\(object.ja)の変更", "\(object.en) changed"), icon: "edit", .change)
    case "deleted":
      return Word(
        Label("\(object.ja)をごみ箱へ移した", "\(object.en) moved to the recycle bin"), thing: Label("\(object.ja)の削除", "\(object.en) deleted"),
        icon: "trash", .change)
    case "restored":
      return Word(
        Label("\(object.ja)を元に戻した", "\(object.en) restored"), thing: Label("\(object.ja)の復元", "\(object.en) restored"), icon: "undo", .change)
    case "merged":
      return Word(Label("\(object.ja)を統合", "\(object.en) merged"), thing: Label("\(object.ja)の統合", "\(object.en) merged"), icon: "merge", .change)
    default: return Word(Label(kind, kind), thing: Label(kind, kind), icon: "info", .change)
    }
  }

  /// Kinds that only keep books: nobody did anything with the customer.
  package static func isBookkeeping(_ kind: String) -> Bool {
    kind == "person.created" || kind == "account.created" || kind == "deal.created"
      || [".updated", ".deleted", ".restored"].contains { kind.hasSuffix($0) }
  }

  /// What conditions may ask for, in the order in which people look for it.
  package static let askable = [
    "note.created", "lead.status_changed", "lead.converted", "deal.created", "deal.stage_changed", "deal.won", "deal.lost",
    "file.attached", "person.created", "person.merged",
  ]

  private static let known: [String: Word] = [
    "note.created": Word(Label("メモを書いた", "Note written"), thing: Label("メモ", "note"), icon: "note", .talk),
    "note.updated": Word(Label("メモを直した", "Note changed"), thing: Label("メモの変更", "changed note"), icon: "note", .talk),
    "activity.created": Word(Label("活動を記録", "Activity logged"), thing: Label("活動の記録", "activity"), icon: "check", .talk),
    "call.logged": Word(Label("電話した", "Called"), thing: Label("電話", "call"), icon: "phone", .talk),
    "visit.logged": Word(Label("訪問した", "Visited"), thing: Label("訪問", "visit"), icon: "pin", .talk),
    "mail.logged": Word(Label("メールした", "Mailed"), thing: Label("メールの記録", "logged mail"), icon: "mail", .mail),
    "mail.sent": Word(Label("メールを受け取った", "Mail received"), thing: Label("メールの送信", "sent mail"), icon: "send", .mail),
    "mail.opened": Word(Label("メールを開いた", "Mail opened"), thing: Label("メールの開封", "opened mail"), icon: "mail-open", .mail),
    "mail.clicked": Word(
      Label("メールのリンクを押した", "Link in a mail clicked"), thing: Label("メールのクリック", "clicked mail"), icon: "link", .mail),
    "mail.replied": Word(Label("返信あり", "Replied"), thing: Label("メールの返信", "reply"), icon: "chat", .mail),
    "mail.unsubscribed": Word(Label("配信を止めた", "Unsubscribed"), thing: Label("配信停止", "unsubscription"), icon: "x", .mail),
    "page.viewed": Word(Label("ページを見た", "Page viewed"), thing: Label("ページの閲覧", "page view"), icon: "eye", .web),
    "form.submitted": Word(Label("フォームを送信", "Form submitted"), thing: Label("フォームの送信", "submitted form"), icon: "form", .web),
    "survey.answered": Word(Label("アンケートに回答", "Survey answered"), thing: Label("アンケートの回答", "answered survey"), icon: "survey", .web),
    "person.created": Word(Label("登録した", "Added"), thing: Label("登録", "registration"), icon: "user", .change),
    "person.updated": Word(Label("内容を変更", "Changed"), thing: Label("内容の変更", "change"), icon: "edit", .change),
    "lead.status_changed": Word(
      Label("ステータスが変わった", "Status changed"), thing: Label("ステータスの変更", "change of status"), icon: "lead", .change),
    "lead.converted": Word(Label("連絡先に変換", "Converted"), thing: Label("変換", "conversion"), icon: "knot", .deal),
    "account.created": Word(Label("取引先を登録", "Account added"), thing: Label("取引先の登録", "registration"), icon: "building", .change),
    "affiliation.created": Word(Label("所属を登録", "Affiliation added"), thing: Label("所属の登録", "affiliation"), icon: "swap", .change),
    "deal.created": Word(Label("商談を開始", "Deal opened"), thing: Label("商談の開始", "opened deal"), icon: "deal", .deal),
    "deal.updated": Word(Label("商談の内容を変更", "Deal changed"), thing: Label("商談の変更", "changed deal"), icon: "edit", .deal),
    "deal.stage_changed": Word(
      Label("商談のステージが進んだ", "Deal moved"), thing: Label("ステージの変更", "change of stage"), icon: "kanban", .deal),
    "deal.won": Word(Label("受注", "Deal won"), thing: Label("受注", "won deal"), icon: "knot", .deal),
    "deal.lost": Word(Label("失注", "Deal lost"), thing: Label("失注", "lost deal"), icon: "minus", .deal),
    "deal_person.created": Word(
      Label("商談の関係者になった", "Joined a deal"), thing: Label("商談への参加", "joined deal"), icon: "users", .deal),
    "file.attached": Word(Label("ファイルを添付", "File attached"), thing: Label("ファイルの添付", "attached file"), icon: "clip", .talk),
    "file.removed": Word(Label("ファイルを外した", "File removed"), thing: Label("ファイルの削除", "removed file"), icon: "clip", .change),
    "person.merged": Word(Label("名寄せした", "Merged"), thing: Label("名寄せ", "merge"), icon: "merge", .change),
  ]
}
