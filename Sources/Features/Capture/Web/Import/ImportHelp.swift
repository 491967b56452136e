import WebKernel

/// What 「?」 says on the steps of an import.
enum ImportHelp {
  static func file(_ ui: UI) -> HTML {
    """
    <p>\(ui("Excelやほかのシステムから書き出した名簿と、スマートフォンやOutlookの連絡先カード（.vcf）を、そのまま読みます。文字コード・区切り・見出しの行は、ファイル全体を読んで決めます。", "Reads lists as Excel and other systems write them, and contact cards (.vcf) of phones and Outlook. Encoding, separator and heading row are found out from the whole file."))</p>\
    <ul><li>\(ui("文字が化けて見えるときは「文字コード」を変えます。", "If the text looks garbled, change the encoding."))</li>\
    <li>\(ui("「どこで得たリストか」と「メールを送ってよいか」は、あとで根拠を示すために残します。", "Where the list came from and whether people may be mailed is kept as evidence."))</li>\
    <li>\(ui("途中でやめても、「続きから」で再開できます。", "You can stop and go on later, on another device too."))</li></ul>
    """
  }

  static func map(_ ui: UI) -> HTML {
    """
    <p>\(ui("左がファイルの列、右が縁の項目です。朱の糸はつながった列、黄色は新しく作る項目、点線は取り込まない列です。", "On the left the columns of the file, on the right the fields. A vermilion thread is connected, yellow will be a new field, dashed is left out."))</p>\
    <ul><li>\(ui("「同じ人の見つけ方」の数は、その方法で1行だけに決まる行の数です。多いほど、二重に入りにくくなります。", "The figures say how many rows a key makes unique. The more, the fewer duplicates."))</li>\
    <li>\(ui("「空欄だけ埋める」なら、今ある値は変わりません。違う値はあとで一覧にします。", "“Fill in what is empty” never changes a value. Differences are listed afterwards."))</li></ul>
    """
  }

  static func check(_ ui: UI) -> HTML {
    """
    <p>\(ui("全部の行を読み、取り込んだらどうなるかを数えます。この画面ではまだ何も登録していません。", "Every row is read and counted. Nothing has been added yet."))</p>\
    <ul><li>\(ui("緑の値は、こちらで直してから入れるものです（先頭の0、全角の記号、和暦の日付など）。", "Green values are put right on the way in: leading zeros, full-width signs, Japanese era dates."))</li>\
    <li>\(ui("「入らない行」はCSVで受け取り、直してからもう一度取り込めます。", "Rejected rows can be downloaded, mended and imported again."))</li></ul>
    """
  }

  static func run(_ ui: UI) -> HTML {
    """
    <p>\(ui("この画面を閉じても取り込みは続きます。電源が切れても、続きから再開します。", "The import goes on when you leave this page, and after a crash."))</p>\
    <p>\(ui("「ここで止める」は、入ったところまでを残します。「やめて元に戻す」は、入ったものも取り消します。", "“Stop here” keeps what is in. “Stop and undo” takes that back too."))</p>
    """
  }

  static func result(_ ui: UI) -> HTML {
    """
    <p>\(ui("数字を押すと、その人や行の一覧が開きます。", "Every figure opens what it counts."))</p>\
    <p>\(ui("30日のあいだ、この取り込みだけを元に戻せます。そのあと人が直した値や、商談になった人は残します。", "For 30 days this import alone can be undone. What people changed since, and whoever became a deal, stays."))</p>
    """
  }
}
