import Kernel
import Metadata
import Records

/// Writes records as JSON: `{"id", "record_type", "version", …fields}` in the order of definition, as far as the actor may
/// see them. Names are prepared once, values go straight into the bytes.
struct RecordWriter {
  private struct Column {
    let name: String
    let key: [UInt8]
    let type: any FieldType
  }
  private let columns: [Column]

  /// - Parameter fields: what was asked for; `nil`: everything.
  init(_ object: ObjectDefinition, _ access: AccessScope, fields: [String]? = nil) {
    let first = ["id", "record_type", "version"].filter { $0 != "record_type" || !object.recordTypes.isEmpty }
    let visible = Self.fields(of: object, access)
    let others = visible.filter { field in
      !["id", "record_type", "version"].contains(field.name) && fields?.contains(field.name) ?? true
    }
    columns = (first.compactMap { object.field($0) } + others).map { field in
      var key: [UInt8] = []
      JSON.write(field.name, to: &key)
      key.append(UInt8(ascii: ":"))
      return Column(name: field.name, key: key, type: field.type)
    }
  }

  /// The fields that have values and may be seen.
  static func fields(of object: ObjectDefinition, _ access: AccessScope) -> [FieldDefinition] {
    object.activeFields.filter { $0.type.column != nil && access.isVisible($0, on: object) }
  }

  func write(_ record: Record, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "{"))
    for (at, column) in columns.enumerated() {
      if at > 0 { out.append(UInt8(ascii: ",")) }
      out.append(contentsOf: column.key)
      switch record[column.name] {
      case .null: out.append(contentsOf: "null".utf8)
      case let value: column.type.encode(value).write(to: &out)
      }
    }
    out.append(UInt8(ascii: "}"))
  }

  func bytes(_ record: Record) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(columns.count * 32)
    write(record, to: &out)
    return out
  }

  /// `{"data": […], "next": …, "count": …}`
  func list(_ page: Page<Record>, count: Count?) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(64 + page.rows.count * columns.count * 32)
    out.append(contentsOf: #"{"data":["#.utf8)
    for (at, record) in page.rows.enumerated() {
      if at > 0 { out.append(UInt8(ascii: ",")) }
      write(record, to: &out)
    }
    out.append(contentsOf: #"],"next":"#.utf8)
    (page.next.map { JSON.string($0) } ?? .null).write(to: &out)
    out.append(contentsOf: #","count":"#.utf8)
    (count?.json ?? .null).write(to: &out)
    out.append(UInt8(ascii: "}"))
    return out
  }
}

extension Count {
  var json: JSON { ["value": .integer(Int64(value)), "exact": .boolean(isExact)] }
}
