import CPostgres
import Database
import Foundation
import Kernel

/// An answer of the server, in its binary form. Columns are read by their type's number.
final class PostgresResult {
  let raw: OpaquePointer

  init(_ raw: OpaquePointer) { self.raw = raw }
  deinit { PQclear(raw) }

  var count: Int { Int(PQntuples(raw)) }

  /// How many rows an INSERT, UPDATE or DELETE touched.
  var touched: Int { PQcmdTuples(raw).flatMap { Int(String(cString: $0)) } ?? 0 }

  /// `COMMIT`, `ROLLBACK`, …: what was really done.
  var command: String { PQcmdStatus(raw).map { String(cString: $0) } ?? "" }

  func forEach(_ each: (Row) throws -> Bool) throws -> Bool {
    let types = (0..<PQnfields(raw)).map { PQftype(raw, $0) }
    for row in 0..<PQntuples(raw) {
      var values: [SQLValue] = []
      values.reserveCapacity(types.count)
      for (at, type) in types.enumerated() { values.append(try value(row, Int32(at), type)) }
      guard try each(Row(values)) else { return false }
    }
    return true
  }

  private func value(_ row: Int32, _ column: Int32, _ type: Oid) throws -> SQLValue {
    guard PQgetisnull(raw, row, column) == 0, let start = PQgetvalue(raw, row, column) else { return .null }
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(raw, row, column)))
    switch type {
    case PostgresType.int8: return .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
    case 23: return .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
    case 21: return .integer(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
    case 26: return .integer(Int64(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))))  // oid
    case PostgresType.text, 1043, 1042, 19, 18, 114, 705:  // varchar, char(n), name, "char", json, unknown
      return .text(String(decoding: bytes, as: UTF8.self))
    case PostgresType.boolean: return .boolean(bytes[0] != 0)
    case PostgresType.timestamptz, 1114:  // and timestamp without zone, which is UTC here
      let microseconds = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
      guard microseconds != .max, microseconds != .min else {
        throw DatabaseError.column(Int(column), expected: "a finite moment")
      }
      return .instant(PostgresParameters.instant(microseconds: microseconds))
    case PostgresType.date:
      let number = Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))
      guard number != .max, number != .min else { throw DatabaseError.column(Int(column), expected: "a finite day") }
      return .day(PostgresParameters.day(number))
    case PostgresType.float8: return .double(Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))))
    case 700: return .double(Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))))
    case PostgresType.bytes: return .blob([UInt8](bytes))
    case 1700: return PostgresNumeric(bytes).value
    case 3802: return .text(String(decoding: bytes.dropFirst(), as: UTF8.self))  // jsonb: a version byte, then text
    case 2278: return .null  // void
    default: throw DatabaseError.column(Int(column), expected: "a type we read; cast it (type \(type))")
    }
  }
}

/// The server's arbitrary-precision number, which sums and averages of integers are.
struct PostgresNumeric {
  private let digits: [Int]  // base 10,000
  private let weight: Int  // of the first digit, as a power of 10,000
  private let sign: UInt16
  private let scale: Int  // decimal places

  init(_ bytes: UnsafeRawBufferPointer) {
    func short(_ at: Int) -> Int16 { Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: at * 2, as: Int16.self)) }
    digits = (0..<Int(short(0))).map { Int(short(4 + $0)) }
    weight = Int(short(1))
    sign = UInt16(bitPattern: short(2))
    scale = Int(short(3))
  }

  /// A whole number when it was computed as one and fits, else a floating one.
  var value: SQLValue {
    switch sign {
    case 0xC000: return .double(.nan)
    case 0xD000: return .double(.infinity)
    case 0xF000: return .double(-.infinity)
    default: break
    }
    if scale == 0, let whole = Int64(text) { return .integer(whole) }
    return .double(Double(text) ?? .nan)
  }

  private var text: String {
    func group(_ power: Int) -> String {
      let at = weight - power
      let text = String(digits.indices.contains(at) ? digits[at] : 0)
      return String(repeating: "0", count: 4 - text.count) + text
    }
    let whole = stride(from: max(weight, 0), through: 0, by: -1).map(group).joined()
    let places = stride(from: -1, through: -((scale + 3) / 4), by: -1).map(group).joined().prefix(scale)
    return (sign == 0x4000 ? "-" : "") + whole + (scale > 0 ? "." + places : "")
  }
}
