import Foundation
import Kernel

/// The parts of a `multipart/form-data` body (RFC 7578) that lies in a file: small fields as text, the upload as the stretch
/// of bytes where it stands.
struct MultipartFile {
  private(set) var fields: [(name: String, value: String)] = []
  private(set) var upload: (name: String, range: Range<Int>)?

  private static let mostParts = 50
  private static let longestField = 64 << 10

  /// The boundary of a `Content-Type`; `nil` when it has none that RFC 2046 §5.1.1 allows.
  static func boundary(_ contentType: String?) -> String? {
    for parameter in (contentType ?? "").split(separator: ";").dropFirst() {
      let parts = parameter.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, parts[0].lowercased() == "boundary" else { continue }
      let value = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      return (1...70).contains(value.utf8.count) && value.utf8.allSatisfy { (0x20...0x7E).contains($0) } ? value : nil
    }
    return nil
  }

  init(_ body: Data, boundary: String) throws {
    let delimiter = Data("\r\n--\(boundary)".utf8)
    let opening = Data("--\(boundary)".utf8)
    guard body.starts(with: opening) || body.range(of: delimiter) != nil else { throw Self.broken }
    var at = body.starts(with: opening) ? opening.count : (body.range(of: delimiter)?.upperBound ?? body.count)
    var parts = 0
    while !body[at...].starts(with: Data("--".utf8)) {
      parts += 1
      guard parts <= Self.mostParts, let head = body.range(of: Data("\r\n\r\n".utf8), in: at..<body.count),
        let end = body.range(of: delimiter, in: (head.upperBound - 2)..<body.count)
      else { throw Self.broken }
      try take(
        String(decoding: body[at..<head.lowerBound], as: UTF8.self), body,
        head.upperBound..<max(head.upperBound, end.lowerBound))
      at = end.upperBound
    }
  }

  private mutating func take(_ head: String, _ body: Data, _ range: Range<Int>) throws {
    let disposition = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") }
    guard let disposition, let name = Self.parameter("name", of: disposition) else { throw Self.broken }
    if let file = Self.parameter("filename", of: disposition) {
      guard upload == nil else {
        throw Problems([Problem(field: "file", "repeated", ja: "ファイルは 1 つだけ送ってください。", en: "Send only one file.")])
      }
      upload = (file, range)
    } else {
      guard range.count <= Self.longestField, let value = String(validating: body[range], as: UTF8.self) else {
        throw Self.broken
      }
      fields.append((name, value))
    }
  }

  private static func parameter(_ name: String, of line: Substring) -> String? {
    for part in line.split(separator: ";").dropFirst() {
      let pieces = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if pieces.count == 2, pieces[0].lowercased() == name {
        return pieces[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      }
    }
    return nil
  }

  private static let broken = Failure.malformed(
    Problem("multipart", ja: "multipart/form-data として読めません。", en: "This is not readable as multipart/form-data."))
}
