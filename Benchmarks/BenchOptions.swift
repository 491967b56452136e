import App
import Foundation

/// What the command line says.
struct BenchOptions {
  /// Where the SQLite file lies, and the figures of each engine.
  var data = ".build/bench/sqlite"
  var database: String?
  /// The program `enishi`, for what is measured over HTTP.
  var server: String?
  /// Where the newest figures of both engines are kept between runs.
  var results = ".build/bench"
  var table = "docs/benchmarks.md"
  var size = CompanySize()
  /// Parts of names of sections; empty: all.
  var only: [String] = []
  var runs = 200

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    func value(_ name: String) throws -> String {
      guard let value = rest.popFirst() else { throw BenchProblem("\(name) needs a value") }
      return value
    }
    func number(_ name: String) throws -> Int {
      guard let number = Int(try value(name)), number > 0 else { throw BenchProblem("\(name) needs a number") }
      return number
    }
    while let name = rest.popFirst() {
      switch name {
      case "--data": data = try value(name)
      case "--database": database = try value(name)
      case "--server": server = try value(name)
      case "--results": results = try value(name)
      case "--table": table = try value(name)
      case "--persons": size.persons = try number(name)
      case "--runs": runs = try number(name)
      case "--only": only.append(try value(name))
      default:
        throw BenchProblem(
          "unknown \(name). Known: --data FOLDER, --database URL, --server PROGRAM, --results FOLDER, --table FILE, --persons N, --runs N, --only SECTION"
        )
      }
    }
  }

  func isWanted(_ section: String) -> Bool { only.isEmpty || only.contains { section.lowercased().contains($0.lowercased()) } }

  var configuration: Configuration {
    get throws { try Configuration(flags: ["data": data, "database": database], environment: [:]) }
  }
}

extension Duration {
  /// Seconds with so many places.
  func seconds(_ places: Int) -> String { String(format: "%.\(places)f", self / .seconds(1)) }
}
