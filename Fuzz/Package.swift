// swift-tools-version: 6.2
import PackageDescription

// The parsers that read what strangers send, each under libFuzzer and the address sanitizer: `bin/fuzz`.
//
// A package of its own, because instrumenting is a matter of flags that a package for users must not have. It has the name of the
// main package and reaches its folders through the link `Sources`, so that `package` access works.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-sanitize=fuzzer,address"]),
]

func room(_ name: String, at path: String? = nil, knows: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: knows, path: path ?? "Sources/\(name)", swiftSettings: settings)
}

func library(_ name: String, pkgConfig: String) -> Target {
  .systemLibrary(name: name, path: "Sources/Adapters/\(name)", pkgConfig: pkgConfig)
}

func fuzzer(_ name: String, knows: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: knows + ["Fuzzing"], path: "Targets/\(name)", swiftSettings: settings,
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])])
}

let package = Package(
  name: "enishi",
  targets: [
    .systemLibrary(name: "CFuzzer", path: "CFuzzer"),
    room("Fuzzing", at: "Support", knows: ["CFuzzer"]),

    room("Kernel"),
    room("Japan", knows: ["Kernel"]),
    room("Metadata", knows: ["Kernel", "Japan"]),
    room("Database", knows: ["Kernel", "Japan"]),
    room("Query", knows: ["Kernel", "Japan", "Metadata", "Database"]),
    room("Records", at: "Sources/Records/Tables", knows: ["Kernel"]),  // only what reads files
    library("CZip", pkgConfig: "libzip"),
    library("CXml", pkgConfig: "libxml-2.0"),
    library("CXlsxWriter", pkgConfig: "xlsxwriter"),
    room("Documents", at: "Sources/Adapters/Documents", knows: ["Kernel", "CZip", "CXml", "CXlsxWriter"]),

    fuzzer("CSVFuzz", knows: ["Kernel", "Japan", "Records"]),
    fuzzer("XLSXFuzz", knows: ["Kernel", "Documents"]),
    fuzzer("ConditionFuzz", knows: ["Kernel", "Metadata", "Database", "Query"]),
    fuzzer("CompanyNameFuzz", knows: ["Japan"]),
    fuzzer("AddressFuzz", knows: ["Japan"]),
  ],
  swiftLanguageModes: [.v6]
)
