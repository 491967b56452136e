import Kernel
import Metadata
package import RecordPages
import Records
import Sales
import WebKernel

extension RecordPanel {
  /// 予算超過: that an open deal asks for more than the customer has set aside. Says nothing to who may not see one of the two.
  package static let overBudget = RecordPanel(.left, order: 5, for: [Deal.object.name]) { deal, _, ui in
    guard deal[Deal.wonAt] == nil, deal[Deal.lostAt] == nil, let amount = deal[Deal.amount], let budget = deal[Deal.budget], amount > budget
    else { return nil }
    let over = ui.yen(amount - budget)
    return HTML.callout(
      "\(ui("金額 \(ui.yen(amount)) は、お客様の予算 \(ui.yen(budget)) を \(over) 上回っています。", "The amount of \(ui.yen(amount)) is \(over) over the customer's budget of \(ui.yen(budget))."))",
      .warn)
  }
}
