import CPostgres
import Database
import Foundation
import Kernel

/// The server's numbers for the types we send and read (`pg_type.oid`).
enum PostgresType {
  static let unknown: Oid = 0
  static let boolean: Oid = 16
  static let bytes: Oid = 17
  static let int8: Oid = 20
  static let text: Oid = 25
  static let float8: Oid = 701
  static let date: Oid = 1082
  static let timestamptz: Oid = 1184
}

/// The bound values of one statement in the server's binary form, all in one buffer.
struct PostgresParameters {
  private(set) var types: [Oid] = []
  private var bytes: [UInt8] = []
  /// Start and length of each value; nil for NULL.
  private var places: [(start: Int, count: Int)?] = []

  /// Days from 1970 to 2000, where the server counts from.
  private static let epochDays = 10_957
  private static let epochMilliseconds: Int64 = 946_684_800_000

  init(_ values: [SQLValue]) throws {
    types.reserveCapacity(values.count)
    places.reserveCapacity(values.count)
    for value in values { try append(value) }
  }

  private mutating func append(_ value: SQLValue) throws {
    let start = bytes.count
    switch value {
    case .null:
      types.append(PostgresType.unknown)  // the server takes it from where the value stands
      return places.append(nil)
    case .integer(let value): append(PostgresType.int8, value)
    case .double(let value): append(PostgresType.float8, Int64(bitPattern: value.bitPattern))
    case .boolean(let value):
      types.append(PostgresType.boolean)
      bytes.append(value ? 1 : 0)
    case .instant(let value): append(PostgresType.timestamptz, try Self.microseconds(value))
    case .day(let value):
      types.append(PostgresType.date)
      guard (1...9999).contains(value.year) else { throw DatabaseError.notStorable("a day outside the years 1 to 9999") }
      withUnsafeBytes(of: Int32(value.number - Self.epochDays).bigEndian) { bytes.append(contentsOf: $0) }
    case .text(let value):
      types.append(PostgresType.text)
      bytes.append(contentsOf: value.utf8)
      if bytes[start...].contains(0) { throw DatabaseError.notStorable("text with a NUL character") }
    case .blob(let value):
      types.append(PostgresType.bytes)
      bytes.append(contentsOf: value)
    }
    places.append((start, bytes.count - start))
  }

  private mutating func append(_ type: Oid, _ value: Int64) {
    types.append(type)
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// The server keeps moments from 4713 BC to AD 294276.
  static func microseconds(_ instant: Instant) throws -> Int64 {
    let (since, under) = instant.milliseconds.subtractingReportingOverflow(epochMilliseconds)
    let (microseconds, over) = since.multipliedReportingOverflow(by: 1000)
    guard !under, !over, (-211_813_488_000_000_000..<9_223_371_331_200_000_000).contains(microseconds) else {
      throw DatabaseError.notStorable("a moment outside 4713 BC to AD 294276")
    }
    return microseconds
  }

  static func instant(microseconds: Int64) -> Instant {
    let whole = microseconds / 1000
    return Instant(milliseconds: (microseconds % 1000 < 0 ? whole - 1 : whole) + epochMilliseconds)
  }

  static func day(_ number: Int32) -> Day { Day(number: Int(number) + epochDays) }

  /// Pointers, lengths and formats as libpq wants them.
  func withPointers<Value>(_ body: (Int32, [UnsafePointer<CChar>?], [Int32], [Int32]) throws -> Value) rethrows -> Value {
    let lengths = places.map { Int32($0?.count ?? 0) }
    let formats = [Int32](repeating: 1, count: places.count)
    let padded = bytes + [0]  // so that even an empty value has an address
    return try padded.withUnsafeBytes { buffer in
      let start = buffer.bindMemory(to: CChar.self).baseAddress
      let pointers = places.map { place in place.flatMap { place in start.map { $0 + place.start } } }
      return try body(Int32(places.count), pointers, lengths, formats)
    }
  }
}
