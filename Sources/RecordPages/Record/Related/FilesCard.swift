import Kernel
import Metadata
import Records
import WebKernel

/// The files of a record: download, and for whoever may change the record upload and removal.
struct FilesCard: Sendable {
  private let files: [Record]
  private let mayChange: Bool

  init(of record: Record, _ object: ObjectDefinition, mayChange: Bool, in tx: RecordTransaction) throws {
    self.mayChange = mayChange && tx.actor.rights.scope(.create, on: File.object.name) > .none
    files = tx.actor.rights.scope(.read, on: File.object.name) > .none ? try tx.files(of: object.name, record.id) : []
  }

  func html(_ record: Record, collection: String, _ ui: UI) -> HTML {
    guard mayChange || !files.isEmpty else { return .empty }
    // Without a script one file at a time, by a button; the script takes what is chosen or dropped.
    let upload: HTML = """
      <form class="row push" method="post" enctype="multipart/form-data" action="/\(collection)/\(record.id.text)/files?csrf=\(ui.token)">\
      <label class="btn btn--icon btn--sm btn--ghost" title="\(ui("ファイルを添付", "Attach a file"))">\(HTML.icon("clip"))\
      <span class="sr">\(ui("ファイルを添付", "Attach a file"))</span>\
      <input class="sr" type="file" name="file" data-upload="/api/v1/\(collection)/\(record.id.text)/files"></label>\
      <span data-noscript>\(HTML.button(ui("添付する", "Attach"), size: .small))</span></form>
      """
    return HTML.card(
      "files", ui("ファイル", "Files"), icon: "clip",
      more: "<span class=\"xs muted\">\(ui.count(files.count, Label("件", "files")))</span>\(if: mayChange, upload)",
      body: """
        <div class="rows" data-files>\(files.html { row($0, "/\(collection)/\(record.id.text)", ui) })</div>\
        \(if: files.isEmpty, "<p class=\"card__body xs muted\">\(ui("見積書や写真をここに置けます。ここへ落としても添付できます。", "Keep quotes and photos here. You can also drop them."))</p>")
        """)
  }

  private func row(_ file: Record, _ page: String, _ ui: UI) -> HTML {
    let name = file[File.name] ?? ""
    let at = Instant(value: file["created_at"]).map { ui.near($0) } ?? ""
    return """
      <div>\(HTML.icon(Self.icon(file[File.contentType] ?? "")))<a class="who grow" href="/api/v1/files/\(file.id.text)/content" download>\
      <span class="clip"><b class="clip">\(name)</b><small>\(Self.size(file[File.bytes] ?? 0, ui))・\(at)</small></span></a>\
      \(if: mayChange, "<form method=\"post\" action=\"\(page)/files/\(file.id.text)/delete\">\(ui.csrf)\(HTML.iconButton(ui("「\(name)」を外す", "Remove “\(name)”"), icon: "x", size: .small, kind: "submit"))</form>")</div>
      """
  }

  private static func icon(_ type: String) -> String {
    type.hasPrefix("image/") ? "camera" : type == "application/pdf" ? "quote" : "note"
  }

  private static func size(_ bytes: Int, _ ui: UI) -> String {
    if bytes < 1024 { return "\(ui.number(bytes)) B" }
    if bytes < 1 << 20 { return "\(ui.number(bytes >> 10)) KB" }
    return "\(bytes >> 20).\((bytes * 10 >> 20) % 10) MB"
  }
}
