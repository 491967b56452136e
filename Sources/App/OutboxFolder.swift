import Admin
import Foundation
import Kernel

extension Outbox {
  /// One file per mail in a folder, as long as the house has no mail server: `20261122-093000-….eml`, which every mail program
  /// opens. Only whoever runs the server reads them, because links in mails open accounts.
  ///
  /// - Parameter url: where people reach the house; its host is the sender's domain.
  static func folder(_ path: String, url: String, zoneOffset: Int = 32_400, now: @escaping @Sendable () -> Instant) -> Outbox {
    let host = URL(string: url)?.host() ?? "localhost"
    let sender = EmailAddress("no-reply@\(host)") ?? EmailAddress("no-reply@enishi.invalid")
    return Outbox { mail in
      guard let sender else { return }
      let now = now()
      let id = "\(now.milliseconds).\(UUID().uuidString.lowercased())"
      let text = mail.message(from: sender, sender: "縁 Enishi", id: id, at: now, zoneOffset: zoneOffset)
      let folder = URL(fileURLWithPath: path, isDirectory: true)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      // Written under another name first, so that whoever watches the folder never reads half a mail.
      let place = folder.appending(path: "\(Services.fileStamp(now))-\(id).eml")
      let draft = place.appendingPathExtension("part")
      guard FileManager.default.createFile(atPath: draft.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
        throw CocoaError(.fileWriteUnknown)
      }
      try FileManager.default.moveItem(at: draft, to: place)
    }
  }
}
