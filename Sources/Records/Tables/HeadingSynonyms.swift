/// What the standard fields are called in the lists that companies, exhibitions and other systems hand over.
enum HeadingSynonyms {
  /// Words for `field` of `object`, the object's own before the common ones.
  static func of(_ field: String, in object: String) -> [String] {
    (own[object]?[field] ?? []) + (common[field] ?? [])
  }

  private static let own: [String: [String: [String]]] = [
    "person": [
      "company_name": companies + ["勤務先", "勤務先名", "所属", "所属会社", "所属企業", "organization", "account name", "employer"],
      "account_id": ["取引先", "取引先名", "取引先ID", "account"],
      "full_name": [
        "名前", "担当者名", "ご担当者名", "先方担当者", "先方担当者名", "連絡先名", "参加者名", "来場者名", "会員名", "顧客名", "name", "contact name", "contact",
      ],
      "title": ["役職", "役職名", "肩書", "肩書き", "職位", "職名", "job title", "position", "title"],
      "department": ["部署", "部署名", "所属部署", "部門", "部門名", "所属部課", "課", "department", "division", "dept"],
    ],
    "account": [
      "name": companies + ["取引先", "取引先名", "得意先名", "仕入先名", "顧客名", "名称", "商号", "屋号", "name", "account", "account name"],
      "name_kana": ["会社名カナ", "会社名フリガナ", "企業名カナ", "取引先名カナ", "取引先カナ", "社名カナ", "商号フリガナ", "フリガナ", "カナ", "カナ名", "よみ", "読み"],
      "parent_id": ["親会社", "親取引先", "本社", "parent", "parent account"],
      "bill_to_id": ["請求先", "請求先名", "bill to"],
      "collect_from_id": ["回収先", "入金元"],
    ],
    "deal": [
      "name": ["商談", "商談名", "案件", "案件名", "件名", "プロジェクト名", "deal", "deal name", "opportunity", "opportunity name", "subject"],
      "account_id": companies + ["取引先", "取引先名", "顧客", "顧客名", "得意先", "得意先名", "account", "account name", "customer"],
      "primary_person_id": ["連絡先", "先方担当者", "先方担当者名", "主担当者", "contact", "primary contact"],
      "amount": ["金額", "商談金額", "案件金額", "受注金額", "見込金額", "見込み金額", "受注見込額", "売上金額", "売上", "amount", "value"],
      "gross_profit": ["粗利", "粗利額", "粗利益", "売上総利益", "gross profit", "margin"],
      "probability": ["確度", "受注確度", "確率", "受注確率", "見込度", "probability"],
      "forecast_rank": ["ヨミ", "ヨミ表", "読み", "ランク", "確度ランク", "見込ランク", "forecast", "forecast category"],
      "stage_id": ["ステージ", "フェーズ", "商談フェーズ", "商談ステージ", "進捗", "進捗状況", "ステータス", "状態", "stage", "status"],
      "pipeline_id": ["パイプライン", "pipeline"],
      "closes_on": ["受注予定日", "完了予定日", "受注日", "契約予定日", "クローズ予定日", "成約予定日", "close date", "closing date"],
      "sales_on": ["売上計上日", "売上予定日", "計上日", "納品予定日", "売上日", "revenue date"],
      "next_action": ["次回アクション", "ネクストアクション", "次回行動", "次のアクション", "next step", "next action"],
      "next_action_on": ["次回アクション日", "次回予定日", "次回行動日", "次回訪問日", "next action date"],
      "budget": ["予算", "予算額", "budget"],
      "decision_process": ["決裁プロセス", "決裁フロー", "決裁者", "decision process"],
      "competitor": ["競合", "競合他社", "競合先", "他社", "competitor"],
      "lost_reason": ["失注理由", "敗因", "loss reason", "lost reason"],
      "lost_note": ["失注メモ", "失注詳細"],
    ],
  ]

  private static let companies = [
    "会社名", "会社", "企業名", "企業", "御社名", "貴社名", "社名", "法人名", "団体名", "組織名", "会社名・団体名", "会社・団体名", "貴社名・団体名", "店舗名",
    "company", "company name", "organization name", "organisation",
  ]

  private static let common: [String: [String]] = [
    "last_name": ["姓", "名字", "苗字", "氏", "姓(漢字)", "last name", "surname", "family name", "lastname"],
    "first_name": ["名", "名(漢字)", "first name", "given name", "firstname"],
    "last_kana": ["セイ", "姓カナ", "姓(カナ)", "姓フリガナ", "姓(フリガナ)", "カナ姓", "姓ヨミ", "氏カナ", "last name kana", "last kana"],
    "first_kana": ["メイ", "名カナ", "名(カナ)", "名フリガナ", "名(フリガナ)", "カナ名", "名ヨミ", "first name kana", "first kana"],
    "full_name": ["氏名", "お名前", "姓名", "フルネーム", "full name", "your name"],
    "full_kana": [
      "フリガナ", "カナ", "氏名カナ", "氏名フリガナ", "氏名(カナ)", "お名前カナ", "お名前フリガナ", "お名前(フリガナ)", "カナ氏名", "姓名カナ", "よみ", "よみがな", "kana",
      "full name kana",
    ],
    "email": [
      "メール", "メールアドレス", "電子メール", "e-mail", "mail", "email", "email address", "mail address", "eメール", "eメールアドレス", "アドレス", "メアド",
      "pcメール", "連絡先メール",
    ],
    "phone": [
      "電話", "電話番号", "tel", "tel番号", "お電話番号", "固定電話", "会社電話", "会社電話番号", "代表電話", "代表電話番号", "代表番号", "直通電話", "連絡先電話番号", "phone",
      "phone number",
      "telephone", "business phone", "work phone",
    ],
    "mobile": ["携帯", "携帯電話", "携帯番号", "携帯電話番号", "モバイル", "スマホ", "スマートフォン", "mobile", "mobile phone", "cell", "cell phone"],
    "fax": ["ファックス", "ファクス", "fax", "fax番号", "ファックス番号"],
    "website": ["url", "ホームページ", "hp", "webサイト", "サイト", "会社url", "ホームページurl", "website", "web", "homepage"],
    "email_domain": ["ドメイン", "メールドメイン", "domain"],
    "postal_code": ["〒", "郵便番号", "郵便", "〒番号", "zip", "zip code", "zipcode", "postal code", "postcode", "郵便no"],
    "prefecture": ["都道府県", "都道府県名", "県", "県名", "prefecture", "state", "province", "state/province"],
    "city": ["市区町村", "市区町村名", "市町村", "市区郡", "市区", "住所1", "city", "town"],
    "street": ["番地", "町名番地", "丁目番地", "町域", "町名・番地", "市区町村以下", "住所2", "street", "street address", "address 1", "address line 1"],
    "building": [
      "建物", "建物名", "ビル名", "マンション名", "建物名・部屋番号", "建物・階", "ビル・マンション名", "住所3", "building", "address 2", "address line 2",
    ],
    "address": ["住所", "所在地", "会社住所", "本社所在地", "本店所在地", "勤務先住所", "ご住所", "送付先住所", "address", "full address", "mailing address"],
    "birthday": ["生年月日", "誕生日", "birthday", "birth date", "date of birth"],
    "gender": ["性別", "gender", "sex"],
    "industry": ["業種", "業界", "業種名", "業態", "業種分類", "業界名", "industry"],
    "lead_status": ["ステータス", "状態", "見込み客状況", "リードステータス", "対応状況", "lead status", "status"],
    "lead_source": [
      "獲得経路", "流入経路", "リードソース", "獲得元", "流入元", "きっかけ", "媒体", "経路", "チャネル", "取得経路", "入手経路", "認知経路", "情報源", "lead source", "source",
      "channel",
    ],
    "acquired_on": ["獲得日", "取得日", "登録日", "流入日", "リード獲得日", "名刺交換日", "来場日", "acquired on", "acquired date", "lead date"],
    "challenge": ["課題", "抱えている課題", "お困りごと", "困りごと", "お悩み", "ニーズ", "challenge", "pain point"],
    "interest": ["興味", "関心", "興味・関心", "関心事項", "関心製品", "興味のある製品", "interest"],
    "sales_comment": [
      "メモ", "備考", "コメント", "備考欄", "営業コメント", "営業員コメント", "営業メモ", "特記事項", "摘要", "自由記入欄", "その他", "note", "notes", "memo", "remarks",
      "comment", "comments",
      "description",
    ],
    "do_not_mail": ["メール配信停止", "配信停止", "メール不可", "配信不可", "オプトアウト", "do not mail", "opt out", "email opt out", "unsubscribed"],
    "tags": ["タグ", "ラベル", "tag", "tags", "labels"],
    "corporate_number": ["法人番号", "法人no", "法人番号(13桁)", "corporate number", "法人マイナンバー"],
    "invoice_number": ["登録番号", "インボイス番号", "インボイス登録番号", "適格請求書発行事業者登録番号", "t番号", "invoice number"],
    "is_customer": ["得意先", "得意先フラグ", "customer"],
    "is_supplier": ["仕入先", "仕入先フラグ", "supplier", "vendor"],
    "currency": ["通貨", "currency"],
    "closing_day": ["締日", "締め日", "closing day"],
    "payment_day": ["支払日", "payment day"],
    "credit_limit": ["与信", "与信限度額", "与信額", "与信枠", "credit limit"],
    "employees": ["従業員数", "社員数", "従業員", "従業員規模", "人数", "employees", "number of employees", "employee count", "company size"],
    "annual_sales": ["売上", "売上高", "年商", "年間売上", "年間売上高", "年間売上額", "annual sales", "annual revenue", "revenue"],
    "rank": ["ランク", "顧客ランク", "取引先ランク", "格付", "格付け", "rank", "rating"],
    "owner_id": [
      "担当者", "担当", "営業担当", "営業担当者", "担当営業", "弊社担当", "自社担当", "自社担当者", "当社担当者", "所有者", "担当者メール", "owner", "owner email",
      "account owner", "sales rep",
    ],
    "record_type": ["レコードタイプ", "record type"],
    "id": ["ID", "レコードID", "システムID", "record id"],
  ]
}
