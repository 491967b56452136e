import Kernel
import Metadata
import People
import RecordPages
import Records
import Sales
import WebKernel

extension RecordPanel {
  /// 取引のある会社: that a lead comes from a company we know already, and whose it is. Who calls should know before they do.
  static let knownCompany = RecordPanel(.side, order: 10, for: ["person.lead"]) { lead, tx, ui in
    let known = try LeadConversion.accounts(for: lead, in: tx).filter { $0.strength > .weak }.prefix(KnownCompany.most)
    guard !known.isEmpty else { return nil }
    return try KnownCompany(Array(known), in: tx).html(ui)
  }
}

/// The accounts a lead probably belongs to.
private struct KnownCompany {
  private let candidates: [DuplicateCandidate]
  private let owners: [RecordID: String]
  private let object: ObjectDefinition

  static let most = 3

  init(_ candidates: [DuplicateCandidate], in tx: RecordTransaction) throws {
    self.candidates = candidates
    owners = try tx.titles(of: User.object.name, Array(Set(candidates.compactMap { $0.record.ownerID })))
    object = try tx.object(Account.object.name)
  }

  func html(_ ui: UI) -> HTML {
    HTML.card(
      "known-company", ui("取引のある会社かもしれません", "A company we may know"), icon: "building",
      body: "<div class=\"rows\">\(candidates.html { row($0, ui) })</div>")
  }

  private func row(_ candidate: DuplicateCandidate, _ ui: UI) -> HTML {
    let account = candidate.record
    let owner = account.ownerID.flatMap { owners[$0] }.map { ui("担当 \($0)", "Owner \($0)") } ?? ui("担当なし", "Without owner")
    let told = ([owner] + candidate.reasons.prefix(1).map { ui($0) }).joined(separator: ui("・", " · "))
    let name = account[Account.name] ?? ""
    return """
      <a href="\(RecordLinks.record(account, object))">\(HTML.avatar(name, id: account.id.raw, square: true))\
      <span class="who grow"><span class="clip"><b>\(name)</b><small>\(told)</small></span></span></a>
      """
  }
}
