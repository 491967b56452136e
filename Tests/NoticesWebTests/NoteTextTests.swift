import Database
import Kernel
import Metadata
import RecordPages
import Records
import Testing
import WebKernel

/// The text of notes as pages show it.
@Suite struct NoteTextTests {
  @Test func `who is called is shown as they are called now, and nothing becomes markup`() {
    let marks = [
      NoteMark(written: "佐藤", shown: "佐藤 <美咲>", isMe: false), NoteMark(written: "佐藤 花子", shown: "田中 花子", isMe: true),
    ]
    #expect(
      NoteText.html("<b>@佐藤 花子 と＠佐藤 へ @山田", marks).text
        == "&lt;b&gt;<span class=\"mention mention--me\">@田中 花子</span> と<span class=\"mention\">@佐藤 &lt;美咲&gt;</span> へ @山田")
    #expect(NoteText.html("a@b.example", []).text == "a@b.example")
  }
}
