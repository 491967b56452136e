package import WebKernel

/// The text of a note, with the people who are called in it as they are called now.
package enum NoteText {
  package static func html(_ text: String, _ marks: [NoteMark]) -> HTML {
    guard !marks.isEmpty else { return "\(text)" }
    var html = HTML.empty
    var plain = ""
    var rest = text[...]
    // The longest first: of two names that begin alike.
    let longest = marks.sorted { $0.written.count > $1.written.count }
    while let letter = rest.first {
      let after = rest.dropFirst()
      if letter == "@" || letter == "＠", let mark = longest.first(where: { after.hasPrefix($0.written) }) {
        html += "\(plain)<span class=\"mention\(if: mark.isMe, " mention--me")\">@\(mark.shown)</span>"
        plain = ""
        rest = after.dropFirst(mark.written.count)
      } else {
        plain.append(letter)
        rest = after
      }
    }
    return "\(html)\(plain)"
  }
}
