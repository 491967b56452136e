/// Where mails of the house go: to a folder, as long as there is no mail server. `App` says which.
package struct Outbox: Sendable {
  package let send: @Sendable (OutgoingMail) async throws -> Void

  package init(send: @escaping @Sendable (OutgoingMail) async throws -> Void) { self.send = send }
}
