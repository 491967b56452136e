import Kernel
import Metadata
import RecordPages
import Sales
import WebKernel

/// The addresses of deals and of what is done with them.
enum DealLinks {
  static let board = "/deals/board"
  static let list = "/deals"

  /// The form of a new deal with a company.
  static func new(for account: RecordID) -> String { "\(list)/new?account_id=\(account.text)" }

  static func deal(_ id: RecordID) -> String { RecordLinks.record(Deal.object.collection, id) }

  /// The list behind a number.
  static func list(where condition: JSON) -> String { "\(list)?filter=\(PercentEncoding.encode(condition.text))" }

  /// Where a deal changes its stage; asks for what the stage needs.
  static func stage(_ deal: RecordID, to stage: RecordID? = nil) -> String {
    "\(self.deal(deal))/stage" + (stage.map { "?to=\($0.text)" } ?? "")
  }

  static func next(_ deal: RecordID, isDone: Bool = false) -> String { "\(self.deal(deal))/next\(isDone ? "?done=1" : "")" }

  static func people(_ deal: RecordID, _ person: RecordID? = nil) -> String { "\(self.deal(deal))/people/\(person?.text ?? "new")" }

  static func convert(_ lead: RecordID) -> String { "/leads/\(lead.text)/convert" }
}
