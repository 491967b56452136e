import Kernel

/// Why a CSV file cannot be read on, in words for the person who made it.
enum CSVFault: Hashable {
  case nul
  case openQuote
  case tooManyColumns
  case longCell(column: Int?)
  case longRow

  func problems(row: Int, limits: TableLimits) -> Problems {
    Problems([problem(row: row, limits: limits)])
  }

  private func problem(row: Int, limits: TableLimits) -> Problem {
    switch self {
    case .nul:
      Problem(
        "nul_byte",
        ja: "\(row)行目に文字ではないデータ (NUL) があります。表計算ソフトで「CSV UTF-8」またはExcelブックとして保存し直してください。",
        en: "Row \(row) holds data that is no text (NUL). Save the file again as \"CSV UTF-8\" or as an Excel workbook.")
    case .openQuote:
      Problem(
        "open_quote",
        ja: "\(row)行目で始まる引用符 (\") が閉じられていません。その行の引用符を確かめて、もう一度お試しください。",
        en: "A quotation mark (\") opened in row \(row) is never closed. Check the quotation marks of that row and try again.")
    case .tooManyColumns:
      Problem(
        "too_many_columns",
        ja: "\(row)行目の列が\(limits.columns)を超えています。不要な列を減らすか、区切り文字を確かめてください。",
        en: "Row \(row) has more than \(limits.columns) columns. Remove columns, or check the delimiter.")
    case .longCell(let column):
      Problem(
        "cell_too_long",
        ja: "\(row)行目\(column.map { "\($0)列目" } ?? "")に\(limits.cellBytes / 1024)KBを超える値があります。値を短くするか、引用符を確かめてください。",
        en: "Row \(row)\(column.map { ", column \($0)" } ?? "") holds a value over \(limits.cellBytes / 1024) KB. "
          + "Shorten it, or check the quotation marks.")
    case .longRow:
      Problem(
        "row_too_long",
        ja: "\(row)行目が\(limits.rowBytes / 1024)KBを超えています。表のファイルか、引用符と改行が正しいかを確かめてください。",
        en:
          "Row \(row) is longer than \(limits.rowBytes / 1024) KB. Check that the file is a table, its quotes and its line ends."
      )
    }
  }
}
