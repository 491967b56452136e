import Kernel
import Metadata
import Query

/// What writing records of one object needs to know of its fields, looked up once however many records there are.
struct WritePlan {
  struct Default {
    let name: String
    let value: Value
    let recordTypes: Set<String>?
  }
  /// A field as the audit trail writes it.
  struct Audited {
    let name: String
    let type: any FieldType
    /// `"name":`
    let key: [UInt8]
  }

  let names: Set<String>
  let defaults: [Default]
  /// The fields that the object or one of its record types requires.
  let required: [FieldDefinition]
  let audited: [Audited]

  init(_ object: ObjectDefinition) {
    names = Set(object.fields.map(\.name))
    defaults = object.fields.compactMap { field in
      field.defaultValue.isNull || field.isRetired ? nil : Default(name: field.name, value: field.defaultValue, recordTypes: field.recordTypes)
    }
    let byType = object.recordTypes.reduce(into: Set<String>()) { $0.formUnion($1.requiredFields) }
    required = object.fields.filter { ($0.isRequired || byType.contains($0.name)) && !$0.isRetired && !$0.isReadOnly }
    audited = object.fields.compactMap { field in
      guard field.type.column != nil, !RecordTransaction.bookkeeping.contains(field.name) else { return nil }
      var key: [UInt8] = []
      JSON.write(field.name, to: &key)
      key.append(UInt8(ascii: ":"))
      return Audited(name: field.name, type: field.type, key: key)
    }
  }

  /// All that a new record says, as JSON for the audit trail.
  func image(of record: Record) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(512)
    out.append(UInt8(ascii: "{"))
    for field in audited {
      guard let value = record.values[field.name], !value.isNull else { continue }
      if out.count > 1 { out.append(UInt8(ascii: ",")) }
      out += field.key
      field.type.encode(value).write(to: &out)
    }
    out.append(UInt8(ascii: "}"))
    return String(decoding: out, as: UTF8.self)
  }
}

/// Which fields of an object search reads, looked up once however many records there are.
struct SearchPlan {
  private struct Searched {
    let name: String
    let type: any FieldType
    let isChoice: Bool
  }
  private let fields: [Searched]
  private let rules: (any RecordRules)?
  private let contexts: [ParseContext]

  init(_ object: ObjectDefinition, rules: (any RecordRules)?, at moment: Moment) {
    self.rules = rules
    contexts = [ParseContext(language: .ja, moment: moment), ParseContext(language: .en, moment: moment)]
    fields = object.activeFields.filter(\.isSearchable).map { field in
      Searched(name: field.name, type: field.type, isChoice: field.type.family == .choice || field.type.family == .choices)
    }
  }

  var isEmpty: Bool { fields.isEmpty && rules == nil }

  /// The words of a record, one field per line. Choices are found in both languages, whoever wrote them.
  func words(of record: Record) -> String {
    var words: [String] = []
    for field in fields {
      guard let value = record.values[field.name], !value.isNull else { continue }
      for context in contexts.prefix(field.isChoice ? 2 : 1) { words.append(field.type.shown(value, in: context)) }
    }
    words += rules?.searchWords(of: record) ?? []
    // A line break keeps the end of one field and the beginning of the next from becoming a word.
    return words.joined(separator: "\n")
  }
}
