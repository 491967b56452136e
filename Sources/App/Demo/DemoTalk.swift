/// What the people of the demo company say to each other about deals in its last days: they call each other by @ in notes, and who
/// leads follows what is under way.
enum DemoTalk {
  struct Line {
    /// Working days before the story ends.
    let left: Int
    let minutes: Int
    /// Who writes: a place in the cast.
    let by: Int
    /// About whose deal: a place among the sellers.
    let seller: Int
    let text: String
  }

  /// By then everybody has read what came before; what follows is new.
  static let reading = 3

  /// Who begins to follow the youngest deal of every seller, and when.
  static let follows = [(left: 12, by: 0), (left: 12, by: 1), (left: 3, by: 0), (left: 3, by: 1)]

  static let lines = [
    Line(left: 9, minutes: 40, by: 1, seller: 0, text: "@佐藤 美咲 来週の営業会議で取り上げます。競合の動きを書き足しておいてください。"),
    Line(left: 9, minutes: 130, by: 2, seller: 0, text: "@大野 恵 書き足しました。他社は保守の人数が足りないようです。"),
    Line(left: 5, minutes: 75, by: 6, seller: 4, text: "@三春 正人 年間保守とあわせて5%の値引きをお願いできますか。今月中に決まりそうです。"),
    Line(left: 4, minutes: 20, by: 0, seller: 4, text: "@小林 拓也 5%で進めてください。稟議は大野さんに回しておきます。"),
    Line(left: 2, minutes: 95, by: 1, seller: 1, text: "@鈴木 健一 役員への説明に同行します。資料は前日までに共有してください。"),
    Line(left: 2, minutes: 200, by: 3, seller: 1, text: "@大野 恵 ありがとうございます。水曜の15時で先方と調整します。"),
    Line(left: 1, minutes: 60, by: 2, seller: 0, text: "@三春 正人 先方の社長が展示会に来られます。ごあいさつをお願いできますか。"),
    Line(left: 1, minutes: 260, by: 9, seller: 2, text: "@高橋 直樹 展示会でこちらのご担当が資料を持って帰られました。早めのお電話をお願いします。"),
    Line(left: 0, minutes: 15, by: 1, seller: 0, text: "@佐藤 美咲 見積の根拠、よくまとまっています。今日の午後に少し話せますか。"),
    Line(left: 0, minutes: 30, by: 5, seller: 3, text: "@三春 正人 先方から契約書のひな形の依頼がありました。法務の確認をお願いします。"),
  ]
}
