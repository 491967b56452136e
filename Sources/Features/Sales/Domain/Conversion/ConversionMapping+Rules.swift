package import Kernel
package import Metadata
import People
package import Records

/// A mapping is checked when it is made, so that a conversion never meets one that cannot work.
package struct ConversionMappingRules: RecordRules {
  package init() {}

  package var object: String { ConversionMapping.object.name }

  package func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] {
    guard let source = record[ConversionMapping.source], let target = record[ConversionMapping.target],
      let name = record[ConversionMapping.field]
    else { return [] }
    let lead = try tx.object(Person.object.name)
    let receiver = try tx.object(target.object)
    guard let from = lead.field(source), !from.isRetired else {
      return [unknown(ConversionMapping.source.name, source, lead)]
    }
    guard let to = receiver.field(name), !to.isRetired else {
      return [unknown(ConversionMapping.field.name, name, receiver)]
    }
    var problems: [Problem] = []
    if to.isReadOnly {
      problems.append(
        Problem(
          field: ConversionMapping.field.name, "read_only", ja: "「\(to.label.ja)」には書き込めません。別の項目を選んでください。",
          en: "“\(to.label.en)” cannot be written. Choose another field."))
    }
    if let problem = MappingTypes.problem(from: from, to: to) { problems.append(problem) }
    let taken = try tx.configuration(object).contains { other in
      other.id != record.id && other[ConversionMapping.target] == target && other[ConversionMapping.field] == name
    }
    if taken {
      problems.append(
        Problem(
          field: ConversionMapping.field.name, "duplicate", ja: "「\(to.label.ja)」にはすでに別の項目が割り当てられています。",
          en: "Another field is already mapped to “\(to.label.en)”."))
    }
    return problems
  }

  private func unknown(_ field: String, _ name: String, _ object: ObjectDefinition) -> Problem {
    Problem(
      field: field, "unknown_field", ja: "\(object.label.ja)に項目「\(name)」はありません。",
      en: "\(object.label.en) has no field “\(name)”.")
  }
}

/// Which field types can carry each other's values without loss or surprise.
package enum MappingTypes {
  /// `nil` when a value of `from` fits `to`.
  package static func problem(from: FieldDefinition, to: FieldDefinition) -> Problem? {
    fits(from.type, to.type)
      ? nil
      : Problem(
        field: ConversionMapping.field.name, "type_mismatch",
        ja: "「\(from.label.ja)」は「\(to.label.ja)」と型が合いません。同じ型の項目を選んでください。",
        en: "“\(from.label.en)” does not fit “\(to.label.en)”: choose a field of the same type.")
  }

  package static func fits(_ from: any FieldType, _ to: any FieldType) -> Bool {
    // Anything readable can become text; choices only where every value is a choice there, too.
    if to is TextType || to is LongTextType { return !(from is any ReferenceType) }
    if let from = from as? PicklistType, let to = to as? PicklistType {
      return Set(from.options.map(\.value)).isSubset(of: to.options.map(\.value))
    }
    if let from = from as? MultiPicklistType, let to = to as? MultiPicklistType {
      return to.isOpen || (!from.isOpen && Set(from.options.map(\.value)).isSubset(of: to.options.map(\.value)))
    }
    if let from = from as? any ReferenceType, let to = to as? any ReferenceType { return from.target == to.target }
    return type(of: from).name == type(of: to).name
  }
}

/// The lines every installation starts with, and those it proposes.
package enum StandardMapping {
  private static let lines: [(String, ConversionTarget, String)] = [
    ("company_name", .account, "name"), ("industry", .account, "industry"), ("postal_code", .account, "postal_code"),
    ("prefecture", .account, "prefecture"), ("city", .account, "city"), ("street", .account, "street"),
    ("building", .account, "building"), ("phone", .account, "phone"), ("lead_source", .deal, "lead_source"),
    ("challenge", .deal, "challenge"),
  ]

  package static func create(in tx: RecordTransaction) throws {
    guard try tx.configuration(ConversionMapping.object.name).isEmpty else { return }
    for (source, target, field) in lines {
      var draft = Draft()
      draft[ConversionMapping.source] = source
      draft[ConversionMapping.target] = target
      draft[ConversionMapping.field] = field
      try tx.create(ConversionMapping.self, draft)
    }
  }

  /// A line nobody has made yet: the same name on both sides, and types that fit.
  package struct Proposal: Sendable, Hashable {
    package let source: String
    package let target: ConversionTarget
    package let field: String
  }

  /// Same-named fields with fitting types that no line covers.
  package static func proposals(in tx: RecordTransaction) throws -> [Proposal] {
    let lead = try tx.object(Person.object.name)
    let lines = try tx.configuration(ConversionMapping.object.name)
    return try [ConversionTarget.account, .deal].flatMap { target in
      let receiver = try tx.object(target.object)
      let covered = Set(lines.filter { $0[ConversionMapping.target] == target }.compactMap { $0[ConversionMapping.field] })
      return lead.activeFields.compactMap { field -> Proposal? in
        guard !SystemField.names.contains(field.name), !field.isReadOnly, !covered.contains(field.name),
          let to = receiver.field(field.name), !to.isRetired, !to.isReadOnly, MappingTypes.fits(field.type, to.type)
        else { return nil }
        return Proposal(source: field.name, target: target, field: field.name)
      }
    }
  }
}
