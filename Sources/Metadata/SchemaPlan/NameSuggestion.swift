import Japan
package import Kernel

/// Proposes an API name for a field or object that an administrator has only labelled.
package enum NameSuggestion {
  /// From the English label, else from common Japanese words, else from kana in Hepburn letters, else `x_field`; made
  /// different from the names that are taken by a number at its end.
  package static func name(for label: Label, avoiding taken: Set<String>) -> String {
    let stem = [label.en, label.ja].lazy.compactMap(stem).first ?? "x_field"
    var name = stem
    var number = 2
    while taken.contains(name) {
      name = "\(stem.prefix(APIName.longest - 4))_\(number)"
      number += 1
    }
    return name
  }

  private static func stem(_ text: String) -> String? {
    let words = words[TypedText.halfWidth(text)].map { [$0] } ?? pieces(TypedText.halfWidth(text))
    guard let words else { return nil }
    var name = String(words.joined(separator: "_").prefix(APIName.longest))
    while name.hasSuffix("_") { name.removeLast() }
    if let first = name.first, first.isNumber { name = "x_" + name.prefix(APIName.longest - 2) }
    return APIName.isWellFormed(name) ? name : nil
  }

  /// ASCII words, or kana; `nil` when there are kanji.
  private static func pieces(_ text: String) -> [String]? {
    let text = text.lowercased()
    if text.unicodeScalars.allSatisfy(\.isASCII) {
      return text.split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }
    let kana = Kana.katakana(text)
    guard Kana.isKatakana(kana) else { return nil }
    return kana.split { $0 == " " || $0 == "・" || $0 == "　" }.map { letters(String($0)) }
  }

  private static func letters(_ kana: String) -> String {
    var out = ""
    var doubled = false
    let characters = Array(kana)
    var at = 0
    while at < characters.count {
      let pair = at + 1 < characters.count ? String(characters[at...(at + 1)]) : ""
      var sound = ""
      if let known = syllables[pair] {
        sound = known
        at += 1
      } else {
        sound = syllables[String(characters[at])] ?? ""
      }
      if characters[at] == "ッ" {
        doubled = true
      } else {
        if doubled, let first = sound.first { out.append(first == "c" ? "t" : first) }
        doubled = false
        out += sound
      }
      at += 1
    }
    return out
  }

  private static let syllables: [String: String] = {
    let rows: [(String, [String])] = [
      ("アイウエオ", ["a", "i", "u", "e", "o"]), ("カキクケコ", ["ka", "ki", "ku", "ke", "ko"]),
      ("サシスセソ", ["sa", "shi", "su", "se", "so"]), ("タチツテト", ["ta", "chi", "tsu", "te", "to"]),
      ("ナニヌネノ", ["na", "ni", "nu", "ne", "no"]), ("ハヒフヘホ", ["ha", "hi", "fu", "he", "ho"]),
      ("マミムメモ", ["ma", "mi", "mu", "me", "mo"]), ("ヤユヨ", ["ya", "yu", "yo"]), ("ラリルレロ", ["ra", "ri", "ru", "re", "ro"]),
      ("ワヲンヴ", ["wa", "o", "n", "vu"]), ("ガギグゲゴ", ["ga", "gi", "gu", "ge", "go"]), ("ザジズゼゾ", ["za", "ji", "zu", "ze", "zo"]),
      ("ダヂヅデド", ["da", "ji", "zu", "de", "do"]), ("バビブベボ", ["ba", "bi", "bu", "be", "bo"]),
      ("パピプペポ", ["pa", "pi", "pu", "pe", "po"]), ("ァィゥェォ", ["a", "i", "u", "e", "o"]), ("ャュョ", ["ya", "yu", "yo"]),
    ]
    var table: [String: String] = [:]
    for (kana, sounds) in rows { for (letter, sound) in zip(kana, sounds) { table[String(letter)] = sound } }
    for (head, stem) in [
      ("キ", "ky"), ("シ", "sh"), ("チ", "ch"), ("ニ", "ny"), ("ヒ", "hy"), ("ミ", "my"), ("リ", "ry"), ("ギ", "gy"), ("ジ", "j"),
      ("ビ", "by"), ("ピ", "py"),
    ] {
      for (tail, vowel) in [("ャ", "a"), ("ュ", "u"), ("ョ", "o")] { table[head + tail] = stem + vowel }
    }
    for (pair, sound) in [
      ("ファ", "fa"), ("フィ", "fi"), ("フェ", "fe"), ("フォ", "fo"), ("ティ", "ti"), ("ディ", "di"), ("シェ", "she"), ("ジェ", "je"),
      ("チェ", "che"), ("ウェ", "we"), ("ウィ", "wi"),
    ] {
      table[pair] = sound
    }
    return table
  }()

  private static let words = [
    "業界": "sector", "業種": "business_type", "予算": "budget_amount", "備考": "remarks", "メモ": "memo", "規模": "size", "地域": "region",
    "担当": "contact_person", "契約日": "contract_on", "契約開始日": "contract_starts_on", "契約終了日": "contract_ends_on",
    "決算月": "closing_month", "従業員数": "employee_count", "金額": "amount_yen", "数量": "quantity", "単価": "unit_price",
    "納期": "delivery_on", "納品先": "ship_to", "競合": "competitors", "種別": "kind", "区分": "category", "分類": "classification",
    "優先度": "priority", "状態": "status", "開始日": "starts_on", "終了日": "ends_on", "期限": "due_on", "台数": "units",
    "機械": "machine", "設備": "equipment", "案件": "project", "訪問日": "visited_on", "会員番号": "member_number",
  ]
}
