import Testing
import WebKernel

@Suite struct AssetTextTests {
  @Test(arguments: [
    ("a {}\n/* why */\nb {}", "a {}\n\nb {}"),
    ("/* one\n   two */ a {}\nb {}", "\n a {}\nb {}"),
    ("  // @ts-check\n  run() // now\n", "\n  run() // now\n"),
    ("/**\n * @param {string} a\n */\nconst a = \"/* no */\"", "\n\n\nconst a = \"/* no */\""),
    ("a { background: url(//x) } /* beside */", "a { background: url(//x) } /* beside */"),
  ])
  func `comments on lines of their own are not sent, and every other line keeps its number`(text: String, sent: String) {
    #expect(AssetText.withoutComments(text, lineComments: true) == sent)
    #expect(
      sent.split(separator: "\n", omittingEmptySubsequences: false).count == text.split(separator: "\n", omittingEmptySubsequences: false).count)
  }

  @Test func `in a style sheet two strokes are no comment`() {
    #expect(AssetText.withoutComments("//x\n", lineComments: false) == "//x\n")
  }
}
