import Foundation
import Japan
import Kernel
import Testing

@testable import Records

@Suite struct VCardReaderTests {
  struct Card: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let cells: [VCardColumn: String]

    init(_ name: String, _ lines: String, _ cells: [VCardColumn: String]) {
      testDescription = name
      text = "BEGIN:VCARD\r\n\(lines.replacing("\n", with: "\r\n"))\r\nEND:VCARD\r\n"
      self.cells = cells
    }
  }

  private static let cards = [
    Card(
      "iPhone, 3.0",
      """
      VERSION:3.0
      N:山田;太郎;;;
      FN:山田 太郎
      X-PHONETIC-FIRST-NAME:タロウ
      X-PHONETIC-LAST-NAME:ヤマダ
      ORG:株式会社三晴製作所;営業部;第一課
      TITLE:部長
      item1.EMAIL;type=INTERNET;type=pref:taro@example.jp
      item1.X-ABLabel:_$!<Work>!$_
      TEL;type=CELL;type=VOICE:090-1234-5678
      TEL;type=WORK;type=FAX:03-1234-5679
      TEL;type=WORK;type=pref:03-1234-5678
      ADR;type=WORK:;丸の内ビル3階;丸の内1-1-1;千代田区;東京都;100-0005;日本
      NOTE:展示会で会った\\, 2回\\n電話は午後
      URL;type=WORK:https://example.jp
      BDAY:1985-04-12
      PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ
       AAAQABAAD/2wBDAAYEBQ
      """,
      [
        .lastName: "山田", .firstName: "太郎", .lastKana: "ヤマダ", .firstKana: "タロウ", .company: "株式会社三晴製作所",
        .department: "営業部 第一課", .title: "部長", .email: "taro@example.jp", .phone: "03-1234-5678", .mobile: "090-1234-5678",
        .fax: "03-1234-5679", .postalCode: "100-0005", .prefecture: "東京都", .city: "千代田区", .street: "丸の内1-1-1",
        .building: "丸の内ビル3階", .website: "https://example.jp", .birthday: "1985-04-12", .note: "展示会で会った, 2回\n電話は午後",
      ]),
    Card(
      "4.0",
      """
      VERSION:4.0
      KIND:individual
      N;SORT-AS="スズキ,ハナコ":鈴木;花子;;;
      TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+81-80-1111-2222
      EMAIL;TYPE=home:hanako@home.example.jp
      EMAIL;TYPE=work:suzuki@example.jp
      BDAY:--0412
      """,
      [
        .lastName: "鈴木", .firstName: "花子", .lastKana: "スズキ", .firstKana: "ハナコ", .mobile: "+81-80-1111-2222",
        .email: "suzuki@example.jp", .others: "hanako@home.example.jp\n--0412",
      ]),
    Card(
      "folded in the middle of a word, 3.0",
      """
      VERSION:3.0
      N:高
       橋;一郎
      NOTE:とても長い
       \tメモ
      """, [.lastName: "高橋", .firstName: "一郎", .note: "とても長い\tメモ"]),
    Card(
      "a feature phone, 2.1: UTF-8 in QUOTED-PRINTABLE with soft line ends",
      """
      VERSION:2.1
      N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=B1=B1=E7=94=B0;=E5=A4=AA=
      =E9=83=8E;;;
      TEL;CELL;PREF:09012345678
      NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E3=81=82=0D=0A=E3=81=84
      AGENT:
      BEGIN:VCARD
      N:秘書;花子
      END:VCARD
      """, [.lastName: "山田", .firstName: "太郎", .mobile: "09012345678", .note: "あ\nい"]),
    Card("a name in one piece", "VERSION:3.0\nFN:山田　太郎 様", [.lastName: "山田", .firstName: "太郎"]),
    Card("the whole name as family name", "VERSION:2.1\nN:山田 太郎;;;;", [.lastName: "山田", .firstName: "太郎"]),
    Card(
      "the whole address as street", "VERSION:3.0\nN:山田;太郎\nADR:;;東京都千代田区丸の内1-1-1;;;1000005;",
      [.lastName: "山田", .firstName: "太郎", .postalCode: "1000005", .prefecture: "東京都", .city: "千代田区", .street: "丸の内1-1-1"]),
    Card(
      "more than there are columns for",
      "N:山田;太郎\nTEL;TYPE=HOME:03-1\nTEL;TYPE=WORK:03-2\nTEL;TYPE=PAGER:03-3\nADR:;;A;B;C;1;\nADR;TYPE=WORK:;;D;E;F;2;",
      [
        .lastName: "山田", .firstName: "太郎", .phone: "03-2", .postalCode: "2", .prefecture: "F", .city: "E", .street: "D",
        .others: "03-1\n03-3\n1 C B A",
      ]),
    Card("a sort string that is no reading", "VERSION:3.0\nN:山田;太郎\nSORT-STRING:Yamada", [.lastName: "山田", .firstName: "太郎"]),
  ]

  @Test(arguments: cards, [1, 7, 10_000])
  func `a card becomes a row`(card: Card, chunk: Int) throws {
    let rows = try rows(Array(card.text.utf8), chunk)
    #expect(rows.map(\.number) == [1] && rows.flatMap(\.problems).isEmpty)
    #expect(named(rows.first?.cells ?? []) == card.cells)
  }

  @Test func `Shift_JIS of a phone is read, declared or not, kana in half width`() throws {
    let name = CP932.encode("髙橋;一郎;;;").bytes
    let quoted = name.map { "=" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    let sound = CP932.encode("SOUND;X-IRMC-N;CHARSET=SHIFT_JIS:ﾀｶﾊｼ;ｲﾁﾛｳ;;;\r\n").bytes
    let declared = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=SHIFT_JIS:\(quoted)\r\n"
    let bare = Array("END:VCARD\r\nBEGIN:VCARD\r\nN:".utf8) + name + Array("\r\nEND:VCARD\r\n".utf8)
    let rows = try rows(Array(declared.utf8) + sound + bare, 100)
    #expect(named(rows[0].cells) == [.lastName: "髙橋", .firstName: "一郎", .lastKana: "ﾀｶﾊｼ", .firstKana: "ｲﾁﾛｳ"])
    #expect(named(rows[1].cells) == [.lastName: "髙橋", .firstName: "一郎"])
  }

  @Test(arguments: [TextEncoding.utf8WithBOM, .utf16LittleEndian, .utf16BigEndian])
  func `byte order marks are known`(encoding: TextEncoding) throws {
    let text = "\u{FEFF}BEGIN:VCARD\r\nN:山田;太郎\r\nEND:VCARD\r\n"
    let bytes =
      encoding == .utf8WithBOM
      ? Array(text.utf8)
      : text.utf16.flatMap { encoding == .utf16LittleEndian ? [UInt8($0 & 255), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 255)] }
    #expect(try TableFormat.detect { chunks(bytes, of: 1_000) } == .cards)
    #expect(try rows(bytes, 1).map { named($0.cells) } == [[.lastName: "山田", .firstName: "太郎"]])
  }

  @Test(arguments: [
    ("BEGIN:VCARD\nN:a;b\nBEGIN:VCARD\nN:山田;太郎\nEND:VCARD\n", ["card_unfinished", ""]),
    ("BEGIN:VCARD\nN:山田;太郎\nEND:VCARD\nBEGIN:VCARD\nN:a;b\n", ["", "card_unfinished"]),
    ("BEGIN:VCARD\nthis is no property\nN:a;b\nEND:VCARD\nBEGIN:VCARD\nN:山田;太郎\nEND:VCARD", ["card_line", ""]),
    ("BEGIN:VCARD\nN:山田;太郎\nEND:VCARD\nbetween\nthe cards\nBEGIN:VCARD\nN:山田;太郎\nEND:VCARD", ["", "card_outside", ""]),
    ("BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", ["card_empty"]),
    ("BEGIN:VCARD\nKIND:group\nFN:営業部\nEND:VCARD\n", ["card_group"]),
    ("BEGIN:VCARD\nX-ADDRESSBOOKSERVER-KIND:group\nN:営業部\nEND:VCARD\n", ["card_group"]),
    ("BEGIN:VCARD\nN;CHARSET=KOI8-R:a;b\nEND:VCARD\n", ["charset"]),
    ("BEGIN:VCARD\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=FF=FE;b\nEND:VCARD\n", ["encoding"]),
    ("BEGIN:VCARD\nN:a;b\nNOTE;ENCODING=QUOTED-PRINTABLE:=00\nEND:VCARD\n\u{1A}", ["encoding"]),
  ])
  func `a card that cannot be taken says why and the others go on`(text: String, codes: [String]) throws {
    let rows = try rows(Array(text.utf8), 5)
    #expect(rows.map { $0.problems.first?.code ?? "" } == codes)
    #expect(rows.map(\.number) == Array(1...codes.count))
    #expect(rows.allSatisfy { $0.cells.count == VCardReader.headings.count })
  }

  @Test func `a bad card still says whose it is`() throws {
    let text = "BEGIN:VCARD\nN:途中;まで\nNOTE;CHARSET=KOI8-R:x\nTEL:03-1\nEND:VCARD\nBEGIN:VCARD\nN:終わり;なし\n"
    let rows = try rows(Array(text.utf8), 100)
    #expect(rows.map { $0.problems.first?.code } == ["charset", "card_unfinished"])
    #expect(rows.map { named($0.cells) } == [[.lastName: "途中", .firstName: "まで", .phone: "03-1"], [.lastName: "終わり", .firstName: "なし"]])
  }

  @Test func `a photograph of any size is passed over, a note of any size is not`() throws {
    let photo = String(repeating: "A", count: 3 << 20)
    let text = "BEGIN:VCARD\nPHOTO;ENCODING=BASE64:\(photo)\nN:山田;太郎\nEND:VCARD\nBEGIN:VCARD\nN:a;b\nNOTE:\(photo)\nEND:VCARD\n"
    let rows = try rows(Array(text.utf8), 65_536)
    #expect(named(rows[0].cells) == [.lastName: "山田", .firstName: "太郎"])
    #expect(rows.map { $0.problems.first?.code } == [nil, "card_too_long"])
  }

  private func named(_ cells: [String]) -> [VCardColumn: String] {
    Dictionary(uniqueKeysWithValues: zip(VCardColumn.allCases, cells).filter { !$1.isEmpty })
  }

  private func rows(_ bytes: [UInt8], _ chunk: Int) throws -> [TableRow] {
    var reader = VCardReader(source: chunks(bytes, of: chunk))
    var rows: [TableRow] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }
}
