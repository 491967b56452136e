import CZip
import Foundation
import Kernel

/// A ZIP file from outside, opened with suspicion: how many parts, how large each unpacks, how far it is blown up.
final class ZipArchive {
  private let handle: OpaquePointer
  private let limits: TableLimits
  /// What may still be unpacked from this archive.
  private var allowance: Int

  convenience init(path: String, limits: TableLimits) throws {
    var code: Int32 = 0
    guard let handle = zip_open(path, ZIP_RDONLY, &code) else {
      throw code == ZIP_ER_NOENT || code == ZIP_ER_OPEN || code == ZIP_ER_READ
        ? CocoaError(.fileReadUnknown, userInfo: [NSFilePathErrorKey: path]) : WorkbookFault.broken.problems as any Error
    }
    try self.init(handle: handle, limits: limits)
  }

  convenience init(bytes: [UInt8], limits: TableLimits) throws {
    // libzip frees the copy with the source, and the source with the archive.
    guard !bytes.isEmpty, let copy = malloc(bytes.count) else { throw WorkbookFault.broken.problems }
    bytes.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: bytes.count) }
    guard let source = zip_source_buffer_create(copy, zip_uint64_t(bytes.count), 1, nil) else {
      free(copy)
      throw WorkbookFault.broken.problems
    }
    guard let handle = zip_open_from_source(source, ZIP_RDONLY, nil) else {
      zip_source_free(source)
      throw WorkbookFault.broken.problems
    }
    try self.init(handle: handle, limits: limits)
  }

  private init(handle: OpaquePointer, limits: TableLimits) throws {
    self.handle = handle
    self.limits = limits
    allowance = limits.unpackedBytes
    guard zip_get_num_entries(handle, 0) <= limits.parts else { throw WorkbookFault.tooLarge.problems }
  }

  deinit { zip_discard(handle) }

  /// Opens one part for reading; `nil` when there is none of that name.
  func part(_ name: String) throws -> ZipPart? {
    let index = zip_name_locate(handle, name, zip_flags_t(ZIP_FL_NOCASE))
    guard index >= 0 else { return nil }
    var stat = zip_stat_t()
    zip_stat_init(&stat)
    guard zip_stat_index(handle, zip_uint64_t(index), 0, &stat) == 0 else { throw WorkbookFault.broken.problems }
    guard stat.encryption_method == ZIP_EM_NONE else { throw WorkbookFault.password.problems }
    guard stat.size <= zip_uint64_t(allowance) else { throw WorkbookFault.tooLarge.problems }
    let packed = max(stat.comp_size, 1)
    if stat.size > Self.harmlessBytes, stat.size / packed > zip_uint64_t(limits.unpackedRatio) {
      throw WorkbookFault.tooLarge.problems
    }
    guard let file = zip_fopen_index(handle, zip_uint64_t(index), 0) else { throw WorkbookFault.broken.problems }
    return ZipPart(file: file, of: self)
  }

  fileprivate func unpacked(_ count: Int) throws {
    allowance -= count
    if allowance < 0 { throw WorkbookFault.tooLarge.problems }
  }

  /// A part of up to this size may be blown up as far as it likes.
  private static let harmlessBytes: zip_uint64_t = 32 << 20
}

/// One part of a ZIP file while it is unpacked; what it really unpacks to counts, not what it says.
final class ZipPart {
  private let file: OpaquePointer
  private let archive: ZipArchive
  /// Why the last `read` gave −1.
  private(set) var failure: (any Error)?

  fileprivate init(file: OpaquePointer, of archive: ZipArchive) {
    self.file = file
    self.archive = archive
  }

  deinit { zip_fclose(file) }

  /// Fills `buffer`; the number of bytes, 0 at the end, −1 with `failure` set. (Called from C, which knows no `throw`.)
  func read(into buffer: UnsafeMutableRawPointer, count: Int) -> Int {
    let got = zip_fread(file, buffer, zip_uint64_t(count))
    do {
      guard got >= 0 else { throw WorkbookFault.broken.problems }
      try archive.unpacked(Int(got))
      return Int(got)
    } catch {
      failure = error
      return -1
    }
  }
}
