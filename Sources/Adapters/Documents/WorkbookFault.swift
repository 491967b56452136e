import Kernel

/// Why a workbook cannot be read, in words for the person who brought it.
enum WorkbookFault: Error, Hashable {
  case broken
  case noWorkbook
  case noSheet(String, among: [String])
  case password
  case oldFormat
  case tooLarge
  case entities
  case tooManyColumns(row: Int, limit: Int)
  case longCell(cell: String, limit: Int)
  case longRow(row: Int, limit: Int)

  var problems: Problems { Problems([problem]) }

  private var problem: Problem {
    switch self {
    case .broken:
      Problem(
        "broken_file", ja: "Excelブックが壊れているため読み取れません。Excelで開き、保存し直してからもう一度お試しください。",
        en: "The workbook is damaged and cannot be read. Open it in Excel, save it again, and try once more.")
    case .noWorkbook:
      Problem(
        "no_workbook", ja: "このファイルはExcelブック (.xlsx) ではありません。「Excelブック (.xlsx)」またはCSVとして保存し直してください。",
        en: "This file is no Excel workbook (.xlsx). Save it as \"Excel Workbook (.xlsx)\" or as CSV.")
    case .noSheet(let name, let names):
      Problem(
        "no_sheet", ja: "シート「\(name)」がありません。次の中から選んでください: \(names.joined(separator: "、"))",
        en: "There is no sheet \"\(name)\". Choose one of: \(names.joined(separator: ", "))")
    case .password:
      Problem(
        "password", ja: "このブックはパスワードで保護されています。Excelでパスワードを解除して保存し直してください。",
        en: "This workbook is protected by a password. Remove the password in Excel and save it again.")
    case .oldFormat:
      Problem(
        "old_format", ja: "古い形式のExcelファイル (.xls) です。Excelで「Excelブック (.xlsx)」として保存し直してください。",
        en: "This is an old Excel file (.xls). Save it as \"Excel Workbook (.xlsx)\" in Excel.")
    case .tooLarge:
      Problem(
        "too_large", ja: "ブックを展開した大きさが上限を超えています。シートを分けるか、CSVとして保存し直してください。",
        en: "The workbook unpacks to more than the limit. Split the sheet, or save it as CSV.")
    case .entities:
      Problem(
        "broken_file", ja: "このブックには許可されていない定義 (DTD) が含まれています。Excelで開き、保存し直してください。",
        en: "This workbook holds definitions (DTD) that are not allowed. Open it in Excel and save it again.")
    case .tooManyColumns(let row, let limit):
      Problem(
        "too_many_columns", ja: "\(row)行目の列が\(limit)を超えています。不要な列を削除してください。",
        en: "Row \(row) has more than \(limit) columns. Remove the columns that are not needed.")
    case .longCell(let cell, let limit):
      Problem(
        "cell_too_long", ja: "セル\(cell)の値が\(limit)文字を超えています。値を短くしてください。",
        en: "Cell \(cell) holds more than \(limit) characters. Shorten it.")
    case .longRow(let row, let limit):
      Problem(
        "row_too_long", ja: "\(row)行目が\(limit / 1024)KBを超えています。値を短くしてください。",
        en: "Row \(row) is longer than \(limit / 1024) KB. Shorten its values.")
    }
  }
}
