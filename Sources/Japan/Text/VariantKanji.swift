/// Kanji that are written in more than one way, so that 高橋 finds 髙橋 and 渡辺 finds 渡邊.
enum VariantKanji {
  /// One character and the other ways to write it.
  struct Group: Sendable {
    let standard: UInt16
    let variants: [UInt32]
  }

  /// Old, printed and registry forms of one and the same character: safe for finding duplicates.
  static let strict = groups(
    """
    高髙 崎﨑嵜 徳德 浜濵濱 瀬瀨 辺邊邉 斎齋 斉齊 弥彌 広廣 国國 沢澤 桜櫻 島嶋嶌 桧檜 渕淵 柳栁 恵惠 寿壽 \
    竜龍 滝瀧 真眞 円圓 学學 会會 鉄鐵鐡 蔵藏 応應 宝寶 礼禮 栄榮 条條 万萬 与與 体體 気氣 県縣 医醫 芸藝 \
    豊豐 静靜 顕顯 関關 経經 団團 尽盡 青靑 黒黑 吉𠮷 総總 渋澁澀 済濟 対對 発發 当當 実實 専專 将將 従從 \
    伝傳 仮假 価價 児兒 労勞 区區 参參 双雙 呉吳 図圖 増增 変變 寛寬 巌巖 厳嚴 庁廳 弾彈 戦戰 戸戶 払拂 \
    担擔 拠據 択擇 挙擧 数數 昼晝 暁曉 楽樂 様樣 横橫 検檢 権權 歩步 歴歷 残殘 毎每 没沒 清淸 温溫 満滿 \
    潜潛 焼燒 独獨 献獻 産產 画畫 畳疊 稲稻 穂穗 並竝 粋粹 糸絲 緑綠 緒緖 絵繪 続續 声聲 聴聽 台臺 旧舊 \
    虫蟲 衛衞 装裝 覚覺 覧覽 観觀 触觸 訳譯 証證 読讀 予豫 頼賴 売賣 転轉 辞辭 郷鄕 酔醉 醸釀 釈釋 録錄 \
    銭錢 鎮鎭 鋳鑄 険險 隠隱 雑雜 霊靈 駅驛 鶏鷄 塩鹽 麦麥 麺麵 点點 党黨 歯齒 齢齡 亀龜 勲勳 励勵 巻卷 \
    即卽 場塲 壱壹 壮壯 奥奧 姫姬 嬢孃 峡峽 帯帶 廃廢 悪惡 荘莊 浅淺 渓溪 湾灣 狭狹 猟獵 瑶瑤 禄祿 \
    穏穩 竃竈 蛍螢 蚕蠶 継繼 縄繩 繊纖 聡聰 胆膽 舗舖 茎莖 薬藥 処處 号號 誉譽 遅遲 遥遙 鉱鑛 銹鏽 随隨 \
    飲飮 髄髓 鴎鷗 麹麴 鶯鴬 橋𣘺 土𡈽 叱𠮟 蝋蠟 頬頰 瓶甁 郎郞 黙默 彦彥 教敎 \
    内內 顔顏 填塡 剥剝 晋晉 尚尙 舎舍 黄黃 錬鍊 恒恆 徴徵 懐懷 姉姊
    """)

  /// Characters that people use for one another in names, though they are different: suggestions only.
  static let loose = groups(
    """
    斉斎齋齊 富冨 館舘 峰峯 岳嶽 曽曾 槙槇 園薗 薮藪籔 桑桒 崎碕 芦蘆 涛濤 磯礒 壷壺 桶樋 秋穐 杉椙 船舩 \
    梅楳 松枩 野埜 稲稻 剣劍劔剱 雁鴈 鎌鐮 昇曻 晃晄 凉涼 熙煕凞 篭籠 蛎蠣 鯵鰺 頚頸 祢禰 桧檜 砺礪 \
    篠筱 曜燿 輝暉 亘亙 刈苅 萌萠 荘庄
    """)

  private static func groups(_ text: String) -> [Group] {
    text.unicodeScalars.split(separator: " ").compactMap { letters in
      guard let standard = letters.first, let unit = UInt16(exactly: standard.value) else { return nil }
      return Group(standard: unit, variants: letters.dropFirst().map(\.value).filter { $0 != standard.value })
    }
  }
}
