import HTTPTypes
import Kernel
import Metadata
import Query
import Records
import WebKernel

/// What the modules of a list ask for while it is on screen: counts of the other views, what a condition would find, what
/// a typed value means.
struct ListQueries: Sendable {
  let door: WebDoor

  /// How far the counts beside the tabs are made.
  static let countedUpTo = 10_000

  var routes: [Route] {
    [
      Route(.get, "/{objects}/counts", name: "viewCounts", .page, Label("ビューの件数", "Counts of views"), counts),
      Route(.get, "/{objects}/count", name: "filterCount", .page, Label("条件に合う件数", "How many fulfil a condition"), count),
      Route(.get, "/{objects}/conditions", name: "conditionFields", .page, Label("条件に使える項目", "Fields for conditions"), fields),
      Route(.get, "/{objects}/value", name: "typedValue", .page, Label("入力された値の意味", "What a typed value means"), value),
    ]
  }

  /// `?views=all,mine`: `{"counts": {"all": {"value", "exact", "text"}}, "total": …}`. A view that cannot be read any more has no count.
  private func counts(_ request: AppRequest) async throws -> Answer {
    try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(request.parameter("objects"), in: tx)
      let wanted = request.query.items.first { $0.name == "views" }?.value.split(separator: ",").map(String.init) ?? []
      let views = try ListViews(place, nil, in: tx).all.filter { wanted.contains($0.key) }
      func counted(_ condition: Condition) throws -> JSON {
        let count = try tx.count(place.object.name, recordType: place.recordType?.name, where: condition, upTo: Self.countedUpTo)
        return Self.json(count, place.object, ui)
      }
      let counts = try views.compactMap { view -> JSON.Member? in
        let condition = view.condition.map { try? Condition(json: $0, on: place.object.name, in: tx.queryContext) } ?? .always
        return try condition.map { JSON.Member(view.key, try counted($0)) }
      }
      return .json(["counts": .object(counts), "total": try counted(.always)])
    }
  }

  /// `?filter=…`: how many, and the condition as a sentence; 422 with what is wrong.
  private func count(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let json = reader.json("filter") ?? ["all": []]
    try reader.finish()
    return try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(request.parameter("objects"), in: tx)
      let condition = try Condition(json: json, on: place.object.name, in: tx.queryContext)
      let count = try tx.count(
        place.object.name, recordType: place.recordType?.name, where: condition, upTo: Self.countedUpTo)
      return .json(Self.json(count, place.object, ui))
    }
  }

  private static func json(_ count: Count, _ object: ObjectDefinition, _ ui: UI) -> JSON {
    [
      "value": .integer(Int64(count.value)), "exact": .boolean(count.isExact),
      "number": .string(ui.number(count.value) + (count.isExact ? "" : "+")), "text": .string(ui.count(count, of: object)),
    ]
  }

  private func fields(_ request: AppRequest) async throws -> Answer {
    try await door.fragment(request) { tx, ui in
      .json(ConditionFields(place: try RecordPlace(request.parameter("objects"), in: tx), tx: tx, ui: ui).json)
    }
  }

  /// `?field=amount&text=４８６万`: `{"value": 4860000, "shown": "4,860,000円"}`; a problem at the field when it is no such value.
  private func value(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let name = reader.requiredText("field")
    let text = reader.text("text") ?? ""
    try reader.finish()
    return try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(request.parameter("objects"), in: tx)
      let path = name.split(separator: ".").map(String.init)
      let field: FieldDefinition
      do throws(Problem) {
        field = try FieldPath.resolve(path, on: place.object, in: tx.schema, isReadable: tx.queryContext.isReadable).field
      } catch {
        throw Problems([error])
      }
      let parsed = try TypedValue.read(text, for: field, in: tx)
      if var problem = parsed.problem {
        problem.field = name
        throw Problems([problem])
      }
      return .json(["value": field.type.encode(parsed.value), "shown": .string(field.type.shown(parsed.value, in: ui.parsing))])
    }
  }
}
