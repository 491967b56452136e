package import Jobs
import Kernel
import People
package import RecordPages
import Records
import WebKernel

extension WebFeature {
  /// 見込み客・取引先・連絡先: who we know, who belongs where, and who is there twice.
  ///
  /// - Parameter queue: where the comparing of everything is handed over to.
  package static func people(queue: JobQueue) -> WebFeature {
    WebFeature(
      "people",
      menu: [
        MenuEntry("leads", .meet, Label("見込み客", "Leads"), icon: "lead", link: "/leads", object: "person", tab: 2),
        MenuEntry("accounts", .bond, Label("取引先", "Accounts"), icon: "building", link: "/accounts", object: "account"),
        MenuEntry("contacts", .bond, Label("連絡先", "Contacts"), icon: "users", link: "/contacts", object: "person"),
        MenuEntry(
          "duplicates", .bond, Label("名寄せ", "Duplicates"), icon: "merge", link: "/duplicates", count: "/duplicates/count",
          isFor: DuplicateQueue.isOpen),
      ],
      panels: [.accountFigures, .accountPeople, .accountGroup, .accountTerms, .duplicates],
      firstSteps: [
        FirstStep(
          20, Label("見込み客を1人追加する", "Add your first lead"),
          Label("名前か会社名だけで始められます。あとから少しずつ足せます。", "A name or a company is enough to begin."),
          button: Label("追加する", "Add"), link: "/leads/new"
        ) { tx in
          try tx.count("person", upTo: 1).value > 0
        }
      ],
      routes: { door in
        DuplicateHints(door: door).routes + MergePages(door: door).routes + DuplicatePages(door: door, queue: queue).routes
      })
  }
}
