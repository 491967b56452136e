import Kernel
import Metadata

/// Fields of a record as JSON, for audit and undo; read back with the same field types.
struct RecordImage {
  private var values: [String: Value] = [:]
  /// The fields that the image tells of.
  private(set) var fields: Set<String> = []
  /// Fields whose value their type does not take any more, such as a choice that was removed since.
  private(set) var unreadable: Set<String> = []

  init(_ text: String?, _ object: ObjectDefinition, in context: ParseContext) throws {
    guard let text else { return }
    for member in try JSON(parsing: text).members ?? [] {
      guard let field = object.field(member.name) else { continue }
      fields.insert(member.name)
      let parsed = field.type.decode(member.value, in: context)
      if parsed.problem == nil { values[member.name] = parsed.value } else { unreadable.insert(member.name) }
    }
  }

  subscript(_ name: String) -> Value { values[name] ?? .null }

  static func text(_ record: Record, _ fields: [String], _ object: ObjectDefinition) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(fields.count * 32)
    out.append(UInt8(ascii: "{"))
    var isFirst = true
    for name in fields {
      guard let field = object.field(name) else { continue }
      if !isFirst { out.append(UInt8(ascii: ",")) }
      isFirst = false
      JSON.write(name, to: &out)
      out.append(UInt8(ascii: ":"))
      field.type.encode(record[name]).write(to: &out)
    }
    out.append(UInt8(ascii: "}"))
    return String(decoding: out, as: UTF8.self)
  }
}
