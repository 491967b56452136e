import Kernel
import Metadata
import Query
import Records
import WebKernel

/// One view of a list, declared with the object or saved by somebody.
struct ListViewing: Sendable {
  /// In the address.
  let key: String
  let label: String
  /// `nil`: everything.
  let condition: JSON?
  let columns: [String]
  let sort: String
  /// A saved view, and what the reader may do with it.
  var saved: Saved?

  struct Saved: Sendable {
    let id: RecordID
    let isShared: Bool
    let isMine: Bool
    let mayChange: Bool
  }
}

/// The views of a list that somebody has: those declared with the object first, then saved ones.
struct ListViews: Sendable {
  let all: [ListViewing]
  let active: ListViewing

  static let most = 40

  /// One statement.
  init(_ place: RecordPlace, _ wanted: String?, in tx: RecordTransaction) throws {
    let declared = place.object.listViews.filter { view in
      view.recordTypes?.contains(place.recordType?.name ?? "") ?? true
    }.map { view in
      ListViewing(
        key: view.name, label: view.label[tx.actor.language], condition: view.condition, columns: view.columns, sort: view.sort)
    }
    let standard = ListViewing(
      key: "all", label: tx.actor.language == .ja ? "すべて" : "All", condition: nil, columns: Self.columns(of: place, in: tx),
      sort: "-updated_at")
    let saved = try Self.saved(place.collection, in: tx)
    all = (declared.isEmpty ? [standard] : declared) + saved
    active = all.first { $0.key == wanted } ?? all[0]
  }

  /// For objects that declare no view: their first fields.
  private static func columns(of place: RecordPlace, in tx: RecordTransaction) -> [String] {
    let own = place.object.activeFields.filter { field in
      !SystemField.names.contains(field.name) && !place.object.titleFields.contains(field.name) && field.type.column != nil
        && !(field.type is LongTextType) && tx.access.isVisible(field, on: place.object)
    }
    return own.prefix(5).map(\.name) + ["owner_id", "updated_at"]
  }

  /// The reader's own, and those that are shared; whatever the role, others' private views stay unseen.
  private static func saved(_ collection: String, in tx: RecordTransaction) throws -> [ListViewing] {
    guard tx.schema.object(SavedView.object.name) != nil, let me = tx.actor.userID else { return [] }
    let mine: Condition = .field(FieldTest(["owner_id"], .eq, .one(.value(.reference(me.as(AnyRecord.self))))))
    let query = ListQuery(
      SavedView.object.name, where: SavedView.collection == collection && (mine || SavedView.isShared == true),
      sort: [Sort(["id"])], limit: most)
    return try tx.asSystem("list views").list(query).rows.map { record in
      let isMine = record.ownerID?.raw == me.raw
      return ListViewing(
        key: record.id.text, label: record[SavedView.name] ?? "",
        condition: record[SavedView.condition].flatMap { try? JSON(parsing: $0) },
        columns: (record[SavedView.columns] ?? "").split(separator: ",").map(String.init), sort: record[SavedView.sort] ?? "-updated_at",
        saved: ListViewing.Saved(
          id: record.id, isShared: record[SavedView.isShared] ?? false, isMine: isMine,
          mayChange: isMine || tx.actor.rights.may("metadata")))
    }
  }
}
