import Kernel
import Metadata
import People
import Query
import RecordPages
import Records
import WebKernel

extension RecordPanel {
  /// グループ: the parent of an account, its sisters and its daughters.
  static let accountGroup = RecordPanel(
    .left, order: 30, for: [Account.object.name], replacing: ["accounts_by_parent_id"]
  ) { account, tx, ui in
    let group = try AccountGroup(of: account, in: tx)
    return group.html(ui)
  }
}

/// The companies around one account: two steps up and down at most.
struct AccountGroup {
  private let account: Record
  private let parent: Record?
  /// With the account itself, when there is a parent.
  private let sisters: [Record]
  private let daughters: [Record]

  static let most = 12

  init(of account: Record, in tx: RecordTransaction) throws {
    self.account = account
    parent = try account[Account.parent].flatMap { try tx.fetch(Account.object, [$0.as(AnyRecord.self)]).first }
    func below(_ id: RecordID) throws -> [Record] {
      try tx.list(Account.object.name, where: ["field": "parent_id", "is": "eq", "value": .string(id.text)], sort: "name", limit: Self.most).rows
    }
    sisters = try parent.map { try below($0.id) } ?? []
    daughters = try below(account.id)
  }

  func html(_ ui: UI) -> HTML? {
    guard parent != nil || !daughters.isEmpty else { return nil }
    let own: HTML = "<li>\(row(account))\(if: !daughters.isEmpty, "<ul>\(daughters.html { "<li>\(row($0))</li>" })</ul>")</li>"
    let others = sisters.filter { $0.id != account.id }.html { "<li>\(row($0))</li>" }
    let tree: HTML = parent.map { "<li>\(row($0))<ul>\(own)\(others)</ul></li>" } ?? own
    return HTML.card(
      "group", ui("グループ", "Group"), icon: "tree",
      body: "<div class=\"card__body treebody\"><ul class=\"tree tree--root\">\(tree)</ul></div>")
  }

  private func row(_ one: Record) -> HTML {
    let isOpen = one.id == account.id
    return """
      <a class="tree__row" href="\(RecordLinks.record(one, Account.object))"\(if: isOpen, " aria-current=\"true\"")>\
      \(if: one.id == parent?.id || (parent == nil && isOpen), HTML.icon("building"))<span class="clip">\(one[Account.name] ?? "")</span></a>
      """
  }
}
