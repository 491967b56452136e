import Admin
import Kernel
import Metadata
import Records

/// The teams of the house, one below the other, with how many active members each has, those below it included.
struct TeamTree: Sendable {
  struct Node: Sendable {
    let id: RecordID
    let name: String
    let members: Int
    let children: [Node]
  }
  let roots: [Node]
  /// Names from the top down: 営業本部 東日本営業課.
  let paths: [RecordID: String]
  /// Each team with all below it.
  let reach: [RecordID: Set<RecordID>]

  init(teams: [Record], members: [Member]) {
    let children = Dictionary(grouping: teams) { $0[Team.parent]?.raw }
    let known = Set(teams.map(\.id.raw))
    let own = Dictionary(grouping: members.filter { $0.state != .deactivated }, by: \.team).mapValues(\.count)
    var paths: [RecordID: String] = [:]
    var reach: [RecordID: Set<RecordID>] = [:]
    // A team that was put below itself by hand must not hang the page.
    func node(_ team: Record, _ path: String, _ seen: Set<Int64>) -> Node {
      let name = team[Team.name] ?? ""
      let full = path.isEmpty ? name : "\(path) \(name)"
      paths[team.id] = full
      let below = (children[team.id.raw] ?? []).filter { !seen.contains($0.id.raw) }
        .map { node($0, full, seen.union([$0.id.raw])) }
      reach[team.id] = below.reduce([team.id]) { $0.union(reach[$1.id] ?? []) }
      return Node(
        id: team.id, name: name, members: below.reduce(own[team.id] ?? 0) { $0 + $1.members }, children: below)
    }
    roots = teams.filter { team in team[Team.parent].map { !known.contains($0.raw) } ?? true }.map { node($0, "", [$0.id.raw]) }
    self.paths = paths
    self.reach = reach
  }
}
