import Database
import Kernel
import Metadata
import People
import Records

extension DemoStory {
  /// New leads, entered by marketing and given to sales in turn.
  mutating func receive(_ count: Int, _ day: Day) throws {
    guard count > 0 else { return }
    try act(users[9], "lead.entry") { story, tx in
      for _ in 0..<count {
        // Now and then somebody of a company that buys already asks.
        let company = story.random.chance(10) ? story.random.pick(story.customers) : story.people.company(&story.random)
        let owner = story.made.persons % story.sales.count
        var draft = story.people.person(at: company, acquired: day, &story.random)
        // Of the last weeks' leads some wait for somebody to take them.
        let isUnclaimed = story.today - day <= 21 && story.made.persons.isMultiple(of: 6)
        draft["owner_id"] = isUnclaimed ? .null : .reference(story.sales[owner].as(AnyRecord.self))
        let lead = try tx.create(Person.self, recordType: "lead", draft)
        if !isUnclaimed { story.leads[owner, default: []].append(Lead(id: lead.id, cameOn: day)) }
        story.made.persons += 1
      }
    }
  }

  /// Once a month marketing takes the leads that sales did not get to: most are written to from time to time, some are let go.
  mutating func sortOutLeads(_ day: Day) throws {
    try act(users[9], "lead.review") { story, tx in
      for seller in story.sales.indices {
        for at in (story.leads[seller] ?? []).indices {
          guard let lead = story.leads[seller]?[at], lead.touches == 0, day - lead.cameOn > 30 else { continue }
          var draft = Draft()
          draft[Person.leadStatus] = story.random.chance(75) ? LeadStatus.nurturing : .disqualified
          try tx.update(Person.self, lead.id.as(Person.self), draft)
          story.leads[seller]?[at].touches = 1
        }
      }
    }
  }

  /// A call, a visit or a mail to some leads, mostly to those that came last: a note, and the status that follows.
  mutating func work(leadsOf seller: Int, _ day: Day, in tx: RecordTransaction) throws {
    for _ in 0..<(isRecent(day) ? random.number(0...3) : random.number(0...1)) {
      guard let count = leads[seller]?.count, count > 0 else { return }
      let at = random.number(max(0, count - (random.chance(70) ? 12 : 60))...count - 1)
      guard var lead = leads[seller]?[at] else { return }
      try talk(about: [(Note.person.name, lead.id)], in: tx)
      var draft = Draft()
      let statuses: [LeadStatus] = lead.touches == 0 ? [.working] : [.working, .nurturing, .nurturing, .qualified, .disqualified]
      draft[Person.leadStatus] = random.pick(statuses)
      try tx.update(Person.self, lead.id.as(Person.self), draft)
      lead.touches += 1
      leads[seller]?[at] = lead
    }
  }

  /// What somebody wrote down after a call, a visit, a mail.
  mutating func talk(about records: [(field: String, id: RecordID)], in tx: RecordTransaction) throws {
    var note = Draft()
    note[Note.kind] = random.pick([.call, .call, .visit, .mail, .note])
    note[Note.text] = random.pick(DemoNames.notes)
    for (field, id) in records { note[field] = .reference(id) }
    try tx.create(Note.self, note)
  }
}
