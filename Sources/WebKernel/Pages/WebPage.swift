package import Kernel
package import Records

/// One page of the application: what its feature says; the frame around it is the shell's.
package struct WebPage: Sendable {
  package struct Crumb: Sendable {
    package let label: String
    package let link: String?
    package init(_ label: String, _ link: String? = nil) {
      self.label = label
      self.link = link
    }
  }

  package var title: String
  /// What the bar at the top of phones says, where the title would not fit.
  package var barTitle: String?
  /// The menu entry it belongs to (`MenuEntry.name`).
  package var section: String?
  package var crumbs: [Crumb]
  /// Inside `<main id="main">`.
  package var body: HTML
  /// Further classes of `<main>`: `page--flush`.
  package var mainClass: String
  /// ES modules besides `app.js`.
  package var modules: [String]
  /// What 「?」 explains here, in plain words.
  package var help: HTML?
  /// The address and words of the「新規」button at the top; none: no button.
  package var creates: (label: String, link: String)?
  package var status = 200

  package init(
    _ title: String, section: String? = nil, crumbs: [Crumb] = [], mainClass: String = "page", modules: [String] = [],
    help: HTML? = nil, creates: (label: String, link: String)? = nil, body: HTML
  ) {
    self.title = title
    self.section = section
    self.crumbs = crumbs
    self.mainClass = mainClass
    self.modules = modules
    self.help = help
    self.creates = creates
    self.body = body
  }
}

/// One line of the menu.
package struct MenuEntry: Sendable {
  /// The three phases of a relationship, and what lies around them.
  package enum Group: Int, Sendable, CaseIterable {
    case top, meet, deal, bond, whole, foot

    var label: Label? {
      switch self {
      case .top, .foot: nil
      case .meet: Label("出会い", "Meet")
      case .deal: Label("商談", "Sell")
      case .bond: Label("お付き合い", "Keep")
      case .whole: Label("全体", "Overall")
      }
    }
    var colour: String {
      switch self {
      case .meet: "var(--meet)"
      case .deal: "var(--deal)"
      case .bond: "var(--bond)"
      default: "var(--line-2)"
      }
    }
  }

  package let name: String
  package let group: Group
  package let label: Label
  package let icon: String
  package let link: String
  /// The object somebody must be able to read to see the entry.
  package let object: String?
  /// The permission somebody must have.
  package let permission: String?
  /// What else decides who sees the entry.
  package let isFor: @Sendable (Actor) -> Bool
  /// The address that says how much waits there, asked for after the page has come.
  package let count: String?
  /// Shown at the foot of phones, in this place (1 or 2 left, 4 right of 記録).
  package let tab: Int?
  /// How much is new there.
  package let news: MenuNews?

  package init(
    _ name: String, _ group: Group, _ label: Label, icon: String, link: String, object: String? = nil,
    permission: String? = nil, tab: Int? = nil, news: MenuNews? = nil, count: String? = nil,
    isFor: @escaping @Sendable (Actor) -> Bool = { _ in true }
  ) {
    self.name = name
    self.group = group
    self.label = label
    self.icon = icon
    self.link = link
    self.object = object
    self.permission = permission
    self.isFor = isFor
    self.count = count
    self.tab = tab
    self.news = news
  }
}

/// The number of what is new behind an entry of the menu: on every page, and live as long as the page is looked at (`live.js`).
package struct MenuNews: Sendable {
  package struct Now: Sendable, Hashable {
    package let count: Int
    /// Marks what the number includes; the stream begins after it.
    package let mark: String

    package init(count: Int, mark: String) {
      self.count = count
      self.mark = mark
    }
  }
  /// The greatest number that is shown; beyond it stands 99+.
  package static let most = 99
  /// The address of server-sent events that hold `count` and `toasts`.
  package let stream: String
  /// One cheap statement: it is part of every page.
  package let now: @Sendable (RecordTransaction) throws -> Now

  package init(stream: String, now: @escaping @Sendable (RecordTransaction) throws -> Now) {
    self.stream = stream
    self.now = now
  }

  /// As it is shown: 4, 99+.
  package static func shown(_ count: Int) -> String { count > most ? "\(most)+" : "\(count)" }
}
