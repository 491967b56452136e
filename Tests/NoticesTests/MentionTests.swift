import Database
import Kernel
import Metadata
import Notices
import Records
import Testing

/// Who is called by a text.
@Suite struct MentionTests {
  private static let people: [(user: ID<User>, name: String)] = [
    (ID(1), "佐藤 美咲"), (ID(2), "森 一"), (ID(3), "森 一郎"), (ID(4), "Lan Nguyen"), (ID(5), "髙橋 直樹"), (ID(6), "髙橋 直樹"), (ID(7), ""),
  ]

  private static let cases: [(String, [(Int64, String)])] = [
    ("見積を @佐藤 美咲 さんにお願いします", [(1, "佐藤 美咲")]),
    ("＠佐藤美咲さん、見てください", [(1, "佐藤美咲")]),
    ("@佐藤　美咲@森 一郎", [(1, "佐藤　美咲"), (3, "森 一郎")]),
    ("@森 一 へ", [(2, "森 一")]),
    ("@lan nguyen, please", [(4, "lan nguyen")]),
    ("@Lan Nguyens are many", []),
    ("@髙橋 直樹", [(5, "髙橋 直樹"), (6, "髙橋 直樹")]),
    ("@佐藤さん", []),
    ("sato@佐藤 美咲", []),
    ("佐藤 美咲が訪問", []),
    ("@", []),
    ("@佐藤 美咲 と @佐藤 美咲", [(1, "佐藤 美咲")]),
    ("@\n佐藤 美咲", []),
  ]

  @Test(arguments: cases)
  func `@ and a full name calls somebody, whatever the spaces in it`(_ text: String, _ expected: [(Int64, String)]) {
    let found = Mention.find(in: text, among: Self.people)
    #expect(found.map { "\($0.user.raw) \($0.written)" } == expected.map { "\($0.0) \($0.1)" }, "\(text)")
  }
}
