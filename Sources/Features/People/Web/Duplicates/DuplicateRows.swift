import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// The lines of the queue: who, where, why, and how sure.
struct DuplicateRows {
  private struct Line {
    let pair: DuplicatePair
    let title: String
    let place: String
    let evidence: DuplicateEvidence
    /// How many records there are in all that may be the same.
    let size: Int
  }

  private let lines: [Line]
  private let place: QueuePlace
  private let ui: UI

  init(_ pairs: [DuplicatePair], _ place: QueuePlace, in tx: RecordTransaction, _ ui: UI) throws {
    (self.place, self.ui) = (place, ui)
    let object = try tx.object(place.object)
    let records = try tx.fetch(object, Array(Set(pairs.flatMap { [$0.first, $0.second] })).sorted())
    let known = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let others = try place.queue.others(with: pairs, in: tx)
    lines = pairs.map { pair in
      let both = [pair.first, pair.second].compactMap { known[$0] }
      let titles = Self.unique(both.map { tx.title(of: $0, object) })
      let more = [pair.first, pair.second].map { (others[$0] ?? 1) - 1 }.reduce(0, +)
      return Line(
        pair: pair, title: titles.joined(separator: " / "), place: Self.whereabouts(both, object, ui),
        evidence: pair.reasons.visible(of: object, in: tx), size: 2 + more)
    }
  }

  /// The pair above this one in the list.
  func before(_ id: ID<DuplicatePair>) -> DuplicatePair? {
    lines.firstIndex { $0.pair.id == id }.flatMap { $0 > 0 ? lines[$0 - 1].pair : nil }
  }

  func html(_ selected: ID<DuplicatePair>?) -> HTML {
    lines.html { line in
      let tone: HTML.Tone =
        switch line.evidence.strength {
        case .strong: .shu
        case .likely: .warn
        case .weak: .plain
        }
      let size = line.size > 2 ? "・\(ui("\(line.size)件", "\(line.size) records"))" : ""
      return """
        <a class="qitem" href="\(place.link(to: line.pair))"\(if: line.pair.id == selected, " aria-current=\"true\"")>\
        <span class="row"><b class="grow clip">\(line.title)</b>\(HTML.tag("\(line.evidence.score)%", tone))</span>\
        <span class="row"><span class="clip">\(line.place)\(size)</span></span><p>\(DuplicateTags.words(line.evidence, ui))</p></a>
        """
    }
  }

  /// Companies of persons, or that they are accounts and where.
  private static func whereabouts(_ records: [Record], _ object: ObjectDefinition, _ ui: UI) -> String {
    let isPerson = object.name == Person.object.name
    func text(_ record: Record) -> String? { isPerson ? record[Person.companyName] : (record["prefecture"].plain ?? record["city"].plain) }
    let types = records.compactMap { $0.recordType.flatMap(object.recordType).map { ui($0.label) } }
    return (unique(records.compactMap(text)) + unique(types)).joined(separator: "・")
  }

  private static func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}

extension Value {
  fileprivate var plain: String? { if case .text(let text) = self, !text.isEmpty { text } else { nil } }
}
