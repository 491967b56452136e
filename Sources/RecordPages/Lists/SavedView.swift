import Kernel
package import Metadata
package import Records

/// ビュー: a list somebody has named: which records, in what order, with which columns; for oneself or for everybody.
package enum SavedView: ObjectType {
  package static let name = Field<String>("name", "ビュー名", "View name", nil, .required)
  /// Of the list it is a view of: `leads`.
  package static let collection = Field<String>("collection", "一覧", "List", nil, .required, .indexed)
  package static let condition = Field<String>("condition", "条件", "Condition", LongTextType())
  package static let columns = Field<String>("columns", "表示項目", "Columns", LongTextType())
  package static let sort = Field<String>("sort", "並び順", "Order")
  package static let isShared = Field<Bool>("is_shared", "みんなで使う", "Shared", nil, .defaulting(.boolean(false)))

  package static let object = ObjectDefinition(
    "list_view", Label("ビュー", "List view"), collection: "list-views", title: ["name"],
    fields: [
      name.definition, collection.definition, condition.definition, columns.definition, sort.definition, isShared.definition,
    ])
}

extension Feature {
  /// What lists keep: the views people save.
  package static let lists = Feature("lists", objects: [SavedView.object])
}
