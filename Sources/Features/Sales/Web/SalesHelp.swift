import WebKernel

/// What 「?」 explains on the pages of sales.
enum SalesHelp {
  static func board(_ ui: UI) -> HTML {
    """
    <p>\(ui("開いている商談を段階ごとに並べます。見出しは件数、金額の合計、加重(金額 × 確度)です。",
      "Open deals by stage. Each heading shows how many there are, what they are worth, and the weighted amount (amount × probability)."))</p>
    <ul>
    <li>\(ui("カードをつかんで別の列に置くと、段階が変わってすぐ保存されます。10秒のあいだ「元に戻す」で戻せます。指では長く押してつかみます。",
      "Drop a card in another column: the stage is saved at once, and “Undo” takes it back for ten seconds. With a finger, press and hold."))</li>
    <li>\(ui("キーボードではカードを選び、← → で前後の段階へ。M で行き先を選べます。",
      "By keyboard, choose a card and press ← or →. M lets you choose where to."))</li>
    <li>\(ui("黄色い帯は、段階に決めた日数より長く動いていないか、受注予定日をすぎた商談です。",
      "A yellow edge marks a deal that has stood in its stage for longer than it should, or is past its day."))</li>
    <li>\(ui("失注には理由を1つ選びます。あとで分析に使います。", "A lost deal asks for one reason, which the analysis uses later."))</li>
    </ul>
    """
  }

  static func conversion(_ ui: UI) -> HTML {
    """
    <p>\(ui("見込み客を、連絡先・取引先・商談に引き継ぎます。人は同じ記録のままなので、これまでの履歴は失われません。",
      "A lead becomes a contact, with an account and a deal. The person stays the same record, so no history is lost."))</p>
    <ul>
    <li>\(ui("取引先の候補は、会社名・電話・メールのドメインの一致から探します。確かなものが1つなら先に選んであります。",
      "Candidates for the account come from matching names, phone numbers and mail domains. A certain one is chosen already."))</li>
    <li>\(ui("朱の線は引き継ぐ値、黄の線は既存の空欄を埋める値、点線は引き継がない値です。既存の値を書きかえることはありません。",
      "A red thread is carried over, a yellow one fills an empty field, a dashed one is not carried. Nothing that exists is overwritten."))</li>
    <li>\(ui("30日以内なら元に戻せます。", "It can be undone for 30 days."))</li>
    </ul>
    """
  }
}
