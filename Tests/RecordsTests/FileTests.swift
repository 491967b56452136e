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

  @Test(arguments: Engine.all)
  func `a file of a record is for those who see the record, and changed by those who change it`(engine: Engine) async throws {
    try await Self.withStore { store in
      try await withHouse(engine) { house in
        let stored = try store.put(Array("%PDF-1.7 図面".utf8))
        let deal = try await house.deal(by: house.sato, "プレス機")
        let file = try await house.write(by: house.sato) { tx in try tx.attach(stored, named: "図面.pdf", to: "deal", deal.id) }
        let id = file.id.as(File.self)
        // 高橋 leads the department, 佐藤 and 鈴木 sell in different sections, 伊藤 sees only what is her own.
        for (user, sees) in [(house.sato, true), (house.takahashi, true), (house.yamada, true), (house.ito, false), (house.suzuki, false)] {
          let listed = await refusals { _ = try await house.read(by: user) { try $0.files(of: "deal", deal.id) } }
          let opened = await refusals { _ = try await house.read(by: user) { try $0.file(id) } }
          let generic = await refusals { _ = try await house.read(by: user) { try $0.get(File.self, id) } }
          #expect([listed, opened, generic] == (sees ? [[], [], []] : [["not_found"], ["not_found"], ["not_found"]]), "\(user)")
        }
        let found = try await house.read(by: house.sato) { try $0.files(of: "deal", deal.id).map { $0[File.name] } }
        #expect(found == ["図面.pdf"])
        // 佐藤 reads the deals of her section and changes her own.
        let other = try await house.deal(by: house.ito, "搬送機")
        #expect(
          await refusals {
            try await house.write(by: house.sato) { tx in _ = try tx.attach(stored, named: "x.pdf", to: "deal", other.id) }
          } == ["forbidden"])
        #expect(await refusals { try await house.write(by: house.ito) { try $0.delete("file", [file.id]) } } == ["not_found"])
        try await house.write(by: house.sato) { try $0.delete("file", [file.id]) }
        #expect(try await house.read(by: house.sato) { try $0.files(of: "deal", deal.id).isEmpty })
        let told = try await house.read(by: house.sato) { try $0.timeline("deal", deal.id, kinds: ["file."]).rows.map(\.kind) }
        #expect(told == ["file.removed", "file.attached"])
      }
    }
  }

  @Test(arguments: Engine.all)
  func `undo takes a file off again with what was told of it, and keeps records that files hang on`(engine: Engine) async throws {
    try await Self.withStore { store in
      try await withHouse(engine) { house in
        let stored = try store.put(Array("%PDF-1.7 見積".utf8))
        let (deal, making) = try await house.write(by: house.sato) { tx in
          var draft = Draft()
          draft["name"] = .text("搬送機")
          return (try tx.create("deal", draft), tx.operation)
        }
        let attaching = try await house.write(by: house.sato) { tx in
          try tx.attach(stored, named: "見積書.pdf", to: "deal", deal.id)
          return tx.operation
        }
        let kept = try await house.write(by: house.sato) { tx in try Undo(making, in: tx).run(in: tx) }
        #expect(kept.undone == 0 && kept.kept.map(\.code) == ["in_use"])
        let undone = try await house.write(by: house.sato) { tx in try Undo(attaching, in: tx).run(in: tx) }
        #expect(undone.undone == 1 && undone.kept.isEmpty)
        let (files, told) = try await house.read(by: house.sato) { tx in
          (try tx.files(of: "deal", deal.id), try tx.timeline("deal", deal.id, kinds: ["file."]).rows)
        }
        #expect(files.isEmpty && told.isEmpty)
        #expect(try await house.read(by: house.sato) { try $0.unusedDigests(among: [stored.digest]) } == [stored.digest])
      }
    }
  }

  @Test func `a backup holds the files, and what is damaged in it is named`() async throws {
    try await Self.withStore { store in
      let backup = store.folder.deletingLastPathComponent().appending(path: "enishi-backup-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: backup) }
      let (quote, card) = (try store.put(Array("見積書".utf8)), try store.put(Array("名刺".utf8)))
      try store.copy(to: backup)
      try store.copy(to: backup)
      try store.delete(quote.digest)
      try store.delete(card.digest)
      try Data("別物".utf8).write(to: backup.appending(path: "\(card.digest.prefix(2))/\(card.digest)"), options: .atomic)
      #expect(try store.takeIn(backup) == [card.digest])
      #expect(try store.open(quote.digest) == Array("見積書".utf8))
      #expect(try store.digests(untouchedSince: Instant.now() + .seconds(60)) == [quote.digest])
      #expect(try store.digests(untouchedSince: Instant.now() - .seconds(60)).isEmpty)
    }
  }
}
