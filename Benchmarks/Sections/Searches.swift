import Database
import Japan
import Kernel
import Records

/// Search as you type, over what the palette looks through.
struct Searches {
  static let section = "Search as you type: 20 hits with their names"
  let bench: Workbench

  private static let objects = ["account", "deal", "list_view", "person"]

  private static let cases: [(name: String, texts: [String])] = [
    ("1 character", ["高", "山", "佐", "中", "株"]),
    ("2 characters: common surnames", ["高橋", "佐藤", "鈴木", "田中", "渡辺"]),
    ("2 characters: rare surname", ["勅使", "五十", "河原", "平野", "久保"]),
    ("3 characters", ["佐々木", "長谷川", "東京都", "五十嵐", "製作所"]),
    ("full name", ["高橋 一郎", "佐藤 美咲", "渡辺 直樹", "鈴木 彩", "長谷川 隆"]),
    ("kana", ["タカハシ", "さとう", "ｽｽﾞｷ", "ワタナベ", "はせがわ"]),
    ("beginning of a mail address", ["takahashi.1", "sato.2", "suzuki.30", "c1234.", "teshi"]),
    ("digits of a phone number", ["0903", "09012", "0801234", "03123", "066"]),
    ("company", ["株式会社", "山田製作所", "東京佐藤商事", "大阪フーズ", "合同会社中央ソフト"]),
  ]

  func measure() async throws {
    guard bench.options.isWanted(Self.section) else { return }
    for (name, texts) in Self.cases { try await search(name, texts, for: .system("bench")) }
    let own = try await bench.user(Cast.ownOnly)
    let seller = try await bench.user(Cast.seller(7))
    try await search("common surnames, for a user who sees the own", Self.cases[1].texts, for: own)
    try await search("common surnames, for a user who sees the team's", Self.cases[1].texts, for: seller)
  }

  private func search(_ name: String, _ texts: [String], for actor: ActorReference) async throws {
    try await bench.compare(Self.section, name, budget: 50, ratio: nil) { run in
      let text = texts[run % texts.count]
      _ = try await bench.records.read(for: actor) { tx in try tx.search(text, objects: Self.objects, limit: 20).count }
    } bare: { run in
      try bench.bare.run(bare(SearchQuery(texts[run % texts.count]), for: actor))
    }
  }

  /// The engine's full-text index alone, with the titles of what it finds.
  private func bare(_ query: SearchQuery, for actor: ActorReference) -> SQL {
    let reach: SQL = if case .user(let id) = actor { "AND p.owner_id = \(id)" } else { "" }
    switch bench.engine {
    case .sqlite:
      return """
        SELECT s.rowid, p.last_name, p.first_name, a.name, d.name FROM search_text s LEFT JOIN person p ON p.id = s.rowid
          LEFT JOIN account a ON a.id = s.rowid LEFT JOIN deal d ON d.id = s.rowid
        WHERE search_text MATCH \(query.fts5) \(reach) ORDER BY s.rowid DESC LIMIT 20
        """
    case .postgres:
      return """
        SELECT s.record_id, p.last_name, p.first_name, a.name, d.name FROM search_entry s LEFT JOIN person p ON p.id = s.record_id
          LEFT JOIN account a ON a.id = s.record_id LEFT JOIN deal d ON d.id = s.record_id
        WHERE s.vector @@ to_tsquery('simple', \(query.tsquery)) \(reach) LIMIT 20
        """
    }
  }
}
