import Database
import Foundation
import HTTPTypes
import Jobs
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// 取り込み 1/5: a file is chosen and looked at, and two questions about the list are answered.
struct ImportUploadRoutes: Sendable {
  let desk: ImportDesk

  /// 100 MB hold some six hundred thousand rows of a usual list.
  static let mostBytes = 100 << 20

  var routes: [Route] {
    [
      .page("/import", "importStart", Label("リストの取り込み", "Import a list"), ImportDesk.permission, start),
      .post(
        "/import", "importUpload", Label("ファイルを選ぶ", "Choose a file"), ImportDesk.permission, bodyLimit: Self.mostBytes, upload),
      .page("/import/{id}", "importFile", Label("取り込み 1/5 ファイル", "Import 1/5: file"), ImportDesk.permission, show),
      .post("/import/{id}", "importAnswers", Label("リストについて答える", "Answer about the list"), ImportDesk.permission, answer),
      .post("/import/{id}/reuse", "importReuse", Label("前に使った設定を使う", "Use earlier settings"), ImportDesk.permission, reuse),
      .post("/import/{id}/removal", "importGiveUp", Label("取り込みをやめる", "Give an import up"), ImportDesk.permission, remove),
    ]
  }

  // MARK: Choosing

  private func start(_ request: AppRequest) async throws -> Answer {
    let wanted = request.query.items.first { $0.name == "into" }?.value
    return try await desk.door.page(request) { tx, ui in try desk.startPage(wanted, problems: [], tx, ui) }
  }

  private func upload(_ request: AppRequest) async throws -> Answer {
    let caller = try request.signedIn()
    var into = request.query.items.first { $0.name == "into" }?.value ?? "leads"
    let replaced = request.query.items.first { $0.name == "instead" }.flatMap { ID<ImportDraft>(text: $0.value) }
    try await desk.store.read(for: caller.actor) { try ImportDesk.permit($0) }
    do {
      let upload = try await Upload.receive(request, raw: [], sha256: desk.store.cryptography.sha256)
      defer { upload.remove() }
      into = upload.fields.first { $0.name == "into" }?.value ?? into
      guard !upload.name.isEmpty else {
        throw Problems([Problem(field: "file", "required", ja: "ファイルを選んでください。", en: "Choose a file.")])
      }
      let found = try await desk.look(at: upload.file.path, ImportReading(), into: into, for: caller.actor)
      let file: ID<ExchangeFile> = desk.store.ids.next()
      let database = desk.store.database
      try await upload.eachPiece { piece in try await database.write { try ExchangeFile.append(piece, to: file, in: $0) } }
      let name = upload.name
      return try await desk.door.write(request, as: "import.draft") { tx, _ in
        guard let user = tx.actor.userID else { throw Refusal.notFound }
        try ExchangeFile.create(file, name: name, by: user, at: tx.now, in: tx.transaction)
        var draft = ImportDraft(
          id: tx.store.ids.next(), actor: user, createdAt: tx.now, file: file, fileName: name, look: found.look, plan: found.plan)
        draft.keys = found.keys
        if let replaced { try desk.take(over: replaced, into: &draft, tx) }
        try draft.save(at: tx.now, in: tx.transaction)
        return .redirect(to: ImportDesk.link(draft.id))
      }
    } catch {
      guard let failure = Failure(error), !failure.problems.isEmpty else { throw error }
      let collection = into
      return try await desk.door.page(request) { tx, ui in
        var page = try desk.startPage(collection, problems: failure.problems, tx, ui)
        page.status = Int(failure.status.code)
        return page
      }
    }
  }

  // MARK: Answering

  private func show(_ request: AppRequest) async throws -> Answer {
    let draft = try await desk.loaded(request)
    if draft.run != nil { return .redirect(to: ImportDesk.place(of: draft)) }
    return try await desk.door.page(request) { tx, ui in try desk.filePage(try desk.draft(request, in: tx), problems: [], tx, ui) }
  }

  private func answer(_ request: AppRequest) async throws -> Answer {
    let input = ImportFileInput(request.form)
    let draft = try await desk.loaded(request)
    let collection = input.collection ?? draft.plan.collection
    var found: ImportDesk.Findings?
    do {
      if draft.run == nil, input.reading(of: draft) != draft.reading || collection != draft.plan.collection {
        let file = try await SpooledFile(draft.file, from: desk.store.database)
        defer { file.remove() }
        found = try await desk.look(
          at: file.path, input.reading(of: draft), into: collection, for: try request.signedIn().actor)
      }
    } catch {
      guard let failure = Failure(error), !failure.problems.isEmpty else { throw error }
      return try await desk.door.page(request) { tx, ui in
        var page = try desk.filePage(draft, problems: failure.problems, tx, ui)
        page.status = Int(failure.status.code)
        return page
      }
    }
    let news = found
    return try await desk.door.write(
      request, as: "import.draft",
      refused: { tx, ui, problems in
        var draft = try desk.draft(request, in: tx)
        draft.answers = input.answers
        return try desk.filePage(draft, problems: problems, tx, ui)
      },
      { tx, _ in
        var draft = try desk.openDraft(request, in: tx)
        draft.answers = input.answers
        if let news {
          draft.reading = input.reading(of: draft)
          draft.look = news.look
          draft.plan = news.plan
          draft.keys = news.keys
          try desk.forgetCheck(of: &draft, in: tx)
        }
        if input.goesOn { try Problems.check(input.problems(asksForMail: try desk.asksForMail(draft, tx))) }
        try draft.save(at: tx.now, in: tx.transaction)
        return .redirect(to: ImportDesk.link(draft.id, input.goesOn ? "map" : ""))
      })
  }

  private func reuse(_ request: AppRequest) async throws -> Answer {
    guard let from = request.form["from"].flatMap({ ID<ImportDraft>(text: $0) }) else { throw Refusal.notFound }
    return try await desk.door.write(request, as: "import.draft") { tx, ui in
      var draft = try desk.openDraft(request, in: tx)
      try desk.take(over: from, into: &draft, tx)
      try desk.forgetCheck(of: &draft, in: tx)
      try draft.save(at: tx.now, in: tx.transaction)
      return .redirect(to: ImportDesk.link(draft.id), Flash(ui("前の設定を使いました", "Earlier settings taken over")))
    }
  }

  private func remove(_ request: AppRequest) async throws -> Answer {
    try await desk.door.write(request, as: "import.draft") { tx, ui in
      var draft = try desk.openDraft(request, in: tx)
      try desk.forgetCheck(of: &draft, in: tx)
      try ImportDraft.remove(draft.id, in: tx.transaction)
      return .redirect(to: RecordLinks.list(draft.plan.collection), Flash(ui("取り込みをやめました。何も登録していません", "Import given up. Nothing was added")))
    }
  }
}

extension ImportDesk {
  /// Whether the records of this import are people who could be mailed.
  func asksForMail(_ draft: ImportDraft, _ tx: RecordTransaction) throws -> Bool {
    tx.schema.collection(draft.plan.collection)?.object.field("do_not_mail") != nil
  }

  /// Answers and mapping of another import of the same columns.
  func take(over other: ID<ImportDraft>, into draft: inout ImportDraft, _ tx: RecordTransaction) throws {
    let earlier = try ImportDraft.find(other, of: tx.actor.userID, in: tx.transaction)
    draft.answers = earlier.answers
    guard earlier.look.headings == draft.look.headings, earlier.plan.collection == draft.plan.collection else { return }
    let plan = earlier.plan.withoutNewFields
    // What has gone since, or may not be written any more, is guessed anew.
    if plan.problems(in: tx.schema, for: tx.actor).isEmpty { draft.plan = plan }
  }
}

/// What the form of the first step holds.
struct ImportFileInput: Sendable {
  let answers: ImportAnswers
  let collection: String?
  /// Whether the next step was asked for; otherwise only the file is read again.
  let goesOn: Bool
  private let encoding: String?
  private let delimiter: String?
  private let headingRow: String?

  init(_ form: Form) {
    var answers = ImportAnswers()
    let source = form.trimmed("source")
    answers.source = source.isEmpty ? nil : String(source.prefix(200))
    answers.mail = form["mail"].flatMap(ImportAnswers.Mail.init(rawValue:))
    answers.note = String(form.trimmed("note").prefix(500))
    self.answers = answers
    collection = form["into"]
    goesOn = form["act"] != "read"
    encoding = form["encoding"]
    delimiter = form["delimiter"]
    headingRow = form["heading_row"]
  }

  /// What was said now; what is as it was found is not fixed.
  func reading(of draft: ImportDraft) -> ImportReading {
    var reading = draft.reading
    if let encoding = encoding.flatMap({ TextEncodingChoice.encoding($0) }), encoding != draft.look.encoding { reading.encoding = encoding }
    if let delimiter = delimiter.flatMap({ UInt8($0) }), delimiter != draft.look.delimiter { reading.delimiter = delimiter }
    if let row = headingRow.flatMap({ Int($0) }), row != draft.look.headingRow, row > 0 { reading.headingRow = row }
    return reading
  }

  func problems(asksForMail: Bool) -> [Problem] {
    var problems: [Problem] = []
    if answers.source == nil {
      problems.append(
        Problem(field: "source", "required", ja: "どこで得たリストかを選んでください。", en: "Choose where the list came from."))
    }
    if asksForMail, answers.mail == nil {
      problems.append(
        Problem(field: "mail", "required", ja: "メールを送ってよいかを選んでください。", en: "Choose whether these people may be mailed."))
    }
    return problems
  }
}
