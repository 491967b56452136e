import Database
import Kernel
import Testing

@Suite struct SQLTests {
  @Test func `values are bound, names are quoted, pieces are joined`() {
    let access: SQL = "owner_id = \(7)"
    let names: [Identifier] = ["id", "name"]
    let sql: SQL = "SELECT \(names) FROM deal WHERE \(access) AND name LIKE \("a'; DROP TABLE deal; --%")"
    #expect(sql.text(placeholder: "$") == "SELECT \"id\", \"name\" FROM deal WHERE owner_id = $1 AND name LIKE $2")
    #expect(sql.text(placeholder: "?") == "SELECT \"id\", \"name\" FROM deal WHERE owner_id = ?1 AND name LIKE ?2")
    #expect(sql.shape == "SELECT \"id\", \"name\" FROM deal WHERE owner_id = ? AND name LIKE ?")
    #expect(sql.binds == [.integer(7), .text("a'; DROP TABLE deal; --%")])
  }

  @Test func `an empty list matches nothing`() {
    let sql: SQL = "id IN (\(list: [Int]()))"
    #expect(sql.text(placeholder: "?") == "id IN (NULL)")
    #expect(sql.binds.isEmpty)
  }

  @Test(arguments: ["", "Deal", "1st", "deal\"; --", "取引先", "a b", String(repeating: "a", count: 64)])
  func `what is no plain name is no identifier`(_ text: String) {
    #expect(Identifier(text) == nil)
  }

  @Test func `the statement least recently used makes room`() {
    var cache = StatementCache<Int>(limit: 2)
    #expect(cache.keep(1, for: "a") == nil)
    #expect(cache.keep(2, for: "b") == nil)
    #expect(cache.find("a") == 1)
    #expect(cache.keep(3, for: "c") == 2)
    #expect(cache.find("b") == nil)
    #expect(cache.find("a") == 1)
    #expect(cache.keep(4, for: "a") == 1)
  }
}
