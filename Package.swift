// swift-tools-version: 6.2
import PackageDescription

// The house, floor by floor. Who may import what is checked by `bin/check-imports` against docs/architecture.md.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// MARK: - Outside libraries

let dependencies: [Package.Dependency] = [
  .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
  .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
]
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

// MARK: - How a room is declared

func room(_ name: String, at path: String? = nil, knows: [Target.Dependency] = [], holds: [Resource] = []) -> Target {
  .target(
    name: name, dependencies: knows + [log], path: path ?? "Sources/\(name)", resources: holds.isEmpty ? nil : holds,
    swiftSettings: settings)
}

/// The pages of a feature.
func web(_ feature: String, knows: [Target.Dependency]) -> Target {
  room("\(feature)Web", at: "Sources/Features/\(feature)/Web", knows: kernelTier + ["WebKernel", "RecordPages", hummingbird] + knows)
}

func adapter(_ name: String, knows: [Target.Dependency]) -> Target {
  room(name, at: "Sources/Adapters/\(name)", knows: ["Kernel", "Database"] + knows)
}

func library(_ name: String, pkgConfig: String, package: String) -> Target {
  .systemLibrary(name: name, path: "Sources/Adapters/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

func tests(_ name: String, at path: String? = nil, knows: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: knows, path: path ?? "Tests/\(name)", swiftSettings: settings)
}

let kernelTier: [Target.Dependency] = ["Kernel", "Japan", "Metadata", "Query", "Database", "Records", "Jobs"]

let package = Package(
  name: "enishi",
  products: [.executable(name: "enishi", targets: ["enishi"])],
  dependencies: dependencies,
  targets: [
    // MARK: Kernel tier
    room("Kernel"),
    room("Japan", knows: ["Kernel"]),
    room("Metadata", knows: ["Kernel", "Japan"]),
    room("Database", knows: ["Kernel", "Japan"]),
    room("Query", knows: ["Kernel", "Japan", "Metadata", "Database"]),
    room("Records", knows: ["Kernel", "Japan", "Metadata", "Database", "Query"]),
    room("Jobs", knows: ["Kernel", "Database", "Records"]),

    // MARK: Adapters: the only rooms that know outside libraries
    library("CPostgres", pkgConfig: "libpq", package: "libpq-dev"),
    library("CZip", pkgConfig: "libzip", package: "libzip-dev"),
    library("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),
    library("CXml", pkgConfig: "libxml-2.0", package: "libxml2-dev"),
    library("CXlsxWriter", pkgConfig: "xlsxwriter", package: "libxlsxwriter-dev"),
    library("CQREncode", pkgConfig: "libqrencode", package: "libqrencode-dev"),
    adapter(
      "DatabaseSQLite",
      knows: [.product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift")]),
    adapter("DatabasePostgres", knows: ["CPostgres"]),
    adapter("Documents", knows: ["CZip", "CXml", "CXlsxWriter"]),
    adapter(
      "Cryptography",
      knows: [.product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto")]),

    adapter("Compression", knows: ["CZlib"]),
    adapter("QRCode", knows: ["CQREncode"]),

    // MARK: Features
    room("People", at: "Sources/Features/People/Domain", knows: kernelTier),
    room("Sales", at: "Sources/Features/Sales/Domain", knows: kernelTier + ["People"]),
    room("Admin", at: "Sources/Features/Admin/Domain", knows: kernelTier + ["People"]),
    room("Notices", at: "Sources/Features/Notices/Domain", knows: kernelTier + ["People"]),
    web("Home", knows: []),
    web("People", knows: ["People"]),
    web("Capture", knows: ["People"]),
    web("Sales", knows: ["People", "Sales"]),
    web("Admin", knows: ["People", "Admin"]),
    web("Notices", knows: ["People", "Notices"]),

    // MARK: Doors
    room(
      "WebKernel", knows: ["Kernel", "Metadata", "Database", "Query", "Records", hummingbird, lifecycle], holds: [.copy("Assets")]),
    room("RecordPages", knows: kernelTier + ["WebKernel", hummingbird]),
    room("API", knows: kernelTier + ["WebKernel", hummingbird]),
    room(
      "App",
      knows: kernelTier + [
        "People", "Sales", "Admin", "Notices", "WebKernel", "RecordPages", "API", hummingbird,
        "HomeWeb", "PeopleWeb", "CaptureWeb", "SalesWeb", "AdminWeb", "NoticesWeb",
        "DatabaseSQLite", "DatabasePostgres", "Documents", "Compression", "Cryptography", "QRCode",
        lifecycle,
      ]),
    .executableTarget(
      name: "enishi",
      dependencies: ["App", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),

    // MARK: Measured claims
    .executableTarget(
      name: "enishi-bench",
      dependencies: kernelTier + [
        "App", "People", "Sales", "CPostgres", .product(name: "GRDBSQLite", package: "GRDB.swift"), log,
      ],
      path: "Benchmarks", swiftSettings: settings),

    // MARK: Tests
    room("TestSupport", at: "Tests/TestSupport", knows: ["Kernel", "Database", "DatabaseSQLite", "DatabasePostgres"]),
    room("RecordsTestSupport", at: "Tests/RecordsTestSupport", knows: kernelTier + ["People", "Sales", "Cryptography", "TestSupport"]),
    room("WebTestSupport", at: "Tests/WebTestSupport", knows: ["Kernel", "Records", "WebKernel", hummingbird]),
    tests("JapanTests", knows: ["Kernel", "Japan"]),
    tests("MetadataTests", knows: ["Kernel", "Japan", "Metadata"]),
    tests("DatabaseTests", knows: ["Kernel", "Database", "DatabaseSQLite", "DatabasePostgres", "TestSupport"]),
    tests("QueryTests", knows: ["Kernel", "Japan", "Metadata", "Database", "Query", "TestSupport"]),
    tests("RecordsTests", knows: kernelTier + ["People", "Documents", "Cryptography", "TestSupport", "RecordsTestSupport"]),
    tests("JobsTests", knows: kernelTier + ["TestSupport", "RecordsTestSupport"]),
    tests("CryptographyTests", knows: ["Kernel", "Cryptography"]),
    tests("DocumentsTests", knows: ["Kernel", "Documents"]),
    tests("PeopleTests", knows: kernelTier + ["People", "TestSupport", "RecordsTestSupport"]),
    tests("SalesTests", knows: kernelTier + ["People", "Sales", "TestSupport", "RecordsTestSupport"]),
    room(
      "AdminTestSupport", at: "Tests/AdminTestSupport", knows: kernelTier + ["People", "Sales", "Admin", "Cryptography", "TestSupport"]),
    tests("AdminTests", knows: kernelTier + ["People", "Admin", "AdminTestSupport", "TestSupport"]),
    tests(
      "AdminWebTests",
      knows: kernelTier + [
        "People", "Admin", "AdminWeb", "WebKernel", "RecordPages", "QRCode", "AdminTestSupport", "TestSupport", "WebTestSupport", log,
        hummingbird,
      ]),
    tests(
      "CaptureWebTests",
      knows: kernelTier + [
        "CaptureWeb", "RecordPages", "WebKernel", "Cryptography", "TestSupport", "RecordsTestSupport", "WebTestSupport", log,
      ]),
    tests(
      "HomeWebTests",
      knows: kernelTier + [
        "HomeWeb", "Admin", "RecordPages", "WebKernel", "Cryptography", "TestSupport", "RecordsTestSupport", "WebTestSupport", log,
      ]),
    tests(
      "RecordPagesTests",
      knows: kernelTier + [
        "People", "Sales", "WebKernel", "RecordPages", "PeopleWeb", "API", "Cryptography", "TestSupport", "RecordsTestSupport", "WebTestSupport", log,
      ]),
    tests(
      "SalesWebTests",
      knows: kernelTier + [
        "People", "Sales", "SalesWeb", "RecordPages", "WebKernel", "Cryptography", "TestSupport", "RecordsTestSupport", "WebTestSupport", log,
      ]),
    tests(
      "NoticesTests", knows: kernelTier + ["People", "Sales", "Notices", "TestSupport", "RecordsTestSupport"]),
    tests(
      "NoticesWebTests",
      knows: kernelTier + [
        "People", "PeopleWeb", "Notices", "NoticesWeb", "RecordPages", "WebKernel", "API", "Cryptography", "TestSupport", "RecordsTestSupport",
        "WebTestSupport", log,
      ]),
    tests("WebKernelTests", knows: ["Kernel", "WebKernel", "WebTestSupport", log]),
    tests(
      "APITests", knows: kernelTier + ["People", "Sales", "Cryptography", "WebKernel", "API", "TestSupport", "WebTestSupport", log]),
  ],
  swiftLanguageModes: [.v6]
)
