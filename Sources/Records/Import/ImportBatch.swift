import Database
import Kernel
import Metadata

/// Records that earlier steps of a dry run would have made or changed.
struct Earlier: Sendable {
  var owners: [Identity: [RecordID]] = [:]
  var known: [RecordID: Record] = [:]

  mutating func add(_ more: Earlier) {
    known.merge(more.known) { $1 }
    owners.merge(more.owners) { old, new in old + new.filter { !old.contains($0) } }
  }
}

/// Decides for the rows of one step, one after the other, what becomes of each: the plan in action, before anything is written.
///
/// Rows see what earlier rows of the same step have made, as if each had been written at once.
struct ImportBatch {
  /// A record that this step creates or changes.
  final class Pending {
    let id: RecordID
    /// As it was stored; `nil` for a new one.
    let base: Record?
    var values: [String: Value]
    /// Which of them differ from what is stored; of a new one nobody asks.
    var changed: Set<String> = []
    var rows: [Int] = []
    /// Of the row that made a new one.
    let identities: [Identity]
    /// As one row made it by itself.
    var new: (draft: Draft, form: RecordForm)?

    init(id: RecordID, base: Record?, values: [String: Value], identities: [Identity] = []) {
      self.id = id
      self.base = base
      self.values = values
      self.identities = identities
    }
  }

  enum Decision {
    case create(RecordID)
    case update(RecordID)
    case unchanged(RecordID)
    case rejected([Problem])
  }

  let plan: ImportPlan
  let object: ObjectDefinition
  private let matching: ImportMatching
  private var owners: [Identity: [RecordID]]
  private let known: [RecordID: Record]
  private let earlier: Earlier
  private var faces: [RecordID: ImportFace] = [:]
  private(set) var pending: [RecordID: Pending] = [:]
  /// Ids of `pending` in the order of their first row.
  private(set) var order: [RecordID] = []
  private let nextID: () -> RecordID

  init(
    plan: ImportPlan, object: ObjectDefinition, owners: [Identity: [RecordID]], known: [RecordID: Record],
    earlier: Earlier = Earlier(), nextID: @escaping () -> RecordID
  ) {
    self.plan = plan
    self.object = object
    self.owners = owners
    self.known = known
    self.earlier = earlier
    self.nextID = nextID
    matching = ImportMatching(object)
    self.owners.reserveCapacity(owners.count + 4 * ImportRun.rowsPerStep)
  }

  /// `notes`: what of the row was not taken over.
  mutating func decide(_ row: ImportRow, _ at: Int, notes: inout [ImportNote]) -> Decision {
    if !row.problems.isEmpty { return .rejected(row.problems) }
    switch find(row) {
    case .failure(let problem): return .rejected([problem])
    case .success(let found?): return merge(row, at, into: found, &notes)
    case .success(nil):
      guard plan.mode != .update else { return .rejected([Self.notFound]) }
      return .create(add(row, at))
    }
  }

  // MARK: - Finding

  private mutating func find(_ row: ImportRow) -> Result<RecordID?, Problem> {
    if case .reference(let id)? = row.values["id"] {
      if plan.match == .auto || plan.match == .field("id") {
        return stored(id) != nil || pending[id] != nil ? .success(id) : .failure(Self.unknownID)
      }
    }
    if case .field(let name) = plan.match {
      guard let identity = fieldIdentity(name, row.values[name]) else {
        return .failure(
          Problem(field: name, "required", ja: "照合する項目が空です。値を入れてください。", en: "The field by which records are found is empty. Fill it in."))
      }
      let found = candidates([identity])
      return found.count <= 1 ? .success(found.first) : .failure(Self.ambiguous)
    }
    return findByRules(row)
  }

  private mutating func findByRules(_ row: ImportRow) -> Result<RecordID?, Problem> {
    var face: ImportFace?
    var best: (id: RecordID, strength: Int)?
    var isTied = false
    for id in candidates(row, byRow: false) {
      let own = face ?? ImportFace(row.values)
      face = own
      switch matching.compare(own, with: faceOf(id)) {
      case .different: continue
      case .contradiction(let problem): return .failure(problem)
      case .same(let strength):
        isTied = best.map { $0.strength == strength } ?? false
        if best.map({ $0.strength < strength }) ?? true { best = (id, strength) }
      }
    }
    if let best, !isTied { return .success(best.id) }
    if let same = candidates(row, byRow: true).first { return .success(same) }
    return best == nil ? .success(nil) : .failure(Self.ambiguous)
  }

  /// By what the row says of the record, or by the whole row.
  private func candidates(_ row: ImportRow, byRow: Bool) -> [RecordID] {
    candidates(row.identities.lazy.filter { ($0.kind == ImportRowIdentity.kind) == byRow })
  }

  /// Oldest first. A number that many share is a switchboard and tells nothing.
  private func candidates(_ identities: some Sequence<Identity>) -> [RecordID] {
    var ids: Set<RecordID> = []
    for identity in identities {
      let here = owners[identity] ?? []
      let before = earlier.owners.isEmpty ? [] : earlier.owners[identity] ?? []
      guard here.count + before.count <= Self.mostOwners else { continue }
      for id in here where known[id] != nil || pending[id] != nil { ids.insert(id) }
      ids.formUnion(before)
    }
    return ids.isEmpty ? [] : ids.sorted()
  }
  static let mostOwners = 50

  private func stored(_ id: RecordID) -> Record? { earlier.known[id] ?? known[id] }

  private mutating func faceOf(_ id: RecordID) -> ImportFace {
    if let face = faces[id] { return face }
    let face = ImportFace(pending[id]?.values ?? stored(id)?.values ?? [:])
    faces[id] = face
    return face
  }

  /// How a value of the matching field is looked up.
  private func fieldIdentity(_ name: String, _ value: Value?) -> Identity? {
    guard let value, !value.isNull else { return nil }
    return ImportLookup.identity(name, value)
  }

  // MARK: - Taking over

  private mutating func add(_ row: ImportRow, _ at: Int) -> RecordID {
    let id: RecordID = nextID()
    var values = row.values
    if values["id"] != nil { values["id"] = nil }
    let entry = Pending(id: id, base: nil, values: values, identities: row.identities)
    entry.rows = [at]
    entry.new = row.new
    pending[id] = entry
    order.append(id)
    remember(row, id)
    return id
  }

  private mutating func merge(_ row: ImportRow, _ at: Int, into id: RecordID, _ notes: inout [ImportNote]) -> Decision {
    if plan.mode == .create, pending[id] == nil { return .unchanged(id) }
    let entry = pending[id] ?? Pending(id: id, base: stored(id), values: stored(id)?.values ?? [:])
    var changed = false
    for (name, value) in row.values.sorted(by: { $0.key < $1.key }) where name != "id" {
      guard let field = object.field(name) else { continue }
      let current = entry.values[name] ?? .null
      if current == value { continue }
      if !current.isNull, plan.contradictions == .keep {
        if !ImportEquivalence.isSame(current, value, in: field) { notes.append(Self.kept(field, current, value)) }
        continue
      }
      entry.values[name] = value
      entry.changed.insert(name)
      changed = true
    }
    guard changed else {
      pending[id]?.rows.append(at)
      return .unchanged(id)
    }
    entry.rows.append(at)
    entry.new = nil
    if pending[id] == nil { order.append(id) }
    pending[id] = entry
    faces[id] = nil
    remember(row, id)
    return .update(id)
  }

  private mutating func remember(_ row: ImportRow, _ id: RecordID) {
    for identity in row.identities { own(identity, id) }
    if case .field(let name) = plan.match, let identity = fieldIdentity(name, row.values[name]) { own(identity, id) }
  }

  private mutating func own(_ identity: Identity, _ id: RecordID) {
    owners[identity, default: []].appendOnce(id)
  }

  /// For a dry run, whose steps write nothing: what the next step must know of this one.
  func made(without failed: Set<RecordID>) -> Earlier {
    var made = Earlier()
    for (id, entry) in pending where !failed.contains(id) {
      made.known[id] = Record(object: object.name, id: id, values: entry.values)
    }
    for (identity, ids) in owners {
      let own = ids.filter { made.known[$0] != nil }
      if !own.isEmpty { made.owners[identity] = own }
    }
    return made
  }

  private static func kept(_ field: FieldDefinition, _ current: Value, _ value: Value) -> ImportNote {
    let (old, new) = (current.plainText, value.plainText)
    return ImportNote(
      .kept, field: field.name,
      Label(
        "「\(field.label.ja)」は登録済みの「\(old)」を残し、「\(new)」は取り込みませんでした。",
        "“\(field.label.en)” keeps “\(old)”; “\(new)” was not taken over."))
  }

  static let notFound = Problem(
    "no_match", ja: "一致するレコードがありません。新規も作る場合は「作成と更新」を選んでください。",
    en: "No record matches. Choose “create and update” to add new ones.")
  static let unknownID = Problem(
    field: "id", "unknown_id", ja: "この ID のレコードはありません。新しく作る行では ID を空にしてください。",
    en: "There is no record with this id. Leave the id empty to create one.")
  static let ambiguous = Problem(
    "ambiguous", ja: "一致するレコードが複数あり、どれか決められません。メールアドレスなどを補うか、先に重複を統合してください。",
    en: "Several records match and none better than the others. Add a mail address, or merge the duplicates first.")
}

extension Array where Element: Equatable {
  fileprivate mutating func appendOnce(_ element: Element) {
    if !contains(element) { append(element) }
  }
}
