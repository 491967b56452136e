import Kernel
import Metadata
import Notices
import People
import RecordPages
import Records
import WebKernel

/// One notification as people read it: who did what, why they are told, and the one thing to do about it.
struct NotificationLine: Sendable {
  let notification: Notification
  /// Who or what the sentence begins with, and how it goes on.
  let lead: String
  let rest: String
  /// What was written, where somebody wrote something.
  let quote: (text: String, marks: [NoteMark])?
  /// Which record, and why the reader hears of it.
  let place: String?
  let reason: String
  let action: (label: String, link: String)?
  let icon: String
  /// A class of `.ntf__k`.
  let tone: String

  var text: String { lead + rest }
}

/// Puts notifications into words: reads what they speak of in a few statements, however many there are.
struct NotificationWords {
  private let tx: RecordTransaction
  private let language: Language
  private var names = LookupNames.none
  private var notes: [RecordID: Record] = [:]
  private var marks: [RecordID: [NoteMark]] = [:]

  /// - Parameters:
  ///   - marks: what features know of words in notes; needed where notes are quoted.
  ///   - language: the reader's, when it is not said.
  init(_ notifications: [Notification], marks: [NoteMarks] = [], language: Language? = nil, in tx: RecordTransaction) throws {
    (self.tx, self.language) = (tx, language ?? tx.actor.language)
    var wanted: [String: Set<RecordID>] = [:]
    for one in notifications {
      if let actor = one.actor { wanted[User.object.name, default: []].insert(actor.as(AnyRecord.self)) }
      if let object = one.object, let record = one.record { wanted[object, default: []].insert(record) }
      if let stage = Self.stage(one) { wanted["stage", default: []].insert(stage) }
    }
    if let ids = wanted.removeValue(forKey: Note.object.name) {
      let object = try tx.object(Note.object.name)
      let found = try tx.fetch(object, ids.sorted())
      notes = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      names = try LookupNames(of: [(object, Self.parents, found)], in: tx)
      for read in marks { self.marks.merge(try read(notes.keys.sorted(), tx)) { $0 + $1 } }
    }
    for (object, ids) in wanted.sorted(by: { $0.key < $1.key }) { try names.add(object, ids, in: tx) }
  }

  /// What a note hangs on, the most telling first.
  private static let parents = ["deal_id", "person_id", "account_id"]

  private static func stage(_ notification: Notification) -> RecordID? {
    notification.detail["outcome"]?.string == "status" ? nil : notification.detail["to"]?.string.flatMap { RecordID(text: $0) }
  }

  func line(_ one: Notification) -> NotificationLine {
    switch one.kind {
    case .assigned: assigned(one)
    case .mention: noted(one)
    case .followed: one.object == Note.object.name ? noted(one) : moved(one)
    case .deal: moved(one)
    case .job: ended(one)
    }
  }

  // MARK: Sentences

  private func say(_ ja: String, _ en: String) -> String { language == .ja ? ja : en }

  private func say(_ label: Label) -> String { label[language] }

  private func line(
    _ one: Notification, _ rest: String, quote: (text: String, marks: [NoteMark])? = nil, place: String? = nil, reason: String,
    action: (label: String, link: String)?, icon: String, tone: String
  ) -> NotificationLine {
    NotificationLine(
      notification: one, lead: actor(one), rest: rest, quote: quote, place: place, reason: reason, action: action, icon: icon, tone: tone)
  }

  private func actor(_ one: Notification) -> String {
    guard let actor = one.actor else { return say("システム", "The system") }
    let name = names[User.object.name, actor.as(AnyRecord.self)]?.title ?? say("退職した人", "Somebody who left")
    return say("\(name)さん", name)
  }

  private func object(_ name: String?) -> Label { name.flatMap { tx.schema.object($0)?.label } ?? Label("記録", "Record") }

  private func named(_ one: Notification) -> LookupNames.Named? {
    one.object.flatMap { object in one.record.flatMap { names[object, $0] } }
  }

  private func open(_ named: LookupNames.Named?) -> (label: String, link: String)? { named?.link.map { (say("記録を開く", "Open the record"), $0) } }

  private func assigned(_ one: Notification) -> NotificationLine {
    let reason = say("担当になりました", "You are the owner now")
    if let named = named(one) {
      let label = kind(named, one)
      return line(
        one, say("が\(label.ja)「\(named.title)」の担当をあなたにしました", " made you the owner of the \(label.en.lowercased()) “\(named.title)”"),
        reason: reason, action: open(named), icon: "user", tone: "meet")
    }
    let number = one.count.grouped
    let what =
      switch one.object {
      case Person.object.name: Label("\(number)人", "\(number) people")
      case Account.object.name: Label("取引先 \(number)社", "\(number) accounts")
      case "deal": Label("商談 \(number)件", "\(number) deals")
      default: Label("\(number)件", "\(number) records")
      }
    let list = one.object.flatMap { tx.schema.object($0) }.map { object in
      "\(RecordLinks.list(object.name == Person.object.name ? "leads" : object.collection))?view=mine"
    }
    return line(
      one, say("が\(what.ja)をあなたの担当にしました", " made you the owner of \(what.en)"), reason: reason,
      action: list.map { (say("一覧を見る", "See the list"), $0) }, icon: "users", tone: "meet")
  }

  /// 見込み客 rather than 人, as the record's address says.
  private func kind(_ named: LookupNames.Named, _ one: Notification) -> Label {
    let place = named.link?.split(separator: "/").first.flatMap { tx.schema.collection(String($0)) }
    return place?.recordType?.label ?? object(one.object)
  }

  private func noted(_ one: Notification) -> NotificationLine {
    let note = one.record.flatMap { notes[$0] }
    let about = Self.parents.lazy.compactMap { field -> LookupNames.Named? in
      guard case .reference(let id)? = note?[field], let type = Note.object.field(field)?.type as? any ReferenceType else { return nil }
      return names[type.target, id]
    }.first
    let text = note?[Note.text] ?? ""
    let quote: (text: String, marks: [NoteMark])? = (text.count > 200 ? "\(text.prefix(198))…" : text, note.flatMap { marks[$0.id] } ?? [])
    if one.kind == .mention {
      return line(
        one, say("がメモであなたを呼びました", " mentioned you in a note"), quote: quote, place: about?.title, reason: say("あなたあて", "To you"),
        action: about?.link.map { (say("返信する", "Reply"), "\($0)#composer") }, icon: "chat", tone: "deal")
    }
    let kind = (note?[Note.kind] ?? .note).label
    return line(
      one, say("が「\(about?.title ?? "")」に\(kind.ja)を記録しました", " logged a \(kind.en.lowercased()) on “\(about?.title ?? "")”"), quote: quote,
      reason: say("フォロー中", "You follow it"), action: open(about), icon: "note", tone: "deal")
  }

  private func moved(_ one: Notification) -> NotificationLine {
    let named = named(one)
    let label = object(one.object)
    let what: Label =
      named.map { Label("「\($0.title)」", "“\($0.title)”") }
      ?? Label("\(label.ja) \(one.count.grouped)件", "\(one.count.grouped) \(label.en.lowercased())s")
    let stage = Self.stage(one).flatMap { names["stage", $0]?.title } ?? ""
    let reason = one.kind == .deal ? say("あなたが担当の商談", "A deal of yours") : say("フォロー中", "You follow it")
    let (rest, icon, tone): (Label, String, String) =
      switch one.detail["outcome"]?.string {
      case "won": (Label("が\(what.ja)を受注にしました", " won \(what.en)"), "knot", "bond")
      case "lost": (Label("が\(what.ja)を失注にしました", " marked \(what.en) as lost"), "minus", "danger")
      case "status":
        (
          Label(
            "が\(what.ja)のステータスを\(status(one).map { "「\($0)」に" } ?? "")変えました",
            " changed the status of \(what.en)\(status(one).map { " to “\($0)”" } ?? "")"),
          "lead", "meet"
        )
      default:
        named == nil
          ? (Label("が\(what.ja)の段階を変えました", " moved \(what.en)"), "kanban", "deal")
          : (Label("が\(what.ja)を「\(stage)」にしました", " moved \(what.en) to “\(stage)”"), "kanban", "deal")
      }
    let list: (label: String, link: String)? = one.object.flatMap { tx.schema.object($0) }.map {
      (say("一覧を見る", "See the list"), RecordLinks.list($0.collection))
    }
    return line(one, say(rest), reason: reason, action: named == nil ? list : open(named), icon: icon, tone: tone)
  }

  private func status(_ one: Notification) -> String? {
    guard one.record != nil, let to = one.detail["to"]?.string else { return nil }
    return LeadStatus(rawValue: to).map { say($0.label) }
  }

  private func ended(_ one: Notification) -> NotificationLine {
    let isDone = one.detail["state"]?.string == "done"
    func number(_ name: String) -> String { (one.detail[name]?.integer ?? 0).grouped }
    let (what, told, icon, link): (Label, Label, String, String?) =
      switch one.detail["job_kind"]?.string {
      case "import":
        (
          Label("取り込み", "Your import"),
          Label(
            "新規 \(number("created"))・更新 \(number("updated"))・入らない \(number("rejected"))",
            "\(number("created")) added, \(number("updated")) updated, \(number("rejected")) rejected"),
          "upload", "/import"
        )
      case "export":
        (
          Label("書き出し", "Your export"), Label("\(number("rows"))件", "\(number("rows")) rows"), "download",
          one.detail["job"]?.string.map { "/exports/\($0)" }
        )
      default: (Label("元に戻す操作", "Your undo"), Label("\(number("undone"))件を元に戻しました", "\(number("undone")) changes taken back"), "undo", nil)
      }
    return NotificationLine(
      notification: one, lead: say(what), rest: isDone ? say("が終わりました", " is done") : say("が途中で止まりました", " failed"), quote: nil,
      place: isDone ? say(told) : nil, reason: say("あなたが始めた仕事", "You started it"),
      action: link.map { (say("結果を見る", "See the result"), $0) }, icon: isDone ? icon : "warn", tone: isDone ? "" : "danger")
  }
}
