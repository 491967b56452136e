import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Contact cards (.vcf) go the way of every other list.
@Suite struct ImportCardsTests {
  private static let cards = """
    BEGIN:VCARD
    VERSION:3.0
    N:山田;太郎;;;
    X-PHONETIC-LAST-NAME:ヤマダ
    X-PHONETIC-FIRST-NAME:タロウ
    ORG:株式会社三晴製作所;営業部
    TITLE:部長
    EMAIL:taro@example.jp
    TEL;type=CELL:090-1234-5678
    ADR;type=WORK:;;丸の内1-1-1;千代田区;東京都;100-0005;日本
    BDAY:19850412
    NOTE:展示会で会った
    END:VCARD
    BEGIN:VCARD
    N:途中;まで
    BEGIN:VCARD
    N:鈴木;花子
    TEL;TYPE=WORK:03-1234-5678
    END:VCARD

    """

  @Test(arguments: Engine.all)
  func `cards become leads, a bad one is told, and the second time nothing changes`(engine: Engine) async throws {
    try await withImportHouse(engine) { house in
      let source = try house.source(bytes: Array(Self.cards.utf8))
      #expect(source.format == .cards)
      let first = try await house.run("leads", source)
      #expect(first.counts.four == [2, 0, 0, 1])
      #expect(first.errors.count == 1 && first.errors[0].joined().contains("END:VCARD"))
      let lead = try #require(try await house.people().first { $0["last_name"] == .text("山田") && $0["first_name"] == .text("太郎") })
      #expect(lead["first_kana"] == .text("タロウ") && lead["department"] == .text("営業部") && lead["title"] == .text("部長"))
      #expect(lead["mobile"] == .text("090-1234-5678") && lead["city"] == .text("千代田区") && lead["email"] == .text("taro@example.jp"))
      let before = try await house.dump()
      let second = try await house.run("leads", source)
      #expect(second.counts.four == [0, 0, 2, 1])
      #expect(try await house.dump()["person"] == before["person"])
    }
  }
}
