package import Kernel

/// A 登録番号 of the qualified-invoice system: T and 13 digits.
///
/// For companies the digits are the corporate number and its check digit must be right. Sole proprietors have numbers whose
/// check is not published, so for them only the form is looked at.
package struct InvoiceNumber: Hashable, Sendable {
  package enum Holder: Sendable { case corporation, individual, unknown }

  /// `T` and 13 ASCII digits.
  package let text: String
  /// The company's number, when the digits can be one.
  package let corporateNumber: CorporateNumber?

  package init(_ typed: String, holder: Holder = .unknown, field: String? = nil) throws(Problem) {
    var body = typed[...]
    body = body.drop { $0.isWhitespace }
    if let first = body.first, "TtＴｔ".contains(first) { body = body.dropFirst() }
    let digits: String
    do throws(Problem) {
      digits = try CorporateNumber.digits(String(body), field: field)
    } catch {
      guard error.code == "format" || error.code == "length" else { throw error }
      throw Problem(
        field: field, "format", ja: "登録番号は「T」と13桁の数字で入力してください（例：T7000012050002）。",
        en: "Enter the invoice registration number as T and 13 digits, for example T7000012050002.")
    }
    guard digits.utf8.first != 48 else {
      throw Problem(
        field: field, "format", ja: "登録番号の数字は0から始まりません。番号を確認してください。",
        en: "The digits of a registration number do not begin with 0. Check the number.")
    }
    text = "T" + digits
    corporateNumber = CorporateNumber.isRight(digits) ? CorporateNumber(checked: digits) : nil
    if holder == .corporation, corporateNumber == nil {
      throw Problem(
        field: field, "check_digit", ja: "登録番号が正しくありません（法人番号の検査数字が合いません）。国税庁の公表サイトで確認してください。",
        en: "This registration number is wrong: its check digit does not fit. Look it up at the National Tax Agency.")
    }
  }

  /// Said beside a number that is accepted although it cannot be a company's.
  package var warning: Problem? {
    corporateNumber != nil
      ? nil
      : Problem(
        "check_digit", ja: "法人の番号としては検査数字が合いません。個人事業主の番号でなければ確認してください。",
        en: "The check digit does not fit a company. Check the number unless this is a sole proprietor.")
  }
}

extension InvoiceNumber: CustomStringConvertible {
  package var description: String { text }
}
