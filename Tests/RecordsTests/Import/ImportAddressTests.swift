import Database
import Foundation
import Japan
import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Addresses in one cell, taken apart with and without the table of municipalities.
@Suite struct ImportAddressTests {
  private static let table = """
    enishi-postal\t1
    C\t41425\t佐賀県\t杵島郡大町町
    8492101\t41425\t大町\tオオマチ\t\t\t

    """

  @Test func `with the table an address ends up in its town, without it by rule`() async throws {
    try await withImportHouse(.sqlite) { imports in
      let text = "姓,住所\r\n大町,佐賀県杵島郡大町町大字大町5017\r\n"
      let directory = try PostalDirectory(Data(Self.table.utf8))
      for (postalCodes, city, street) in [(nil, "杵島郡大町", "町大字大町5017"), (directory, "杵島郡大町町", "大字大町5017")] {
        let house = imports.house
        let store = RecordStore(
          database: house.test.database, objects: House.features.flatMap(\.objects), rules: House.features.flatMap(\.rules),
          cryptography: house.records.cryptography, node: 7, postalCodes: postalCodes, now: { House.noon })
        let source = try imports.source(text)
        let plan = try await imports.plan("leads", source, by: house.yamada)
        let state = try await ImportRun(store: store, actor: .user(house.yamada), plan: plan, source: source).run()
        #expect(state.counts.created == 1)
        let lead = try #require(try await imports.people().last)
        #expect(lead["prefecture"] == .text("佐賀県") && lead["city"] == .text(city) && lead["street"] == .text(street))
      }
    }
  }
}
