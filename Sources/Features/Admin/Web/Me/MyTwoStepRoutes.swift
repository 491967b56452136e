import Admin
import Database
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// 2段階ログイン: turning it on with a code of the app, new recovery codes, turning it off. Each asks for the password first.
struct MyTwoStepRoutes: Sendable {
  let door: WebDoor
  let services: AdminServices
  /// Of other features.
  let cards: [MyCard]

  var routes: [Route] {
    [
      .post("/me/two-steps", "me.two_steps.begin", Label("2段階ログインを始める", "Turn two steps on"), begin),
      .page("/me/two-steps", "me.two_steps", Label("認証アプリに登録する", "Add to the app"), show),
      .post("/me/two-steps/confirm", "me.two_steps.confirm", Label("最初のコードを送る", "Send the first code"), confirm),
      .post("/me/two-steps/codes", "me.two_steps.codes", Label("予備コードを作り直す", "Make new recovery codes"), renewCodes),
      .post("/me/two-steps/off", "me.two_steps.off", Label("2段階ログインをやめる", "Turn two steps off"), turnOff),
    ]
  }

  /// Goes on when the password is right; otherwise the settings say that it is not.
  private func confirmed(_ request: AppRequest, _ then: () async throws -> Answer) async throws -> Answer {
    let change = PasswordChange(store: services.store, passwords: services.passwords)
    do {
      try await change.confirm(request.form["two-current"] ?? "", of: try request.signedIn().user)
    } catch let problems as Problems {
      return try await door.page(request) { tx, ui in
        try MyPage(form: .twoSteps, problems: problems.all, typed: request.form, session: request.caller?.session, in: tx)
          .page(ui, cards: try cards.map { try $0(tx, ui) })
      }
    }
    return try await then()
  }

  private func begin(_ request: AppRequest) async throws -> Answer {
    let (user, cryptography) = (try request.signedIn().user, services.store.cryptography)
    return try await confirmed(request) {
      try await door.write(request, as: "two_steps.begin") { tx, _ in
        try TwoFactor.begin(for: user, cryptography, in: tx.transaction)
        return .redirect(to: "/me/two-steps")
      }
    }
  }

  private func show(_ request: AppRequest) async throws -> Answer { try await enrolment(request, error: nil) }

  private func enrolment(_ request: AppRequest, error: Problem?) async throws -> Answer {
    let (user, draw, cryptography) = (try request.signedIn().user, services.drawQR, services.store.cryptography)
    return try await door.page(request) { tx, ui in
      guard let factor = try TwoFactor.of(user, in: tx.transaction), !factor.isOn else { throw Refusal.notFound }
      let mail = try tx.configuration(User.object.name).first { $0.id.raw == user.raw }?[User.email]?.text ?? ""
      let key = try factor.key(cryptography)
      let address = TwoFactor.address(of: key, house: tx.settings.name, mail: mail)
      return MyTwoStepPage(key: TwoFactor.text(of: key), address: address, modules: draw(address), error: error).page(ui)
    }
  }

  private func confirm(_ request: AppRequest) async throws -> Answer {
    let (caller, store) = (try request.signedIn(), services.store)
    let codes = try await store.write(for: caller.actor, as: OperationKind("two_steps.on", source: "web")) { tx in
      let codes = try TwoFactor.confirm(request.form.trimmed("code"), for: caller.user, at: tx.now, store.cryptography, in: tx.transaction)
      if codes != nil { tx.noteAccount("two_steps.on", of: caller.user) }
      return codes
    }
    guard let codes else { return try await enrolment(request, error: AccountProblems.wrongCode) }
    return try await shown(codes, request)
  }

  private func renewCodes(_ request: AppRequest) async throws -> Answer {
    let (caller, store) = (try request.signedIn(), services.store)
    return try await confirmed(request) {
      let codes = try await store.write(for: caller.actor, as: OperationKind("two_steps.codes", source: "web")) { tx in
        tx.noteAccount("two_steps.codes", of: caller.user)
        return try TwoFactor.renewCodes(for: caller.user, store.cryptography, in: tx.transaction)
      }
      return try await shown(codes, request)
    }
  }

  private func shown(_ codes: [String], _ request: AppRequest) async throws -> Answer {
    try await door.page(request) { _, ui in RecoveryCodesPage(codes: codes).page(ui) }
  }

  private func turnOff(_ request: AppRequest) async throws -> Answer {
    let user = try request.signedIn().user
    return try await confirmed(request) {
      try await door.write(request, as: "two_steps.off") { tx, ui in
        try TwoFactor.remove(from: user, in: tx.transaction)
        tx.noteAccount("two_steps.off", of: user)
        return .redirect(to: "/me", Flash(ui("2段階ログインをやめました", "Two-step sign-in is off")))
      }
    }
  }
}
