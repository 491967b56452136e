import Database
import Kernel
import Metadata
import People
import Query
import Records

/// List pages: filter, sort, 50 rows, the total, and the names of the owners shown.
struct Lists {
  /// One list as a person opens it, and how somebody who knows the tables would ask for it.
  private struct Case: Sendable {
    let name: String
    var condition: JSON?
    var recordType: String?
    var sort = "-updated_at"
    var actor: ActorReference = .system("bench")
    /// `WHERE`, over `r`; without what every list has.
    let bare: SQL
    var bareJoin: SQL = ""
    var bareOrder: SQL = "r.updated_at DESC NULLS LAST, r.id DESC"
    /// Best found by the filter and sorted; SQLite must be told, PostgreSQL knows.
    var isRare = false
  }

  static let section = "Lists of persons: page of 50 with total"
  private static let columns = ["last_name", "first_name", "company_name", "department", "title", "email", "phone", "owner_id", "updated_at"]
  private static let bareColumns: SQL = """
    r.id, r.record_type, r.version, r.last_name, r.first_name, r.company_name, r.department, r.title, r.email, r.phone, r.owner_id, r.updated_at
    """
  private static let countedUpTo = ListQuery.longList

  let bench: Workbench

  func measure() async throws {
    guard bench.options.isWanted(Self.section) else { return }
    for list in try await cases() {
      try await bench.compare(Self.section, list.name, budget: 50, ratio: nil) { _ in
        _ = try await page(list, cursor: nil)
      } bare: { _ in
        try bench.bare.run(bareCount(list))
        try bench.bare.run(barePage(list, ""))
      }
    }
    try await deepPage()
    try await allFields()
  }

  /// The total first: it tells how the page is best read.
  private func page(_ list: Case, cursor: String?) async throws -> Page<Record> {
    let limit = Self.countedUpTo
    return try await bench.records.read(for: list.actor) { tx in
      let condition = try list.condition.map { try Condition(json: $0, on: "person", in: tx.queryContext) } ?? .always
      var query = ListQuery(
        "person", recordType: list.recordType, where: condition, sort: try Sort.list(parsing: list.sort), fields: Self.columns,
        after: cursor)
      if cursor == nil { query.expected = try tx.count("person", recordType: list.recordType, where: condition, upTo: limit) }
      let page = try tx.list(query)
      _ = try tx.titles(of: "user", page.rows.compactMap(\.ownerID))
      return page
    }
  }

  private func barePage(_ list: Case, _ after: SQL) -> SQL {
    let order: SQL = list.isRare && bench.engine == .sqlite ? "+\(list.bareOrder)" : list.bareOrder
    return """
      SELECT \(Self.bareColumns) FROM person r \(list.bareJoin) WHERE r.deleted_at IS NULL AND \(list.bare) \(after)
      ORDER BY \(order) LIMIT 51
      """
  }

  private func bareCount(_ list: Case) -> SQL {
    """
    SELECT count(*) FROM (SELECT 1 FROM person r \(list.bareJoin) WHERE r.deleted_at IS NULL AND \(list.bare)
      LIMIT \(Self.countedUpTo + 1)) counted
    """
  }

  private func cases() async throws -> [Case] {
    let own = try await bench.user(Cast.ownOnly)
    let seller = try await bench.user(Cast.seller(7))
    let busiest = try await bench.user(Cast.seller(0))
    @Sendable func id(_ actor: ActorReference) -> Int64 { if case .user(let id) = actor { id.raw } else { 0 } }
    let section = try await bench.database.read { tx in
      try tx.scalar("SELECT team_id FROM app_user WHERE id = \(id(seller))")
    }
    let hasOpenDeals: JSON = ["has": "deals", "where": ["field": "stage.kind", "is": "eq", "value": "open"]]
    let bareOpenDeals: SQL = """
      EXISTS (SELECT 1 FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.primary_person_id = r.id AND d.deleted_at IS NULL
        AND s.kind = 'open' AND s.deleted_at IS NULL)
      """
    let onAccount: SQL = "JOIN account a ON a.id = r.account_id AND a.deleted_at IS NULL"
    func holds(_ column: SQL, _ part: String) -> SQL {
      bench.engine == .sqlite ? "instr(lower(\(column)), \(part)) > 0" : "strpos(lower(\(column)), \(part)) > 0"
    }
    return [
      Case(name: "all persons", bare: "1 = 1"),
      Case(name: "all leads", recordType: "lead", bare: "r.record_type = 'lead'"),
      Case(
        name: "lead_status in (working, nurturing)", condition: ["field": "lead_status", "is": "in", "value": ["working", "nurturing"]],
        bare: "r.lead_status IN ('working', 'nurturing')"),
      Case(
        name: "account.industry = 農業 (relation)", condition: ["field": "account.industry", "is": "eq", "value": "農業"],
        bare: "a.industry = '農業'", bareJoin: onAccount),
      Case(
        name: "course = enterprise (custom, 0.9 %)", condition: ["field": "course", "is": "eq", "value": "enterprise"],
        bare: "r.course = 'enterprise'"),
      Case(
        name: "course = special (custom, 0.1 %)", condition: ["field": "course", "is": "eq", "value": "special"], bare: "r.course = 'special'",
        isRare: true),
      Case(
        name: "company contains 精機 (5 %)", condition: ["field": "company_name", "is": "contains", "value": "精機"],
        bare: holds("r.company_name", "精機")),
      Case(
        name: "company contains 琉球大和農園 (rare)", condition: ["field": "company_name", "is": "contains", "value": "琉球大和農園"],
        bare: holds("r.company_name", "琉球大和農園"), isRare: true),
      Case(name: "has open deals", condition: hasOpenDeals, bare: bareOpenDeals),
      Case(
        name: "three: course = premium, account.rank = A, has open deals",
        condition: [
          "all": [
            ["field": "course", "is": "eq", "value": "premium"], ["field": "account.rank", "is": "eq", "value": "A"], hasOpenDeals,
          ]
        ], bare: "r.course = 'premium' AND a.rank = 'A' AND \(bareOpenDeals)", bareJoin: onAccount),
      Case(name: "all, for a user who sees the own", actor: own, bare: "r.owner_id = \(id(own))"),
      Case(
        name: "all, for a user who sees the team's", actor: seller,
        bare: "r.owner_id IN (SELECT id FROM app_user WHERE team_id = \(section))"),
      Case(
        name: "qualified, for a user who sees the team's", condition: ["field": "lead_status", "is": "eq", "value": "qualified"],
        actor: busiest,
        bare:
          "r.lead_status = 'qualified' AND r.owner_id IN (SELECT id FROM app_user WHERE team_id = (SELECT team_id FROM app_user WHERE id = \(id(busiest))))"
      ),
      Case(
        name: "sorted by account.name", sort: "account.name", bare: "1 = 1",
        bareJoin: "LEFT JOIN account a ON a.id = r.account_id AND a.deleted_at IS NULL",
        bareOrder: "a.name ASC NULLS FIRST, r.id ASC"),
      Case(
        name: "contacts, sorted by name", recordType: "contact", sort: "name", bare: "r.record_type = 'contact'",
        bareOrder: "r.last_name ASC NULLS FIRST, r.first_name ASC NULLS FIRST, r.id ASC"),
    ]
  }

  /// 20,000 rows down, where a page begins with its cursor.
  private func deepPage() async throws {
    let leads = Case(name: "all leads, 20,000 rows down", recordType: "lead", bare: "r.record_type = 'lead'")
    var cursor: String?
    for _ in 0..<20 {
      let at = cursor
      cursor = try await bench.records.read(for: .system("bench")) { tx in
        try tx.list(ListQuery("person", recordType: "lead", fields: Self.columns, limit: 1000, after: at)).next
      }
    }
    let deep = cursor
    let place = try await bench.database.read { tx in
      try tx.first(
        """
        SELECT updated_at, id FROM person WHERE deleted_at IS NULL AND record_type = 'lead'
        ORDER BY updated_at DESC NULLS LAST, id DESC LIMIT 1 OFFSET 19999
        """)
    }
    guard let place else { return }
    try await bench.compare(Self.section, leads.name, budget: 50, ratio: 1.3) { _ in
      _ = try await page(leads, cursor: deep)
    } bare: { _ in
      try bench.bare.run(barePage(leads, "AND (r.updated_at, r.id) < (\(place[0]), \(place[1]))"))
    }
  }

  /// What `GET /api/v1/persons` reads: every field.
  private func allFields() async throws {
    let table = try await bench.records.read(for: .system("bench")) { tx in
      try (tx.schema.object("person")?.fields ?? []).filter { $0.type.column != nil }.map { try TableDDL.identifier($0.name) }
    }
    let columns = table.map { SQL.column("r", $0) }.joined(", ")
    try await bench.compare(Self.section, "all persons, every field, without the total", budget: 50, ratio: 1.3) { _ in
      _ = try await bench.records.read(for: .system("bench")) { tx in try tx.list(ListQuery("person")) }
    } bare: { _ in
      try bench.bare.run("SELECT \(columns) FROM person r WHERE r.deleted_at IS NULL ORDER BY r.updated_at DESC NULLS LAST, r.id DESC LIMIT 51")
    }
  }
}
