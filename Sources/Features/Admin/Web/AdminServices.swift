package import Admin
package import Jobs
package import Records

/// What the pages of signing in and of members work with; made once per process.
package struct AdminServices: Sendable {
  package let store: RecordStore
  package let sessions: SessionAuthentication
  let jobs: JobQueue
  let outbox: Outbox
  /// Where people reach the house, without a slash at the end: `https://crm.example.jp`. Links in mails begin with it; what a request
  /// says of its host is never believed.
  let url: String
  /// The squares of a QR code, row by row; `nil`: there is nothing to draw with, so the key is typed.
  let drawQR: @Sendable (String) -> [[Bool]]?
  let passwords: PasswordCheck

  package init(
    store: RecordStore, jobs: JobQueue, outbox: Outbox, url: String, drawQR: @escaping @Sendable (String) -> [[Bool]]? = { _ in nil }
  ) {
    self.store = store
    self.jobs = jobs
    self.outbox = outbox
    self.url = url
    self.drawQR = drawQR
    sessions = SessionAuthentication(store: store)
    passwords = PasswordCheck(store.cryptography)
  }
}
