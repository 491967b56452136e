import Kernel

/// Finds the cells of one CSV row in a stretch of bytes; `CSVReader` feeds it.
struct CSVScanner {
  let delimiter: UInt8
  let limits: TableLimits
  /// No byte above this ends a plain cell: one comparison passes nearly every byte.
  private let highestEnd: UInt8

  init(delimiter: UInt8, limits: TableLimits) {
    self.delimiter = delimiter
    self.limits = limits
    highestEnd = max(delimiter, .carriageReturn)
  }

  enum Outcome {
    /// A whole row that takes this many bytes, its line end included.
    case row(Int)
    /// The stretch ends before the row does.
    case unfinished(inQuote: Bool)
    case fault(CSVFault)
  }

  /// `isLast`: nothing follows `text`, so its end ends the row.
  func scan(_ text: UnsafeBufferPointer<UInt8>, isLast: Bool, into cells: inout [String]) -> Outcome {
    var at = 0
    while true {
      guard cells.count < limits.columns else { return .fault(.tooManyColumns) }
      if at < text.count, text[at] == .quote {
        switch quoted(text, from: at + 1, isLast: isLast) {
        case .cell(let cell, let end):
          cells.append(cell)
          at = end
        case .unfinished: return .unfinished(inQuote: true)
        case .fault(let fault): return .fault(fault)
        }
      } else {
        let end = plainEnd(text, from: at)
        if end == text.count, !isLast { return .unfinished(inQuote: false) }
        if end - at > limits.cellBytes { return .fault(.longCell(column: cells.count + 1)) }
        let isBlankLine = cells.isEmpty && end == at && end < text.count && text[end] != delimiter
        if !isBlankLine { cells.append(CellGuard.opened(text[at..<end])) }
        at = end
      }

      guard at < text.count else { return .row(at) }
      switch text[at] {
      case delimiter: at += 1
      case .lineFeed: return .row(at + 1)
      case .carriageReturn:
        if at + 1 == text.count { return isLast ? .row(at + 1) : .unfinished(inQuote: false) }
        return .row(text[at + 1] == .lineFeed ? at + 2 : at + 1)
      default: return .fault(.nul)
      }
    }
  }

  private enum QuotedOutcome {
    case cell(String, end: Int)
    case unfinished
    case fault(CSVFault)
  }

  private func quoted(_ text: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> QuotedOutcome {
    var at = start
    var pieceStart = start
    /// What was taken so far, when the cell is not one unbroken piece of the text.
    var taken: [UInt8] = []

    func close(at contentEnd: Int, tail: Range<Int>? = nil, end: Int) -> QuotedOutcome {
      let length = taken.count + contentEnd - pieceStart + (tail?.count ?? 0)
      if length > limits.cellBytes { return .fault(.longCell(column: nil)) }
      if taken.isEmpty, tail == nil { return .cell(CellGuard.opened(text[pieceStart..<contentEnd]), end: end) }
      taken += text[pieceStart..<contentEnd]
      if let tail { taken += text[tail] }
      return .cell(taken.withUnsafeBufferPointer { CellGuard.opened($0[...]) }, end: end)
    }

    while true {
      while at < text.count, text[at] != .quote {
        if text[at] == 0 { return .fault(.nul) }
        at += 1
      }
      guard at < text.count else { return isLast ? .fault(.openQuote) : .unfinished }
      guard at + 1 < text.count else { return isLast ? close(at: at, end: at + 1) : .unfinished }
      switch text[at + 1] {
      case .quote:
        taken += text[pieceStart...at]
        at += 2
        pieceStart = at
      case delimiter, .lineFeed, .carriageReturn:
        return close(at: at, end: at + 1)
      default:
        let next = plainEnd(text, from: at + 1, orQuote: true)
        if next == text.count, !isLast { return .unfinished }
        if next < text.count, text[next] == .quote {
          at = next
        } else {
          let isPadding = text[(at + 1)..<next].allSatisfy { $0 == .space }
          return close(at: at, tail: isPadding ? nil : (at + 1)..<next, end: next)
        }
      }
    }
  }

  /// The place of the next delimiter, line end or NUL, or the end of the text.
  @inline(__always)
  private func plainEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int, orQuote: Bool = false) -> Int {
    var at = start
    while at < text.count {
      let byte = text[at]
      if byte <= highestEnd || orQuote, byte == delimiter || byte == .lineFeed || byte == .carriageReturn || byte == 0 { break }
      if orQuote, byte == .quote { break }
      at += 1
    }
    return at
  }
}

extension UInt8 {
  static let quote = UInt8(ascii: "\"")
  static let apostrophe = UInt8(ascii: "'")
  static let carriageReturn = UInt8(ascii: "\r")
  static let lineFeed = UInt8(ascii: "\n")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")
}
