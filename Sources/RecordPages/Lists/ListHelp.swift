import Kernel
import Metadata
import WebKernel

/// What 「?」 explains on a list.
struct ListHelp: Sendable {
  let place: RecordPlace
  let ui: UI

  var html: HTML {
    """
    <p>\(about)</p>
    <h3>\(ui("ビューと条件", "Views and conditions"))</h3>
    <ul><li>\(ui("タブは、条件・並び順・項目をひとまとめにした「ビュー」です。自分用にも、みんな用にも作れます。", "Tabs are views: conditions, order and columns together, for yourself or for everybody."))</li>
    <li>\(ui("「条件」で絞り込み、× で外します。何件になるかは、決める前に出ます。", "Narrow with “Condition”, drop with ×. You see how many remain before you decide."))</li>
    <li>\(ui("絞り込んだ一覧は、そのままアドレスを送れば相手も同じものを開けます（見えるのはその人に見えるものだけです）。", "Send the address to share the list; everybody sees only what is theirs to see."))</li></ul>
    <h3>\(ui("その場で直す・まとめて直す", "Change one or many"))</h3>
    <ul><li>\(ui("値を押すとその場で直せます。10秒のあいだ「元に戻す」が出ます。", "Press a value to change it in place. “Undo” stays for ten seconds."))</li>
    <li>\(ui("行を選ぶと下に操作が出ます。Shift を押しながら選ぶと、間をまとめて選べます。", "Select rows for actions at the bottom; hold Shift to select a range."))</li></ul>
    <h3>\(ui("キー", "Keys"))</h3>
    <p><kbd>J</kbd> <kbd>K</kbd> \(ui("次・前の行", "next, previous row"))　<kbd>X</kbd> \(ui("選ぶ", "select"))　<kbd>Enter</kbd> \(ui("開く", "open"))　\
    <kbd>E</kbd> \(ui("直す", "edit"))　<kbd>/</kbd> \(ui("この一覧からさがす", "search this list"))</p>
    """
  }

  private var about: String {
    switch place.collection {
    case "leads":
      ui(
        "まだ商談になっていない人の一覧です。「要フォロー」は、2か月以内に登録され、新規・対応中なのに2週間メモもステータスの変更もない人です。話が進んだら「商談に変換」します。",
        "People who are not customers yet. “Follow up” shows leads of the last two months, new or worked, without a note or change of status for two weeks."
      )
    case "contacts": ui("取引先の担当者の一覧です。", "The people at your accounts.")
    case "accounts": ui("お付き合いのある会社の一覧です。", "The companies you work with.")
    case "deals": ui("商談の一覧です。ボードでは段階ごとに並びます。", "Your deals as a list; the board shows them by stage.")
    default: ui("\(place.label.ja)の一覧です。", "The list of \(place.label.en.lowercased()) records.")
    }
  }
}
