package import Jobs
package import Kernel
import Metadata
package import RecordPages
import Records
import WebKernel

extension WebFeature {
  /// 出会い: lists come in, and whoever is new is not left waiting.
  ///
  /// - Parameters:
  ///   - queue: where imports are handed over to.
  ///   - workbook: opens an Excel workbook by its path; given by who knows the adapter.
  package static func capture(
    queue: JobQueue, workbook: @escaping @Sendable (_ path: String) throws -> any TableReader
  ) -> WebFeature {
    WebFeature(
      "capture",
      menu: [MenuEntry("import", .meet, Label("取り込み", "Import"), icon: "upload", link: "/import", permission: "import")],
      todayCards: LeadCards.all,
      firstSteps: [
        FirstStep(
          10, Label("名刺やリストを取り込む", "Import your lists"),
          Label("CSV・Excel・連絡先カードから。重複は自動で見つけます。", "From CSV, Excel or contact cards. Duplicates are found for you."),
          button: Label("取り込む", "Import"),
          link: "/import"
        ) { tx in
          try tx.count("person", upTo: 1).value > 0
        }
      ],
      routes: { door in
        let desk = ImportDesk(door: door, queue: queue, workbook: workbook)
        return ImportUploadRoutes(desk: desk).routes + ImportMapRoutes(desk: desk).routes + ImportCheckRoutes(desk: desk).routes
          + ImportRunRoutes(desk: desk).routes + ImportResultRoutes(desk: desk).routes + LeadAssignmentRoutes(door: door).routes
      })
  }
}
