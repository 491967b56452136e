/// A piece of HTML. Text gets into it only through interpolation, which escapes it, so nothing that anybody typed can
/// become markup: `HTML("<td>\(person.name)</td>")`.
///
/// Attribute values are written in double quotes: `HTML("<a href=\"\(link)\">")`. Addresses that people gave go through
/// `HTML.address` first.
package struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
  package private(set) var text: String

  private init(trusted text: String) { self.text = text }

  package init(stringLiteral text: String) { self.text = text }

  package init(stringInterpolation pieces: Interpolation) { text = pieces.text }

  package static let empty: HTML = ""

  package var isEmpty: Bool { text.isEmpty }

  package static func + (a: HTML, b: HTML) -> HTML { HTML(trusted: a.text + b.text) }

  package static func += (a: inout HTML, b: HTML) { a.text += b.text }

  /// A web address somebody gave, or `#` when following it could run something: only http, https, mailto and tel.
  package static func address(_ given: String) -> String {
    let scheme = given.prefix { $0 != ":" }.lowercased()
    return ["http", "https", "mailto", "tel"].contains(scheme) ? given : "#"
  }

  package struct Interpolation: StringInterpolationProtocol {
    var text: String

    package init(literalCapacity: Int, interpolationCount: Int) {
      text = ""
      text.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ value: HTML) { text += value.text }

    package mutating func appendInterpolation(_ value: HTML?) { if let value { text += value.text } }

    /// One after the other.
    package mutating func appendInterpolation(_ values: [HTML]) { for value in values { text += value.text } }

    package mutating func appendInterpolation(_ value: String) { Self.escape(value, into: &text) }

    package mutating func appendInterpolation(_ value: Substring) { Self.escape(String(value), into: &text) }

    package mutating func appendInterpolation(_ value: String?) { if let value { Self.escape(value, into: &text) } }

    package mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }

    /// The markup when the condition holds: `\(if: row.isOpen, " open")`.
    package mutating func appendInterpolation(if condition: Bool, _ value: @autoclosure () -> HTML) {
      if condition { text += value().text }
    }

    /// An attribute that is there only with a value: `<td\(attribute: "title", tip)>`.
    package mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
      guard let value else { return }
      text += " \(name)=\""
      Self.escape(value, into: &text)
      text += "\""
    }

    private static func escape(_ value: String, into text: inout String) {
      guard value.utf8.contains(where: isSpecial) else {
        text += value
        return
      }
      var out: [UInt8] = []
      out.reserveCapacity(value.utf8.count + 16)
      for byte in value.utf8 {
        switch byte {
        case UInt8(ascii: "&"): out += Array("&amp;".utf8)
        case UInt8(ascii: "<"): out += Array("&lt;".utf8)
        case UInt8(ascii: ">"): out += Array("&gt;".utf8)
        case UInt8(ascii: "\""): out += Array("&quot;".utf8)
        case UInt8(ascii: "'"): out += Array("&#39;".utf8)
        default: out.append(byte)
        }
      }
      text += String(decoding: out, as: UTF8.self)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\"")
        || byte == UInt8(ascii: "'")
    }
  }
}

extension Sequence {
  /// One piece of HTML per element, one after the other.
  package func html(_ piece: (Element) throws -> HTML) rethrows -> HTML {
    var all = HTML.empty
    for element in self { all += try piece(element) }
    return all
  }
}

extension HTML {
  /// Pieces with something between them.
  package static func join(_ pieces: [HTML], _ separator: HTML) -> HTML {
    var all = HTML.empty
    for (index, piece) in pieces.enumerated() { all += index == 0 ? piece : separator + piece }
    return all
  }
}
