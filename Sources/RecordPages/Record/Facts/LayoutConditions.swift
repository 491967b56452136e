import Database
import Kernel
import Metadata
import Query
import Records

/// Which fields of one record its layout shows and requires, by the conditions of the layout's rules. One query, none
/// without rules.
struct LayoutConditions {
  private(set) var hidden: Set<String> = []
  private(set) var required: Set<String> = []

  init(_ record: Record, _ object: ObjectDefinition, in tx: RecordTransaction) throws {
    let rules = object.layout(for: record.recordType.flatMap(object.recordType)).rules
    guard !rules.isEmpty, let table = Identifier(object.table) else { return }
    var tests: [SQL] = []
    for rule in rules {
      // The rules are the administrator's: they look at fields that the reader may not see.
      let system = tx.asSystem("layout")
      let condition = try? Condition(json: rule.condition, on: object.name, in: system.queryContext)
      // A rule that cannot be understood any more hides and requires nothing.
      let test = try condition.map { try system.predicate($0, on: object, alias: "r") } ?? (rule.effect == .show ? .true_ : .false_)
      tests.append("CASE WHEN \(test) THEN 1 ELSE 0 END")
    }
    guard let row = try tx.transaction.first("SELECT \(tests.joined(", ")) FROM \(table) r WHERE r.id = \(record.id)") else { return }
    var shown: Set<String> = []
    for (at, rule) in rules.enumerated() {
      let holds = try row.int(at) == 1
      switch rule.effect {
      case .show: if holds { shown.insert(rule.field) } else { hidden.insert(rule.field) }
      case .require: if holds { required.insert(rule.field) }
      }
    }
    // Several rules for one field: any of them shows it.
    hidden.subtract(shown)
  }

  /// What the layout asks for and the record lacks.
  func problems(of record: Record, _ object: ObjectDefinition) -> [Problem] {
    required.subtracting(hidden).sorted().compactMap { name in
      guard let field = object.field(name), record[name].isNull else { return nil }
      return Problem(field: name, "required", ja: "「\(field.label.ja)」を入力してください。", en: "Enter “\(field.label.en)”.")
    }
  }
}
