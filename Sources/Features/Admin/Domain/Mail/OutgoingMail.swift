import Foundation
package import Kernel

/// One mail of plain text, and its form on the wire (RFC 5322, MIME in UTF-8).
package struct OutgoingMail: Sendable, Hashable {
  package let to: EmailAddress
  package let name: String
  package let subject: String
  package let text: String

  package init(to: EmailAddress, name: String, subject: String, text: String) {
    self.to = to
    self.name = name
    self.subject = subject
    self.text = text
  }

  /// - Parameters:
  ///   - id: unique within `from`'s domain.
  ///   - zoneOffset: seconds ahead of UTC, for the date.
  package func message(from: EmailAddress, sender: String, id: String, at now: Instant, zoneOffset: Int) -> String {
    let headers = [
      "From: \(Self.mailbox(sender, from))", "To: \(Self.mailbox(name, to))", "Subject: \(Self.words(subject, after: 9))",
      "Date: \(Self.date(now, zoneOffset))", "Message-ID: <\(id)@\(from.domain)>", "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", "Auto-Submitted: auto-generated",
    ]
    let lines = text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
    let body = Data(lines.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
    return (headers + ["", body, ""]).joined(separator: "\r\n")
  }

  private static func mailbox(_ name: String, _ address: EmailAddress) -> String {
    name.isEmpty ? "<\(address.text)>" : "\(words(name, after: 6)) <\(address.text)>"
  }

  /// Encoded words of RFC 2047, each whole characters and at most 75 octets long, folded. Everything is encoded, so that nothing
  /// in a name can be taken for a header or an address.
  static func words(_ text: String, after used: Int) -> String {
    var words: [String] = []
    var piece: [UInt8] = []
    // "=?utf-8?B?" and "?=" take 12 of 75; 63 more hold 45 octets in base64.
    var room = min(45, (63 - used) / 4 * 3)
    for character in text {
      let bytes = character.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? [UInt8(ascii: " ")] : Array(String(character).utf8)
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        let octets = Array(String(scalar).utf8)
        if piece.count + octets.count > room {
          words.append(encoded(piece))
          piece = []
          room = 45
        }
        piece += octets
      }
    }
    if !piece.isEmpty { words.append(encoded(piece)) }
    return words.joined(separator: "\r\n ")
  }

  private static func encoded(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Data(bytes).base64EncodedString())?=" }

  /// `Sun, 22 Nov 2026 12:00:00 +0900`
  static func date(_ now: Instant, _ offset: Int) -> String {
    let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let local = (now + .seconds(offset)).text  // 2026-11-22T12:00:00.000Z
    let day = now.day(offset: offset)
    let zone = abs(offset) / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(weekdays[day.weekday - 1]), \(day.day) \(months[day.month - 1]) \(day.year) \(local.dropFirst(11).prefix(8)) "
      + "\(offset < 0 ? "-" : "+")\(two(zone / 60))\(two(zone % 60))"
  }
}
