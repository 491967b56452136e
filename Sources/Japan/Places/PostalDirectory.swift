package import Foundation
package import Kernel

/// Which towns a postal code stands for, and which municipalities there are: the file that `bin/postal-data` writes.
///
/// The file's rows are sorted, so nothing is read into memory but the 1,900 municipalities; a mapped file costs almost nothing.
package struct PostalDirectory: Sendable {
  /// One of the towns of a code, or the one receiver of mail it belongs to.
  package struct Place: Hashable, Sendable {
    package let code: PostalCode
    package let municipality: Municipality
    /// Empty where the post office does not say.
    package let town: String
    /// Of the town.
    package let kana: String
    /// What else the post office says (8階, 二丁目を除く). Never part of the address.
    package let note: String
    /// Block and number, for a large receiver of mail.
    package let block: String
    /// The large receiver of mail.
    package let office: String?

    package var text: String { municipality.prefecture + municipality.city + town + block }
  }

  /// A city, ward, town or village, with its district (郡) where it has one.
  package struct Municipality: Hashable, Sendable {
    /// JIS X 0402.
    package let code: String
    package let prefecture: String
    package let city: String
  }

  /// In the order of their codes.
  package let municipalities: [Municipality]

  private let data: Data
  private let rowsStart: Int
  private let byKey: [String: Int]
  /// The municipalities of a prefecture, longest name first, as the folded scalars people's writing is compared with.
  private let names: [String: [(scalars: [UInt32], index: Int)]]

  package init(_ data: Data) throws(Problem) {
    let data = data.startIndex == 0 ? data : Data(data)
    guard let parsed = data.withUnsafeBytes({ Self.parse($0.bindMemory(to: UInt8.self)) }) else {
      throw Problem(
        "postal_data", ja: "郵便番号データのファイルが壊れています。bin/postal-data で作り直してください。",
        en: "The postal code file is damaged. Make it again with bin/postal-data.")
    }
    self.data = data
    municipalities = parsed.all
    byKey = parsed.byKey
    rowsStart = parsed.end
    var names: [String: [(scalars: [UInt32], index: Int)]] = [:]
    for (index, municipality) in parsed.all.enumerated() {
      let whole = FoldingMap.strict.oneToOne(municipality.city)
      names[municipality.prefecture, default: []].append((whole, index))
      // People leave out the district: 多賀町 for 犬上郡多賀町.
      if let district = whole.firstIndex(of: 0x90E1), district > 0, district + 2 < whole.count, whole.last != 0x5E02 {
        names[municipality.prefecture, default: []].append((Array(whole[(district + 1)...]), index))
      }
    }
    self.names = names.mapValues { $0.sorted { $0.scalars.count > $1.scalars.count } }
  }

  /// The towns of a code, the likeliest first; empty when there is no such code (which must not keep anybody from saving).
  package func places(_ code: PostalCode) -> [Place] {
    let wanted = code.digits
    return data.withUnsafeBytes { raw in
      let bytes = raw.bindMemory(to: UInt8.self)
      var at = firstRow(notBefore: Array(wanted.utf8), in: bytes)
      var places: [Place] = []
      while at < bytes.count {
        let end = bytes[at...].firstIndex(of: 10) ?? bytes.count
        let fields = Self.fields(bytes[at..<end])
        guard fields.count == 7, fields[0] == wanted, let index = byKey[fields[1]] else { break }
        places.append(
          Place(
            code: code, municipality: municipalities[index], town: fields[2], kana: fields[3], note: fields[4], block: fields[5],
            office: fields[6].isEmpty ? nil : fields[6]))
        at = end + 1
      }
      return places
    }
  }

  /// How many of the folded scalars are the name of a municipality of the prefecture, `nil` when none is.
  func cityLength(_ scalars: ArraySlice<UInt32>, prefecture: String) -> Int? {
    guard let first = scalars.first else { return nil }
    return names[prefecture]?.first { $0.scalars.first == first && scalars.starts(with: $0.scalars) }?.scalars.count
  }

  /// As `cityLength`, in any prefecture.
  func cityLength(_ scalars: ArraySlice<UInt32>) -> Int? {
    names.values.lazy.compactMap { $0.first { scalars.starts(with: $0.scalars) }?.scalars.count }.max()
  }

  private func firstRow(notBefore wanted: [UInt8], in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var low = rowsStart
    var high = bytes.count
    while low < high {
      var middle = low + (high - low) / 2
      while middle > low, bytes[middle - 1] != 10 { middle -= 1 }
      if bytes[middle..<min(middle + 7, high)].lexicographicallyPrecedes(wanted) {
        let end = bytes[middle..<high].firstIndex(of: 10) ?? high - 1
        low = end + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> (all: [Municipality], byKey: [String: Int], end: Int)? {
    guard bytes.starts(with: "enishi-postal\t1\n".utf8) else { return nil }
    var at = 16
    var all: [Municipality] = []
    var byKey: [String: Int] = [:]
    while at + 1 < bytes.count, bytes[at] == UInt8(ascii: "C") {
      guard let end = bytes[at...].firstIndex(of: 10) else { return nil }
      let fields = fields(bytes[at..<end])
      guard fields.count == 4 else { return nil }
      byKey[fields[1]] = all.count
      all.append(Municipality(code: String(fields[1].prefix(5)), prefecture: fields[2], city: fields[3]))
      at = end + 1
    }
    return all.isEmpty ? nil : (all, byKey, at)
  }

  private static func fields(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> [String] {
    line.split(separator: 9, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
  }
}
