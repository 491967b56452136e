import Foundation
import Testing

@testable import Japan

@Suite struct AddressKeyTests {
  @Test(
    arguments: [
      ("AD-01", "千代田区丸の内１丁目１－１", "千代田区丸の内1-1-1"),
      ("AD-02", "東京都千代田区霞が関３丁目１番１号", "東京都千代田区霞ヶ関3-1-1"),
      ("AD-03", "港区六本木六丁目十番一号", "港区六本木6-10-1"),
      ("AD-04", "渋谷区道玄坂２ー１０ー７", "渋谷区道玄坂2-10-7"),
      ("AD-05", "京都市上京区大宮町123番地の4", "京都市上京区大宮町123-4"),
      ("AD-07", "札幌市中央区北三条西六丁目", "札幌市中央区北3条西6丁目"),
      ("", "大字山田字上町1", "山田上町1"), ("", "東京都千代田区丸の内 1-1-1", "東京都千代田区丸の内1-1-1"), ("", "丸の内二十三番地", "丸の内23"),
      ("", "國分寺市廣町1−2", "国分寺市広町1-2"),
    ])
  func `one place written in two ways has one key`(id: String, a: String, b: String) {
    #expect(AddressKey.key(a) == AddressKey.key(b), "\(id)")
  }

  @Test(
    arguments: [
      ("AD-09", "丸の内1丁目12番8号", "丸の内1丁目12番9号"), ("", "金沢市イ38-4", "金沢市ロ38-4"), ("", "上町A-7", "上町B-7"), ("", "六本木6-1", "6本木6-1"),
      ("", "第35地割", "第36地割"),
    ])
  func `different places have different keys`(id: String, a: String, b: String) {
    #expect(AddressKey.key(a) != AddressKey.key(b), "\(id)")
  }

  @Test(arguments: ["六本木", "三田", "一番町", "八丁堀", "二番丁"])
  func `AD-08 a name with a numeral stays a name`(town: String) {
    #expect(!AddressKey.key(town).contains { $0.isNumber && $0.isASCII })
  }

  @Test func `AD-09 another floor is the same site, another number is not`() {
    let twentyEighth = AddressKey("東京都千代田区丸の内1丁目12番8号 28F")
    #expect(twentyEighth.isSameSite(as: AddressKey("東京都千代田区丸の内1丁目12番8号 30F")))
    #expect(twentyEighth.building != AddressKey("東京都千代田区丸の内1丁目12番8号 30F").building)
    #expect(!twentyEighth.isSameSite(as: AddressKey("東京都千代田区丸の内1丁目12番9号 28F")))
  }

  @Test func `a prefecture left out does not make another place, another prefecture does`() {
    let full = AddressKey("東京都府中市本町1-2")
    #expect(full.isSameSite(as: AddressKey("府中市本町1-2")))
    #expect(!full.isSameSite(as: AddressKey("府中市本町1-2", prefecture: "広島県")))
    #expect(!AddressKey("").isSameSite(as: AddressKey("")))
  }
}

@Suite struct AddressPartsTests {
  static let cases: [(String, AddressParts)] = [
    ("東京都千代田区丸の内１丁目１－１ 丸の内ビル３Ｆ", AddressParts(prefecture: "東京都", city: "千代田区", street: "丸の内１丁目１－１", building: "丸の内ビル３Ｆ")),
    ("〒698-0043 島根県益田市中島町3-20-6", AddressParts(prefecture: "島根県", city: "益田市", street: "中島町3-20-6")),
    ("福島県河沼郡柳津町郷戸6-22-3", AddressParts(prefecture: "福島県", city: "河沼郡柳津町", street: "郷戸6-22-3")),
    ("北海道札幌市中央区北三条西六丁目1番地 丸ビル", AddressParts(prefecture: "北海道", city: "札幌市中央区", street: "北三条西六丁目1番地", building: "丸ビル")),
    ("千葉県市川市八幡1-1-1", AddressParts(prefecture: "千葉県", city: "市川市", street: "八幡1-1-1")),
    ("東京都新宿区西新宿2-8-1都庁第一本庁舎28F", AddressParts(prefecture: "東京都", city: "新宿区", street: "西新宿2-8-1", building: "都庁第一本庁舎28F")),
    ("東京都港区六本木六丁目十番一号", AddressParts(prefecture: "東京都", city: "港区", street: "六本木六丁目十番一号")),
    ("石川県金沢市イ38-4", AddressParts(prefecture: "石川県", city: "金沢市", street: "イ38-4")),
    ("東京都北区十条仲原1-2-3", AddressParts(prefecture: "東京都", city: "北区", street: "十条仲原1-2-3")),
    ("宮城県仙台市青葉区一番町3-1-1 青葉ビル", AddressParts(prefecture: "宮城県", city: "仙台市青葉区", street: "一番町3-1-1", building: "青葉ビル")),
    ("福島県郡山市中町1-1", AddressParts(prefecture: "福島県", city: "郡山市", street: "中町1-1")),
    ("三重県四日市市諏訪町1番5号", AddressParts(prefecture: "三重県", city: "四日市市", street: "諏訪町1番5号")),
    ("東京都武蔵村山市本町1-1-1", AddressParts(prefecture: "東京都", city: "武蔵村山市", street: "本町1-1-1")),
    ("東京都千代田区丸の内", AddressParts(prefecture: "東京都", city: "千代田区", street: "丸の内")),
    ("滋賀県犬上郡多賀町一円 無番地", AddressParts(prefecture: "滋賀県", city: "犬上郡多賀町", street: "一円 無番地")),
    ("東京都中央区八丁堀2-1 第2山田ビル", AddressParts(prefecture: "東京都", city: "中央区", street: "八丁堀2-1", building: "第2山田ビル")),
    ("三重県名張市桔梗が丘６番町5-21-6", AddressParts(prefecture: "三重県", city: "名張市", street: "桔梗が丘６番町5-21-6")),
    ("奈良県高市郡高取町車木6-21-15", AddressParts(prefecture: "奈良県", city: "高市郡高取町", street: "車木6-21-15")),
    ("大阪府堺市堺区南瓦町2丁3-1 堺ビル", AddressParts(prefecture: "大阪府", city: "堺市堺区", street: "南瓦町2丁3-1", building: "堺ビル")),
    ("京都府京都市下京区西七条東石ケ坪町7-16-16", AddressParts(prefecture: "京都府", city: "京都市下京区", street: "西七条東石ケ坪町7-16-16")),
    ("愛媛県越智郡上島町魚島二番耕地5-4-11", AddressParts(prefecture: "愛媛県", city: "越智郡上島町", street: "魚島二番耕地5-4-11")),
    ("", AddressParts()),
  ]

  @Test(arguments: cases)
  func `a line is taken apart by its signs`(line: String, parts: AddressParts) {
    #expect(AddressParts(line) == parts)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: realFile)), arguments: cases)
  func `a line is taken apart by the directory`(line: String, parts: AddressParts) throws {
    #expect(AddressParts(line, directory: try RealDirectory.shared.get()) == parts)
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: realFile)),
    arguments: [("北海道余市郡余市町黒川町1", "余市郡余市町"), ("広島県廿日市市下平良1-1", "廿日市市"), ("千葉県市原市国分寺台中央1-1", "市原市"), ("滋賀県多賀町一円1", "多賀町")])
  func `the directory knows the names that signs do not tell`(line: String, city: String) throws {
    #expect(AddressParts(line, directory: try RealDirectory.shared.get()).city == city)
  }
}
