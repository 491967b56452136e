import Japan
package import Kernel

/// Reads a file of contact cards (vCard 2.1, 3.0 of RFC 2426, 4.0 of RFC 6350) as a table: a row for each card, numbered as they come.
///
/// - What phones in Japan write is read: QUOTED-PRINTABLE and Shift_JIS of each property, kana in `SOUND` or `X-PHONETIC-…`.
/// - A card that cannot be read is a row with `problems`; the cards after it go on.
/// - What has no column of its own (a third number, a second address) stands in the last column.
package struct VCardReader: TableReader {
  /// The columns are the same for every file.
  package static var headings: [String] { VCardColumn.allCases.map(\.heading) }

  private var lines: VCardLines
  private let limits: TableLimits
  private var number = 0
  /// The beginning of the next card was read already.
  private var hasBegun = false

  /// `source` gives the bytes of the file from its beginning.
  package init(limits: TableLimits = .standard, source: @escaping ChunkSource) {
    lines = VCardLines(limit: limits.cellBytes, source: VCardText.utf8(source))
    self.limits = limits
  }

  /// Whether a file that begins so is one of contact cards.
  package static func isCards(_ head: [UInt8]) -> Bool {
    let start = VCardText.beginning(head).drop { $0 <= .space }
    return String(decoding: start.prefix(begin.count), as: UTF8.self).uppercased() == begin
  }
  private static let begin = "BEGIN:VCARD"

  package mutating func next() throws -> TableRow? {
    while true {
      if hasBegun {
        hasBegun = false
        return try card()
      }
      guard let line = try lines.next() else { return nil }
      switch line {
      case .blank: continue
      case .property(let property) where property.isBegin: hasBegun = true
      case .property, .unreadable:
        try skipStrayLines()
        return row(VCardContact.nothing, [VCardFault.outside.problem])
      }
    }
  }

  private mutating func skipStrayLines() throws {
    while !hasBegun, let line = try lines.next() {
      if case .property(let property) = line, property.isBegin { hasBegun = true }
    }
  }

  private mutating func card() throws -> TableRow {
    lines.keepsFold = false
    var properties: [VCardLine] = []
    var problems: [Problem] = []
    var bytes = 0
    /// Cards inside this one: of an assistant (`AGENT`), who is somebody else.
    var inner = 0
    while let line = try lines.next() {
      guard case .property(let property) = line else {
        if case .unreadable = line, problems.isEmpty { problems.append(VCardFault.line.problem) }
        continue
      }
      if property.isBegin {
        guard inner > 0 || properties.last?.name == "AGENT" else {
          hasBegun = true
          return row(readable(properties), [VCardFault.unfinished.problem])
        }
        inner += 1
      } else if property.name == "END" {
        if inner == 0 { return finished(properties, problems) }
        inner -= 1
      } else if inner == 0 {
        if property.name == "VERSION" { lines.keepsFold = property.value.starts(with: "2.".utf8) }
        guard VCardContact.reads(property.name) else { continue }
        bytes += property.value.count
        if bytes > limits.rowBytes || properties.count == limits.columns {
          problems = [VCardFault.tooLong.problem]
        } else {
          properties.append(property)
        }
      }
    }
    return row(readable(properties), [VCardFault.unfinished.problem])
  }

  private mutating func finished(_ properties: [VCardLine], _ problems: [Problem]) -> TableRow {
    do throws(Problem) {
      let contact = try VCardContact(properties)
      let isEmpty = contact.cells.allSatisfy(\.isEmpty) && problems.isEmpty
      return row(contact.cells, isEmpty ? [VCardFault.empty.problem] : problems)
    } catch {
      return row(readable(properties), problems + [error])
    }
  }

  /// What a bad card says nevertheless, so that somebody sees whose it is and can mend it.
  private func readable(_ properties: [VCardLine]) -> [String] {
    let sound = properties.filter { property in (try? VCardText.value(of: property)) != nil }
    return (try? VCardContact(sound))?.cells ?? VCardContact.nothing
  }

  private mutating func row(_ cells: [String], _ problems: [Problem]) -> TableRow {
    number += 1
    return TableRow(number: number, cells: cells, problems: problems)
  }
}

extension VCardLine {
  fileprivate var isBegin: Bool { name == "BEGIN" }
}

/// Why a contact card cannot be taken, in words for the person who has the file.
enum VCardFault {
  case outside, unfinished, line, tooLong, empty, group
  case encoding(property: String)
  case charset(String)

  var problem: Problem {
    switch self {
    case .outside:
      Problem(
        "card_outside", ja: "カードの外 (BEGIN:VCARD の前) に文字があります。連絡先アプリから書き出し直してください。",
        en: "There is text outside of any card (before BEGIN:VCARD). Export the contacts again.")
    case .unfinished:
      Problem(
        "card_unfinished", ja: "カードが途中で切れています (END:VCARD がありません)。連絡先アプリから書き出し直してください。",
        en: "The card breaks off: END:VCARD is missing. Export the contact again.")
    case .line:
      Problem(
        "card_line", ja: "カードに読めない行があります。連絡先アプリから書き出し直してください。",
        en: "The card holds a line that cannot be read. Export the contact again.")
    case .tooLong:
      Problem("card_too_long", ja: "カードの文字が多すぎます。メモなどを短くしてください。", en: "The card holds too much text. Shorten its note.")
    case .empty:
      Problem("card_empty", ja: "カードに名前も連絡先もありません。", en: "The card holds neither a name nor any way to reach somebody.")
    case .group:
      Problem("card_group", ja: "人ではなくグループのカードです。ひとりずつのカードを書き出してください。", en: "The card is of a group. Export the cards of its people.")
    case .encoding(let property):
      Problem(
        "encoding", ja: "\(property) の文字が読めません (文字コードが合いません)。UTF-8のvCardで書き出し直してください。",
        en: "The text of \(property) cannot be read: its encoding does not fit. Export the contact as vCard in UTF-8.")
    case .charset(let name):
      Problem(
        "charset", ja: "文字コード「\(name)」のカードは読めません。UTF-8のvCardで書き出し直してください。",
        en: "Cards in the encoding “\(name)” cannot be read. Export the contact as vCard in UTF-8.")
    }
  }
}
