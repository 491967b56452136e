import Kernel
import Metadata
import WebKernel

/// How the records of a list are counted: people by 人, companies by 社, everything else by 件.
enum ListUnit {
  static func of(_ object: ObjectDefinition) -> Label {
    switch object.name {
    case "person": Label("人", "people")
    case "account": Label("社", "companies")
    default: Label("件", "records")
    }
  }
}

extension UI {
  /// 86人 · 1,000人以上
  func count(_ count: Count, of object: ObjectDefinition) -> String {
    self.count(count.value, ListUnit.of(object), isExact: count.isExact)
  }

  /// What many of them are called: 見込み客, leads.
  func plural(_ label: Label) -> String {
    let word = label.en
    guard language == .en, let last = word.last, last.isASCII else { return self(label) }
    if word.hasSuffix("s") { return word }
    return last == "y" && !["a", "e", "o"].contains(word.dropLast().last ?? "a") ? "\(word.dropLast())ies" : "\(word)s"
  }
}
