import Kernel
import Testing

@Suite struct EnglishNounTests {
  @Test(arguments: [
    (1, "people", "1 person"), (2, "people", "2 people"), (0, "leads", "0 leads"), (1, "companies", "1 company"),
    (1, "other devices", "1 other device"),
    (12_000, "records", "12,000 records"), (1, "", "1 "),
  ])
  func `a number and its noun agree`(_ count: Int, _ many: String, _ text: String) {
    #expect(count.counted(many) == text)
  }

  @Test func `a verb follows its noun`() {
    #expect(1.counted("values are", one: "value is") == "1 value is" && 2.counted("values are", one: "value is") == "2 values are")
  }
}
