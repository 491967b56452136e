import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

extension RecordPanel {
  /// Says that somebody may be there twice, why it looks so, and leads to where the two are compared.
  static let duplicates = RecordPanel(.main, order: 5, for: [Person.object.name, Account.object.name]) { record, tx, ui in
    guard tx.actor.rights.scope(.edit, on: record.object) > .none else { return nil }
    let object = try tx.object(record.object)
    let found = try Duplicates.of(record, in: tx).filter { $0.strength > .weak }
    guard let first = found.first else { return nil }
    let title = tx.title(of: first.record, object)
    let reasons = first.reasons.map { ui($0) }.joined(separator: ui("・", ", "))
    let link = MergeLinks.merge(record, first.record, object)
    return HTML.callout(
      """
      <b>\(ui("同じ\(object.name == "person" ? "人" : "会社")かもしれない記録があります。", "There may be a second record of this \(object.name)."))</b>\
      <a href="\(RecordLinks.record(first.record, object))">\(title)</a>（\(reasons)）\
      \(if: found.count > 1, ui("ほか\(found.count - 1)件", " and \(found.count - 1) more").asHTML) <a href="\(link)">\(ui("くらべてまとめる", "Compare and merge"))</a>
      """, .warn, icon: "merge")
  }
}

extension String {
  fileprivate var asHTML: HTML { "\(self)" }
}

enum MergeLinks {
  /// The page that compares two records; the first is kept, a contact before a lead.
  static func merge(_ a: Record, _ b: Record, _ object: ObjectDefinition) -> String {
    let (winner, loser) = a.recordType == "lead" && b.recordType == "contact" ? (b, a) : (a, b)
    return "\(RecordLinks.record(winner, object))/merge/\(loser.id.text)"
  }
}
