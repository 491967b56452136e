package import Foundation
import HTTPTypes
import Kernel

/// The files browsers fetch: styles, scripts, icons. Read once; their address carries a fingerprint of all of them, so
/// that browsers keep them for a year and still see every change at once.
package final class Assets: Sendable {
  private struct File {
    let type: String
    let bytes: [UInt8]
    let gzip: [UInt8]
  }
  private let files: [String: File]
  /// Eight hexadecimal digits.
  package let version: String

  /// - Parameter compress: gzip; given by who knows the library.
  package init(folder: URL, sha256: ([UInt8]) -> [UInt8], compress: ([UInt8]) -> [UInt8]) throws {
    var files: [String: File] = [:]
    var all: [UInt8] = []
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    for name in names {
      guard let type = Self.types[String(name.drop { $0 != "." })] else { continue }
      let bytes = Self.sent(name, [UInt8](try Data(contentsOf: folder.appendingPathComponent(name))))
      files[name] = File(type: type, bytes: bytes, gzip: compress(bytes))
      all += Array(name.utf8) + bytes
    }
    self.files = files
    version = sha256(all).prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private static func sent(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let isScript = name.hasSuffix(".js")
    guard isScript || name.hasSuffix(".css") else { return bytes }
    return Array(AssetText.withoutComments(String(decoding: bytes, as: UTF8.self), lineComments: isScript).utf8)
  }

  private static let types = [
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".png": "image/png", ".webmanifest": "application/manifest+json",
  ]

  /// The address of a file: `/static/1f0c9a2b/app.js`.
  package func path(_ name: String) -> String { "/static/\(version)/\(name)" }

  package var routes: [Route] {
    [
      Route(
        .get, "/static/{version}/{name}", name: "asset", .everyone, Label("スタイル・スクリプト・アイコン", "Styles, scripts, icons"),
        produces: ["*/*"]
      ) { request in
        // An old page may ask for an old version: it gets the present file, but not for a year.
        let isCurrent = try request.parameter("version") == self.version
        return try self.answer(request.parameter("name"), request, lasting: isCurrent ? "public, max-age=31536000, immutable" : "no-cache")
      },
      // Drawings are named in every component, so their address is the same for all versions.
      Route(
        .get, "/static/icons.svg", name: "icons", .everyone, Label("アイコン", "Icons"), produces: ["*/*"]
      ) { request in
        try self.answer("icons.svg", request, lasting: "public, max-age=86400")
      },
    ]
  }

  /// `share/enishi/assets` beside the program's `bin`, where it is installed; otherwise the folder that was built with this room.
  package static var builtIn: URL {
    let installed = Bundle.main.bundleURL.deletingLastPathComponent().appendingPathComponent("share/enishi/assets")
    return FileManager.default.fileExists(atPath: installed.path) ? installed : Bundle.module.bundleURL.appendingPathComponent("Assets")
  }

  private func answer(_ name: String, _ request: AppRequest, lasting: String) throws -> Answer {
    guard let file = files[name] else { throw Failure.notFound }
    let takesGzip = request.headers[.acceptEncoding]?.contains("gzip") == true && !file.gzip.isEmpty
    var answer = Answer(.ok, headers: [.contentType: file.type], body: takesGzip ? file.gzip : file.bytes)
    if takesGzip { answer.headers[.contentEncoding] = "gzip" }
    answer.headers[.vary] = "Accept-Encoding"
    answer.headers[.cacheControl] = lasting
    return answer
  }
}
