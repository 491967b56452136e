import Kernel
import Metadata
import Records
import WebKernel

/// Which part of a timeline is looked at, as it stands in the address: `?show=talk&after=…`.
struct TimelineFilter: Sendable, Hashable {
  let family: EventWords.Family?
  /// Where the page before ended.
  let cursor: String?

  init(_ request: AppRequest) {
    func query(_ name: String) -> String? { request.query.items.first { $0.name == name }?.value }
    family = query("show").flatMap(EventWords.Family.init(rawValue:))
    cursor = query("after")
  }

  init(family: EventWords.Family? = nil, cursor: String? = nil) {
    self.family = family
    self.cursor = cursor
  }

  /// Beginnings of the kinds of events; none: all.
  func kinds(_ schema: Schema) -> [String] {
    switch family {
    case nil: []
    case .talk: ["note.created", "activity.", "call.", "visit.", "file.attached"]
    case .mail: ["mail."]
    case .web: ["page.", "form.", "survey.", "visitor."]
    case .deal: ["deal.created", "deal.stage_changed", "deal.won", "deal.lost", "lead.converted", "deal_person."]
    case .change:
      schema.objects.values.filter(\.takesFiles).flatMap { ["\($0.name).created", "\($0.name).updated", "\($0.name).merged"] }.sorted()
        + ["lead.status_changed", "file.removed"]
    }
  }

  /// - Parameter page: the address of the record.
  func link(_ page: String, after cursor: String? = nil) -> String {
    let items = [family.map { "show=\($0.rawValue)" }, cursor.map { "after=\($0)" }].compactMap { $0 }
    return items.isEmpty ? page : "\(page)?\(items.joined(separator: "&"))"
  }
}
