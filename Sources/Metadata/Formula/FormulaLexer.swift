import Kernel

/// Cuts the text of a formula into tokens. Full-width signs, digits and letters typed by a Japanese keyboard are read too.
struct FormulaLexer {
  enum Token: Hashable {
    case number(String), string(String), name(String), sign(String), end
  }

  /// A token and the character it begins at, counted from 1.
  struct Placed: Hashable {
    let token: Token
    let position: Int
  }

  static func tokens(_ text: String) throws(Problem) -> [Placed] {
    let letters = Array(text)
    var tokens: [Placed] = []
    var at = 0
    while at < letters.count {
      let start = at
      let letter = narrow(letters[at])
      if letter.isWhitespace {
        at += 1
        continue
      }
      let token: Token
      if letter == "\"" || letter == "'" {
        token = .string(try string(letters, &at, quote: letter))
      } else if letter.isASCII, letter.isNumber {
        token = .number(take(letters, &at) { ($0.isASCII && $0.isNumber) || $0 == "." })
      } else if letter.isASCII, letter.isLetter {
        token = .name(take(letters, &at) { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }.lowercased())
      } else {
        token = .sign(try sign(letters, &at))
      }
      tokens.append(Placed(token: token, position: start + 1))
    }
    return tokens + [Placed(token: .end, position: letters.count + 1)]
  }

  private static func narrow(_ letter: Character) -> Character {
    guard let scalar = letter.unicodeScalars.first, letter.unicodeScalars.count == 1 else { return letter }
    switch scalar.value {
    case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0).map(Character.init) ?? letter
    case 0xD7: return "*"
    case 0xF7: return "/"
    case 0x2212: return "-"
    case 0x201C, 0x201D: return "\""
    default: return letter
    }
  }

  private static func take(_ letters: [Character], _ at: inout Int, while belongs: (Character) -> Bool) -> String {
    var text = ""
    while at < letters.count, belongs(narrow(letters[at])) {
      text.append(narrow(letters[at]))
      at += 1
    }
    return text
  }

  /// Up to the same quote; a doubled quote stands for itself.
  private static func string(_ letters: [Character], _ at: inout Int, quote: Character) throws(Problem) -> String {
    let start = at
    var text = ""
    at += 1
    while at < letters.count {
      if narrow(letters[at]) == quote {
        at += 1
        guard at < letters.count, narrow(letters[at]) == quote else { return text }
      }
      text.append(letters[at])
      at += 1
    }
    throw FormulaFault.syntax(
      start + 1, ja: "文字列が閉じていません。終わりに \(quote) を付けてください。", en: "The text is not closed. Put \(quote) at its end.")
  }

  private static let signs = ["<=", ">=", "<>", "!=", "==", "+", "-", "*", "/", "&", "=", "<", ">", "(", ")", ","]

  private static func sign(_ letters: [Character], _ at: inout Int) throws(Problem) -> String {
    let text = String(letters[at..<min(at + 2, letters.count)].map(narrow))
    guard let sign = signs.first(where: text.hasPrefix) else {
      throw FormulaFault.syntax(
        at + 1, ja: "「\(letters[at])」は使えません。項目は API 名（例：amount）で書いてください。",
        en: "“\(letters[at])” has no meaning here. Write fields by their API names, for example amount.")
    }
    at += sign.count
    return sign
  }
}

/// What can be wrong with the text of a formula.
enum FormulaFault {
  static func syntax(_ position: Int, ja: String, en: String) -> Problem {
    Problem("formula", ja: "数式の \(position) 文字目：\(ja)", en: "Formula, character \(position): \(en)")
  }
}
