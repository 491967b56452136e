import Kernel
package import Metadata
package import Records

/// Who takes part in a deal shows on that person's timeline.
package struct DealPersonRules: RecordRules {
  package init() {}

  package var object: String { DealPerson.object.name }

  package func timeline(of record: Record) -> TimelineLinks {
    TimelineLinks(person: record[DealPerson.person]?.as(AnyRecord.self))
  }
}
