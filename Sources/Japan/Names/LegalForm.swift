/// The legal form of a Japanese organisation (法人格), as it stands before or after its name.
package enum LegalForm: String, Sendable, CaseIterable {
  case 株式会社, 有限会社, 合同会社, 合資会社, 合名会社, 相互会社
  case 一般社団法人, 一般財団法人, 公益社団法人, 公益財団法人, 社団法人, 財団法人, 特定非営利活動法人
  case 医療法人, 医療法人社団, 医療法人財団, 社会福祉法人, 学校法人, 宗教法人
  case 独立行政法人, 地方独立行政法人, 国立大学法人
  case 税理士法人, 弁護士法人, 司法書士法人, 監査法人, 協同組合, 農事組合法人
  /// Co., Ltd., Inc., LLC and their like: says that it is a company, not which form.
  case 外国会社 = "Co., Ltd."

  /// One way to write a form, folded by `FoldingMap.strict`.
  struct Spelling: Sendable {
    let form: LegalForm
    let scalars: [UInt32]
    /// Latin spellings stand at the end and need a sign or space before them.
    let isLatin: Bool
  }

  /// Longest first, so that 医療法人社団 is not read as 医療法人.
  static let spellings: [Spelling] = {
    var spellings: [Spelling] = []
    func add(_ form: LegalForm, _ texts: [String], isLatin: Bool = false) {
      for text in texts {
        let scalars = FoldingMap.strict.withScalars(of: text) { Array($0) }
        spellings.append(Spelling(form: form, scalars: scalars, isLatin: isLatin))
      }
    }
    for form in allCases where form != .外国会社 { add(form, [form.rawValue]) }
    add(.株式会社, ["(株)", "カブシキガイシャ", "カブシキカイシャ"])
    add(.有限会社, ["(有)", "ユウゲンガイシャ", "ユウゲンカイシャ"])
    add(.合同会社, ["(同)", "(合)", "ゴウドウガイシャ", "ゴウドウカイシャ"])
    add(.合資会社, ["(資)"])
    add(.合名会社, ["(名)"])
    add(.相互会社, ["(相)"])
    add(.社団法人, ["(社)"])
    add(.財団法人, ["(財)"])
    add(.一般社団法人, ["(一社)"])
    add(.一般財団法人, ["(一財)"])
    add(.公益社団法人, ["(公社)"])
    add(.公益財団法人, ["(公財)"])
    add(.特定非営利活動法人, ["(特非)", "NPO法人"])
    add(.医療法人, ["(医)"])
    add(.社会福祉法人, ["(福)", "(社福)"])
    add(.学校法人, ["(学)"])
    add(.宗教法人, ["(宗)"])
    add(.独立行政法人, ["(独)"])
    add(.株式会社, ["k.k.", "k.k", "kk"], isLatin: true)
    add(
      .外国会社,
      [
        "co.,ltd.", "co.,ltd", "co., ltd.", "co., ltd", "co.ltd.", "co.ltd", "co. ltd.", "co. ltd", "co ltd", "company limited",
        "ltd.", "ltd", "limited", "inc.", "inc", "incorporated", "llc", "l.l.c.", "corp.", "corp", "corporation", "gmbh", "plc",
      ], isLatin: true)
    return spellings.sorted { ($0.scalars.count, $1.form.rawValue) > ($1.scalars.count, $0.form.rawValue) }
  }()
}
