import Kernel
import Testing
import WebKernel

/// Server-sent events.
@Suite struct EventStreamTests {
  private actor Play {
    private var rest: ArraySlice<EventStream.Turn>
    init(rest: ArraySlice<EventStream.Turn>) { self.rest = rest }
    func next() -> EventStream.Turn { rest.popFirst() ?? .nothing }
  }

  /// Plays turns one after the other and writes down what is sent.
  private static func sent(
    _ turns: [EventStream.Turn], longest: Duration = .seconds(10)
  ) async -> String {
    let play = Play(rest: turns[...])
    let answer = EventStream(every: .milliseconds(5), longest: longest) { await play.next() }.answer()
    var all: [UInt8] = []
    guard let stream = answer.stream else { return "no stream" }
    for await piece in stream { all += piece }
    return String(decoding: all, as: UTF8.self)
  }

  @Test func `news is sent with its id, and the last ends it`() async {
    let sent = await Self.sent([
      .nothing, .news(ServerEvent(id: "7", ["text": "一\n二"])), .nothing, .last(ServerEvent(["done": true])), .news(ServerEvent(["late": true])),
    ])
    #expect(sent == "id: 7\ndata: {\"text\":\"一\\n二\"}\n\ndata: {\"done\":true}\n\n")
  }

  @Test func `a quiet stream gives signs of life`() async {
    let answer = EventStream(every: .milliseconds(5), silence: .milliseconds(20)) { .nothing }.answer()
    var pieces = answer.stream?.makeAsyncIterator()
    for _ in 1...2 { #expect(await pieces?.next() == Array(":\n\n".utf8)) }
  }

  @Test func `a stream ends when its time is over, so that its session is asked again`() async {
    #expect(await Self.sent([], longest: .milliseconds(30)) == "")
  }

  @Test func `nothing more is said where there is nothing to tell of`() async {
    #expect(await Self.sent([.end]) == "")
  }
}
