import Foundation

/// What the figures were measured on.
enum Machine {
  static var description: String {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let memory = ProcessInfo.processInfo.physicalMemory >> 30
    return "\(model), \(processors) cores, \(memory) GB of memory, \(ProcessInfo.processInfo.operatingSystemVersionString)"
  }

  private static var model: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    let named = lines.first { $0.hasPrefix("model name") }
    return named?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "an unnamed processor"
  }
}
