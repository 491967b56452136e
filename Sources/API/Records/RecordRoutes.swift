import HTTPTypes
import Kernel
import Metadata
import Query
import Records
import WebKernel

/// The records of every object, standard or custom, through the same five routes.
struct RecordRoutes: Sendable {
  let services: APIServices

  var routes: [Route] {
    [
      Route(.get, "/api/v1/{objects}", name: "list", .scope(.read), Label("一覧", "List"), list),
      Route(.post, "/api/v1/{objects}", name: "create", .scope(.write), Label("作成", "Create"), create),
      Route(.get, "/api/v1/{objects}/{id}", name: "get", .scope(.read), Label("1 件の取得", "Get one"), get),
      Route(.patch, "/api/v1/{objects}/{id}", name: "update", .scope(.write), Label("変更", "Change"), update),
      Route(
        .delete, "/api/v1/{objects}/{id}", name: "delete", .scope(.write), Label("ごみ箱へ移す", "Move to the recycle bin"), delete),
    ]
  }

  private func list(_ request: AppRequest) async throws -> Answer {
    try await services.read(request) { tx, caller in
      let target = try RecordTarget(request, caller, .read, in: tx)
      let input = try ListInput(request, target, in: tx)
      var query = input.query
      query.expected =
        switch input.counting {
        case .none: Count?.none
        case .bounded:
          try tx.count(
            target.object.name, recordType: target.recordType?.name, where: query.condition, upTo: ListInput.countedUpTo)
        }
      // The total tells how the page is best read.
      let page = try tx.list(query)
      return .json(bytes: RecordWriter(target.object, tx.access, fields: query.fields).list(page, count: query.expected))
    }
  }

  private func get(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let fields = reader.names("fields")
    try reader.finish()
    return try await services.read(request) { tx, caller in
      let target = try RecordTarget(request, caller, .read, in: tx)
      let record = try target.record(try request.id("id"), in: tx)
      try Self.check(fields, target.object, tx.access)
      return .json(bytes: RecordWriter(target.object, tx.access, fields: fields).bytes(record)).tagged(record)
    }
  }

  private func create(_ request: AppRequest) async throws -> Answer {
    try Self.refuseParameters(request)
    let (json, bytes) = try await request.json()
    return try await services.write(request, as: "record.create", body: bytes) { tx, caller in
      let target = try RecordTarget(request, caller, .create, in: tx)
      let input = RecordInput(json, target, takes: target.object.recordTypes.isEmpty ? [] : ["record_type"], in: tx)
      let record = try Self.settling(input) { try tx.create(target.object.name, recordType: input.recordType, input.draft) }
      tx.summary = [.init("created", 1)]
      return .json(.created, bytes: RecordWriter(target.object, tx.access).bytes(record)).tagged(record).undone(by: tx)
        .with(.location, "/api/v1/\(target.collection)/\(record.id.text)")
    }
  }

  private func update(_ request: AppRequest) async throws -> Answer {
    try Self.refuseParameters(request)
    let id: RecordID = try request.id("id")
    let seen = try Self.seenVersion(request)
    let (json, bytes) = try await request.json()
    return try await services.write(request, as: "record.update", body: bytes) { tx, caller in
      let target = try RecordTarget(request, caller, .edit, in: tx)
      // What cannot be seen does not exist; what can be seen but not edited is forbidden.
      let before = try target.record(id, in: tx)
      let input = RecordInput(json, target, takes: ["version"], in: tx)
      let record = try Self.settling(input) {
        do {
          return try tx.update(target.object.name, id, input.draft, version: seen ?? input.version)
        } catch Refusal.notFound {
          throw Self.notYours
        }
      }
      tx.summary = [.init("updated", 1)]
      let answer = Answer.json(bytes: RecordWriter(target.object, tx.access).bytes(record)).tagged(record)
      return record.version == before.version ? answer : answer.undone(by: tx)
    }
  }

  private func delete(_ request: AppRequest) async throws -> Answer {
    try Self.refuseParameters(request)
    let id: RecordID = try request.id("id")
    let seen = try Self.seenVersion(request)
    return try await services.write(request, as: "record.delete") { tx, caller in
      let target = try RecordTarget(request, caller, .delete, in: tx)
      _ = try target.record(id, in: tx)
      do {
        try tx.delete(target.object.name, [id], version: seen)
      } catch Refusal.notFound {
        throw Self.notYours
      }
      tx.summary = [.init("deleted", 1)]
      return Answer.noContent.undone(by: tx)
    }
  }

  static let notYours = Refusal.forbidden(
    Label(
      "このレコードは見られますが、変更する権限がありません。担当者か管理者に相談してください。",
      "You can see this record but not change it. Ask its owner or an administrator."))

  /// Runs the write for what could be read, so that its problems come together with those of the reading. When either has
  /// any, the transaction ends with all of them and nothing is kept.
  private static func settling(_ input: RecordInput, _ write: () throws -> Record) throws -> Record {
    do {
      let record = try write()
      try Problems.check(input.problems)
      return record
    } catch let problems as Problems {
      throw Problems(input.problems.isEmpty ? problems.all : input.merged(problems.all == input.problems ? [] : problems.all))
    }
  }

  /// `If-Match: "12"`; `*` asks only that the record exists.
  private static func seenVersion(_ request: AppRequest) throws -> Int? {
    guard let tag = request.headers[.ifMatch], tag != "*" else { return nil }
    guard tag.count >= 3, tag.first == "\"", tag.last == "\"", let version = Int(tag.dropFirst().dropLast()), version >= 0 else {
      throw Problems([
        Problem(
          field: "If-Match", "format", ja: "If-Match には、前の答えの ETag（例：\"12\"）をそのまま渡してください。",
          en: "Pass the ETag of the previous answer, such as \"12\", as If-Match.")
      ])
    }
    return version
  }

  private static func check(_ fields: [String]?, _ object: ObjectDefinition, _ access: AccessScope) throws {
    let known = Set(RecordWriter.fields(of: object, access).map(\.name))
    try Problems.check(
      (fields ?? []).filter { !known.contains($0) }.map { name in
        Problem(
          field: "fields", "unknown_field", ja: "項目「\(name)」はありません。名前を確かめてください。",
          en: "There is no field “\(name)”. Check its name.")
      })
  }

  static func refuseParameters(_ request: AppRequest) throws {
    var reader = ParameterReader(request.query)
    try reader.finish()
  }
}

extension Answer {
  /// The version of a record as its entity tag.
  func tagged(_ record: Record) -> Answer { with(.eTag, "\"\(record.version)\"") }
}
