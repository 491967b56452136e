package import Kernel
package import Metadata
package import Records
package import WebKernel

/// What one feature brings to the web application. `App/Features.swift` lists them all; features meet here and never
/// import each other's pages.
package struct WebFeature: Sendable {
  package let name: String
  package var menu: [MenuEntry]
  /// Its addresses; made once, when the house is put together.
  package var routes: @Sendable (WebDoor) -> [Route]
  package var panels: [RecordPanel]
  package var todayCards: [TodayCard]
  package var listActions: [ListAction]
  package var recordActions: [RecordAction]
  package var firstSteps: [FirstStep]
  /// ES modules that its panels need on the pages of records.
  package var recordModules: [String]
  package var noteMarks: [NoteMarks]
  package var myCards: [MyCard]

  package init(
    _ name: String, menu: [MenuEntry] = [], panels: [RecordPanel] = [], todayCards: [TodayCard] = [],
    listActions: [ListAction] = [], recordActions: [RecordAction] = [], firstSteps: [FirstStep] = [], recordModules: [String] = [],
    noteMarks: [NoteMarks] = [], myCards: [MyCard] = [], routes: @escaping @Sendable (WebDoor) -> [Route] = { _ in [] }
  ) {
    self.name = name
    self.menu = menu
    self.panels = panels
    self.todayCards = todayCards
    self.listActions = listActions
    self.recordActions = recordActions
    self.firstSteps = firstSteps
    self.recordModules = recordModules
    self.noteMarks = noteMarks
    self.myCards = myCards
    self.routes = routes
  }
}

/// Something a feature shows on the pages of records: the deals of an account, the path of a lead.
package struct RecordPanel: Sendable {
  /// Where it stands: among the buttons at the top, across the top under the title, at the left below the facts, in the middle
  /// above the timeline, or at the right.
  package enum Place: Sendable { case buttons, head, left, main, side }

  package let place: Place
  package let order: Int
  /// Object names it is for, with the record type when only one: `person`, `person.lead`.
  package let objects: Set<String>
  /// What it shows, so that the page need not: names of relations (`persons` of an account) and of fields, which then stand
  /// behind the link to the other fields only.
  package let replaces: Set<String>
  /// `nil`: nothing to show for this record.
  package let html: @Sendable (Record, RecordTransaction, UI) throws -> HTML?

  package init(
    _ place: Place, order: Int, for objects: Set<String>, replacing replaces: Set<String> = [],
    html: @escaping @Sendable (Record, RecordTransaction, UI) throws -> HTML?
  ) {
    self.replaces = replaces
    self.place = place
    self.order = order
    self.objects = objects
    self.html = html
  }

  package func suits(_ record: Record) -> Bool {
    objects.contains(record.object) || record.recordType.map { objects.contains("\(record.object).\($0)") } ?? false
  }
}

/// Words in a note that stand for somebody: shown as who it is now, whatever was written.
package struct NoteMark: Sendable, Hashable {
  package let written: String
  package let shown: String
  /// Whether it is the reader.
  package let isMe: Bool

  package init(written: String, shown: String, isMe: Bool) {
    self.written = written
    self.shown = shown
    self.isMe = isMe
  }
}

/// What a feature knows of words in notes, for all notes of a page at once.
package typealias NoteMarks = @Sendable ([RecordID], RecordTransaction) throws -> [RecordID: [NoteMark]]

/// A card of 個人設定: what a feature lets people settle for themselves.
package typealias MyCard = @Sendable (RecordTransaction, UI) throws -> HTML

/// A card of the start page.
package struct TodayCard: Sendable {
  package enum Column: Sendable { case wide, narrow }
  /// For one's own day, for the day of the team (who sees more than the own records), or for both.
  package enum Audience: Sendable { case own, team, both }
  package let column: Column
  /// From the top; on phones over both columns.
  package let order: Int
  package let audience: Audience
  /// `nil`: not for this person.
  package let html: @Sendable (RecordTransaction, UI) throws -> HTML?

  package init(
    _ column: Column, order: Int, for audience: Audience = .own, html: @escaping @Sendable (RecordTransaction, UI) throws -> HTML?
  ) {
    self.column = column
    self.order = order
    self.audience = audience
    self.html = html
  }
}

/// What a feature lets people do with the records they have chosen in a list: 商談に変換.
package struct ListAction: Sendable {
  package let name: String
  package let label: Label
  package let icon: String
  /// Where the ids go by POST as `ids=…`.
  package let address: String
  package let objects: Set<String>
  /// The act somebody must be able to do for it.
  package let needs: (act: Act, object: String)

  package init(_ name: String, _ label: Label, icon: String, posts address: String, for objects: Set<String>, needs: (act: Act, object: String)) {
    self.name = name
    self.label = label
    self.icon = icon
    self.address = address
    self.objects = objects
    self.needs = needs
  }
}

/// What a feature lets people do from a record's page and from the command palette.
package struct RecordAction: Sendable {
  package struct Offer: Sendable {
    package let label: String
    package let icon: String
    package let link: String
    /// The one next thing to do: the filled button of the page.
    package let isPrimary: Bool
    package init(_ label: String, icon: String, link: String, isPrimary: Bool = false) {
      self.label = label
      self.icon = icon
      self.link = link
      self.isPrimary = isPrimary
    }
  }
  package let objects: Set<String>
  /// `nil`: not for this record, or not for this person.
  package let offer: @Sendable (Record, RecordTransaction, UI) throws -> Offer?

  package init(for objects: Set<String>, _ offer: @escaping @Sendable (Record, RecordTransaction, UI) throws -> Offer?) {
    self.objects = objects
    self.offer = offer
  }

  package func suits(_ record: Record) -> Bool {
    objects.contains(record.object) || record.recordType.map { objects.contains("\(record.object).\($0)") } ?? false
  }
}

/// One of the steps that a new house is led through (screen 16).
package struct FirstStep: Sendable {
  package let order: Int
  package let title: Label
  package let text: Label
  package let button: Label
  package let link: String
  package let isDone: @Sendable (RecordTransaction) throws -> Bool

  package init(
    _ order: Int, _ title: Label, _ text: Label, button: Label, link: String,
    isDone: @escaping @Sendable (RecordTransaction) throws -> Bool
  ) {
    self.order = order
    self.title = title
    self.text = text
    self.button = button
    self.link = link
    self.isDone = isDone
  }
}
