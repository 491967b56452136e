import Kernel
import WebKernel

/// Everything that makes a list what it is, as it stands in its address: so that Back, reload and sharing give the same list.
struct ListAddress: Sendable, Hashable {
  let collection: String
  /// A declared view's name or a saved view's id; `nil`: the first view.
  var view: String?
  /// Instead of the view's own condition.
  var filter: JSON?
  /// What was typed into the search box.
  var words = ""
  var sort: String?
  var columns: [String]?
  var cursor: String?
  var before: String?
  /// The number of the first row, as far as the links of the pager know.
  var at = 1

  init(_ collection: String, view: String? = nil) {
    self.collection = collection
    self.view = view
  }

  /// What cannot be read is told and left out.
  init(_ request: AppRequest, problems: inout [Problem]) throws {
    self.init(try request.parameter("objects"))
    for item in request.query.items {
      switch item.name {
      case "view": view = item.value
      case "filter": take(filter: item.value, &problems)
      case "q": words = String(item.value.prefix(200))
      case "sort" where !item.value.isEmpty: sort = item.value
      case "columns": columns = (columns ?? []) + item.value.split(separator: ",").map(String.init)
      case "cursor": cursor = item.value
      case "before": before = item.value
      case "at": at = max(1, Int(item.value) ?? 1)
      default: break
      }
    }
    words = words.trimmed
  }

  private mutating func take(filter text: String, _ problems: inout [Problem]) {
    guard !text.isEmpty else { return }
    do throws(Problem) { filter = try JSON(parsing: text) } catch {
      var problem = error
      problem.field = "filter"
      problems.append(problem)
    }
  }

  // MARK: Links

  /// The address as text; a change of anything begins at the first page.
  var link: String {
    var items: [(String, String)] = []
    if let view { items.append(("view", view)) }
    if !words.isEmpty { items.append(("q", words)) }
    if let filter { items.append(("filter", filter.text)) }
    if let sort { items.append(("sort", sort)) }
    if let columns { items.append(("columns", columns.joined(separator: ","))) }
    if let cursor { items.append(("cursor", cursor)) }
    if let before { items.append(("before", before)) }
    if at > 1 { items.append(("at", String(at))) }
    let path = RecordLinks.list(collection)
    return items.isEmpty ? path : path + "?" + items.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
  }

  func changed(_ change: (inout ListAddress) -> Void) -> ListAddress {
    var copy = self
    (copy.cursor, copy.before, copy.at) = (nil, nil, 1)
    change(&copy)
    return copy
  }

  /// What a form must bring back so that nothing but its own fields changes.
  func hidden(besides names: Set<String> = []) -> HTML {
    let all: [(String, String?)] = [
      ("view", view), ("q", words.isEmpty ? nil : words), ("filter", filter?.text), ("sort", sort),
      ("columns", columns?.joined(separator: ",")),
    ]
    return all.filter { !names.contains($0.0) }.html { name, value -> HTML in
      value.map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" } ?? .empty
    }
  }
}

extension String {
  /// Without spaces around it, full-width ones included.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[first...last])
  }
}
