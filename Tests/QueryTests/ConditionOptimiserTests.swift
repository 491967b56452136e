import Kernel
import Metadata
import Query
import Testing

@Suite struct ConditionOptimiserTests {
  private static let rank = Field<String>("rank", "ランク", "Rank")
  private static let size = Field<Int>("employees", "従業員数", "Employees")

  private static let cases: [(String, Condition, Condition)] = {
    let (a, b, small) = (rank == "A", rank == "B", size < 50)
    return [
      ("nested alls are one", .all([.all([a, .all([small])]), .always]), .all([a, small])),
      ("one part needs no brackets", .any([.all([a])]), a),
      ("repeated parts count once", .all([a, small, a]), .all([a, small])),
      ("never makes all never", .all([a, .never]), .never),
      ("always makes any always", .any([a, .always]), .always),
      ("not not", .not(.not(small)), small),
      ("not of a constant", .not(.always), .never),
      ("not eq is ne", .not(a), rank != "A"),
      ("not less is no operator of its own", .not(small), .not(small)),
      ("or of eq is in", a || b || small, .any([rank.in(["A", "B"]), small])),
      ("or of eq and in is in", rank.in(["A", "C"]) || b || a, rank.in(["A", "C", "B"])),
      ("different values contradict", a && b, .never),
      ("a value outside the list contradicts", a && rank.in(["B", "C"]), .never),
      ("a value inside the list does not", a && rank.in(["A", "C"]), .all([a, rank.in(["A", "C"])])),
      ("empty with a value contradicts", small && size.isEmpty, .never),
      ("a part and its opposite contradict", .all([small, .not(small)]), .never),
      ("a part or its opposite is always", .any([small, .not(small)]), .always),
      ("an empty list is never", rank.in([]), .never),
      ("not in an empty list is always", rank.notIn([]), .always),
      ("inside related records", .has("deals", where: .all([.always])), .has("deals")),
    ]
  }()

  @Test(arguments: cases.indices)
  func `conditions are simplified without changing their meaning`(_ at: Int) {
    let (name, condition, expected) = Self.cases[at]
    #expect(condition.optimised == expected, "\(name)")
    #expect(condition.optimised.optimised == condition.optimised, "\(name), twice")
  }
}
