import Foundation
import Kernel
import Testing

@testable import Japan

/// The rows of the real file that the cases need, as `bin/postal-data` writes them.
let fixture = """
  enishi-postal\t1
  C\t01101\t北海道\t札幌市中央区
  C\t12203\t千葉県\t市川市
  C\t13101\t東京都\t千代田区
  C\t13103\t東京都\t港区
  C\t13104\t東京都\t新宿区
  C\t17201\t石川県\t金沢市
  C\t23235\t愛知県\t弥富市
  C\t24303\t三重県\t桑名郡木曽岬町
  C\t25443\t滋賀県\t犬上郡多賀町
  C\t26102\t京都府\t京都市上京区
  C\t47382\t沖縄県\t八重山郡与那国町
  0600000\t01101\t\t\t以下に掲載がない場合\t\t
  1000001\t13101\t千代田\tチヨダ\t\t\t
  1066108\t13103\t六本木六本木ヒルズ森タワー\tロッポンギロッポンギヒルズモリタワー\t8階\t\t
  1638001\t13104\t西新宿\tニシシンジュク\t\t2丁目8-1\t東京都庁
  4980000\t23235\t\t\t以下に掲載がない場合\t\t
  4980000\t24303\t\t\t以下に掲載がない場合\t\t
  5220317\t25443\t一円\tイチエン\t\t\t
  6020847\t26102\t大宮町\tオオミヤチョウ\t今出川通河原町西入\t\t
  9071801\t47382\t与那国\tヨナグニ\t\t\t

  """

func fixtureDirectory() throws -> PostalDirectory { try PostalDirectory(Data(fixture.utf8)) }

/// The file made by `bin/postal-data`, where it has been made.
let realFile = ProcessInfo.processInfo.environment["ENISHI_POSTAL_DATA"] ?? ".build/postal/postal.tsv"

@Suite struct PostalDirectoryTests {
  static let cases = [
    ("ZP-01", "1000001", ["東京都千代田区千代田"]), ("ZP-04", "0600000", ["北海道札幌市中央区"]), ("ZP-05", "9071801", ["沖縄県八重山郡与那国町与那国"]),
    ("ZP-06", "4980000", ["愛知県弥富市", "三重県桑名郡木曽岬町"]), ("ZP-10", "1638001", ["東京都新宿区西新宿2丁目8-1"]),
    ("ZP-11", "1066108", ["東京都港区六本木六本木ヒルズ森タワー"]), ("ZP-13", "5220317", ["滋賀県犬上郡多賀町一円"]), ("ZP-14", "9999999", []),
    ("before the first", "0000000", []),
  ]

  private func texts(_ directory: PostalDirectory, _ code: String) throws -> [String] {
    directory.places(try PostalCode(code)).map(\.text)
  }

  @Test(arguments: cases)
  func `a code stands for its towns`(id: String, code: String, expected: [String]) throws {
    #expect(try texts(try fixtureDirectory(), code) == expected, "\(id)")
  }

  @Test func `kana, municipality code, note and office stand apart from the address`() throws {
    let directory = try fixtureDirectory()
    let chiyoda = try #require(directory.places(PostalCode("1000001")).first)
    #expect(chiyoda.kana == "チヨダ")
    #expect(chiyoda.municipality.code == "13101")
    #expect(try directory.places(PostalCode("1638001")).first?.office == "東京都庁")
    #expect(try directory.places(PostalCode("1066108")).first?.note == "8階")
  }

  @Test(arguments: ["", "郵便番号", "enishi-postal\t1\n", "enishi-postal\t1\nC\tonly\n", "enishi-postal\t2\nC\t1\tA\tB\n"])
  func `a damaged file is refused with what to do`(text: String) {
    let problem = #expect(throws: Problem.self) { try PostalDirectory(Data(text.utf8)) }
    #expect(problem?.code == "postal_data")
  }

  @Test func `a file that was cut off finds nothing and does not fail`() throws {
    for length in 30..<fixture.utf8.count {
      let directory = try? PostalDirectory(Data(fixture.utf8.prefix(length)))
      _ = directory?.places(try PostalCode("9071801"))
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: realFile)), arguments: cases)
  func `the real file answers the same`(id: String, code: String, expected: [String]) throws {
    #expect(try texts(try RealDirectory.shared.get(), code) == expected, "\(id)")
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: realFile)),
    arguments: [
      ("1500002", "渋谷区渋谷"), ("2200012", "横浜市西区みなとみらい"), ("4600008", "名古屋市中区栄"), ("8120011", "福岡市博多区博多駅前"),
    ])
  func `ZP-16 towns of the big cities`(code: String, ending: String) throws {
    #expect(try texts(try RealDirectory.shared.get(), code).first?.hasSuffix(ending) == true)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: realFile)))
  func `ZP-09 a code of many towns gives all of them`() throws {
    let places = try RealDirectory.shared.get().places(PostalCode("4520961"))
    #expect(places.count == 66)
    #expect(places.first?.text == "愛知県清須市春日明河原")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: realFile)))
  func `no town of the real file holds a rule or a repeated reading`() throws {
    let directory = try RealDirectory.shared.get()
    #expect(try directory.places(PostalCode("6020847")).map(\.kana) == ["オオミヤチョウ"])
    #expect(directory.municipalities.count > 1_880)
    for number in stride(from: 0, to: 10_000_000, by: 4_001) {
      let towns = PostalCode(number: number).map { directory.places($0) } ?? []
      for place in towns { #expect(!place.town.contains("の次に") && !place.town.contains("掲載がない")) }
    }
  }
}

/// The real file, read once.
enum RealDirectory {
  static let shared = Result { try PostalDirectory(Data(contentsOf: URL(fileURLWithPath: realFile), options: .alwaysMapped)) }
}
