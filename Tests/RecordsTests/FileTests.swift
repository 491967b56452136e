import Cryptography
import Foundation
import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Uploaded files: kept once under their digest, typed by content, attached to records.
@Suite struct FileTests {
  private static func withStore<Value>(largest: Int = 1 << 20, _ body: (FileStore) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-files-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(try FileStore(folder: folder, cryptography: .swiftCrypto, largest: largest))
  }

  static let kinds: [(String, [UInt8], FileKind)] = [
    ("a quote", Array("%PDF-1.7 …".utf8), .pdf), ("a card", [0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
    ("a page in disguise", Array("<html><script>".utf8), .text),
    ("a workbook", [0x50, 0x4B, 3, 4, 0, 0], .zip), ("a program", [0x7F, 0x45, 0x4C, 0x46, 0, 1], .unknown),
    ("CP932 text", [0x8E, 0x52, 0x93, 0x63], .text),
  ]

  @Test func `bytes come back whole and are kept once`() async throws {
    try await Self.withStore { store in
      for (what, bytes, kind) in Self.kinds {
        let (first, second) = (try store.put(bytes), try store.put(bytes))
        #expect(first == second && first.kind == kind && first.digest.count == 64, "\(what)")
        #expect(try store.open(first.digest) == bytes)
        try store.delete(first.digest)
        #expect(throws: Refusal.self) { try store.open(first.digest) }
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: store.folder.path).filter { $0.hasPrefix("new-") }
      #expect(left.isEmpty)
    }
  }

  @Test func `empty, too large, tampered and invented files are refused`() async throws {
    try await Self.withStore(largest: 10) { store in
      #expect(await refusals { _ = try store.put([]) } == ["file:empty"])
      #expect(await refusals { _ = try store.put(Array(repeating: 1, count: 11)) } == ["file:too_large"])
      for digest in ["", "../../etc/passwd", String(repeating: "a", count: 64), String(repeating: "/", count: 64)] {
        #expect(await refusals { _ = try store.open(digest) } == ["not_found"])
      }
      let kept = try store.put(Array("山".utf8))
      let place = store.folder.appending(path: "\(kept.digest.prefix(2))/\(kept.digest)")
      try Data([1]).write(to: place)
      #expect(await refusals { _ = try store.open(kept.digest) } == ["not_found"])
    }
  }

  @Test(arguments: Engine.all)
  func `a file is a record that a lookup leads to`(engine: Engine) async throws {
    try await Self.withStore { store in
      try await withHouse(engine) { house in
        let stored = try store.put(Array("%PDF-1.7 見積".utf8))
        try await house.write(by: house.yamada) { tx in
          _ = try tx.change(.addField(object: "deal", FieldDefinition("quote_file_id", Label("見積書", "Quote"), FileType())))
        }
        let file = try await house.write(by: house.sato) { tx in try tx.create(file: stored, named: "C:\\営業\\見積書.pdf") }
        #expect(file[File.name] == "見積書.pdf" && file[File.contentType] == "application/pdf" && file.ownerID?.raw == house.sato.raw)
        let deal = try await house.deal(by: house.sato, "プレス機", ["quote_file_id": file.reference])
        #expect(deal["quote_file_id"] == file.reference)
        #expect(
          await refusals { try await house.deal(by: house.suzuki, "横取り", ["quote_file_id": file.reference]) } == ["quote_file_id:unknown_reference"])
        let unused = try await house.read(by: house.sato) { tx in try tx.unusedDigests(among: [stored.digest, "x"]) }
        #expect(unused == ["x"])
      }
    }
  }
}
