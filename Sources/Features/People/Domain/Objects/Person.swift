package import Kernel
package import Metadata
import Records

/// 人: one human being, one line for life. 見込み客 (lead) and 連絡先 (contact) are record types of the same row.
package enum Person: ObjectType {
  package static let lastName = Field<String>("last_name", "姓", "Last name")
  package static let firstName = Field<String>("first_name", "名", "First name")
  package static let lastKana = Field<String>("last_kana", "セイ", "Last name (kana)", KanaType())
  package static let firstKana = Field<String>("first_kana", "メイ", "First name (kana)", KanaType())
  package static let email = Field<EmailAddress>("email", "メールアドレス", "E-mail", nil, .searchable)
  package static let phone = Field<String>("phone", "電話番号", "Phone", PhoneType())
  package static let mobile = Field<String>("mobile", "携帯番号", "Mobile", PhoneType())
  package static let companyName = Field<String>("company_name", "会社名", "Company", nil, .searchable)
  package static let account = Field<ID<Account>>("account_id", "取引先", "Account", LookupType(target: "account"), .indexed)
  package static let department = Field<String>("department", "部署", "Department")
  package static let title = Field<String>("title", "役職", "Title")
  package static let birthday = Field<Day>("birthday", "生年月日", "Birthday")
  package static let gender = Field<Gender>("gender", "性別", "Gender")
  package static let industry = Field<String>("industry", "業種", "Industry")
  package static let leadStatus = Field<LeadStatus>(
    "lead_status", "見込み客ステータス", "Lead status", nil, .indexed, .only(["lead"]), .defaulting(.text("new")))
  package static let leadSource = Field<String>("lead_source", "獲得経路", "Lead source")
  package static let acquiredOn = Field<Day>("acquired_on", "獲得日", "Acquired on", nil, .indexed)
  package static let challenge = Field<String>("challenge", "抱えている課題", "Challenge", LongTextType())
  package static let interest = Field<String>("interest", "興味・関心", "Interest", LongTextType())
  package static let salesComment = Field<String>("sales_comment", "営業員コメント", "Sales comment", LongTextType())
  package static let doNotMail = Field<Bool>("do_not_mail", "配信停止", "Do not mail", nil, .defaulting(.boolean(false)))
  package static let tags = Field<[String]>("tags", "タグ", "Tags", MultiPicklistType(options: [], isOpen: true))
  package static let convertedAt = Field<Instant>("converted_at", "変換日時", "Converted at", nil, .readOnly)

  package static let object = ObjectDefinition(
    "person", Label("人", "Person"), collection: "persons",
    recordTypes: [
      RecordType("lead", Label("見込み客", "Lead"), collection: "leads", layout: leadLayout),
      RecordType("contact", Label("連絡先", "Contact"), collection: "contacts", layout: contactLayout),
    ],
    title: ["last_name", "first_name"], listViews: listViews,
    indexes: [
      // 今日: who waits for whom, longest first.
      ListIndex("waiting", ["owner_id", "record_type", "created_at"], carrying: ["lead_status"])
    ],
    fields: [
      lastName.definition, firstName.definition, lastKana.definition, firstKana.definition, email.definition, phone.definition,
      mobile.definition, companyName.definition, account.definition, department.definition, title.definition,
    ] + Composite.address(name: "address", label: Label("住所", "Address"), prefix: "") + [
      birthday.definition, gender.definition, industry.definition, leadStatus.definition, leadSource.definition,
      acquiredOn.definition, challenge.definition, interest.definition, salesComment.definition, doNotMail.definition,
      tags.definition, convertedAt.definition,
    ])

  private static let name = ["last_name", "first_name", "last_kana", "first_kana"]
  private static let reach = ["email", "phone", "mobile", "postal_code", "prefecture", "city", "street", "building"]

  private static let leadLayout = Layout(sections: [
    Layout.Section(Label("基本", "Basics"), name + ["company_name", "department", "title"]),
    Layout.Section(Label("見込み度", "Lead"), ["lead_status", "lead_source", "acquired_on", "industry", "owner_id", "tags"]),
    Layout.Section(Label("連絡先", "Contact details"), reach + ["do_not_mail"]),
    Layout.Section(Label("課題と関心", "Needs"), ["challenge", "interest", "sales_comment"]),
    Layout.Section(Label("個人", "Personal"), ["birthday", "gender"]),
  ])

  private static let contactLayout = Layout(sections: [
    Layout.Section(Label("基本", "Basics"), name + ["account_id", "company_name", "department", "title"]),
    Layout.Section(Label("連絡先", "Contact details"), reach + ["do_not_mail"]),
    Layout.Section(Label("課題と関心", "Needs"), ["challenge", "interest", "sales_comment", "tags", "owner_id"]),
    Layout.Section(Label("個人", "Personal"), ["birthday", "gender"]),
  ])

  private static let leadColumns = ["lead_status", "lead_source", "owner_id", "acquired_on"]
  private static let contactColumns = ["email", "phone", "owner_id"]

  /// Came within two months, are new or being worked, and nobody has turned to them for two weeks.
  private static let needsFollowUp: JSON = [
    "all": [
      ["field": "lead_status", "is": "in", "value": ["new", "working"]],
      ["field": "created_at", "is": "within", "value": "past_60_days"],
      ["not": ["event": "note.created", "within": "past_14_days"]],
      ["not": ["event": "lead.status_changed", "within": "past_14_days"]],
    ]
  ]

  private static let listViews = [
    ListView("all", Label("すべて", "All"), columns: leadColumns, sort: "-acquired_on", only: ["lead"]),
    ListView(
      "follow_up", Label("要フォロー", "Follow up"), columns: leadColumns, where: needsFollowUp, sort: "-acquired_on", only: ["lead"]),
    ListView(
      "this_week", Label("今週の新着", "New this week"), columns: leadColumns,
      where: ["field": "acquired_on", "is": "within", "value": "this_week"], sort: "-acquired_on", only: ["lead"]),
    ListView(
      "no_owner", Label("担当なし", "Without owner"), columns: leadColumns, where: ["field": "owner_id", "is": "empty"],
      sort: "-acquired_on", only: ["lead"]),
    ListView(
      "mine", Label("自分の担当", "Mine"), columns: leadColumns, where: ["field": "owner_id", "is": "eq", "value": "me"],
      sort: "-acquired_on", only: ["lead"]),
    ListView("all_contacts", Label("すべて", "All"), columns: contactColumns, only: ["contact"]),
    ListView(
      "my_contacts", Label("自分の担当", "Mine"), columns: contactColumns,
      where: ["field": "owner_id", "is": "eq", "value": "me"], only: ["contact"]),
    ListView(
      "silent_contacts", Label("3か月連絡なし", "Silent for 3 months"), columns: contactColumns,
      where: ["not": ["event": "note.created", "within": "past_90_days"]], only: ["contact"]),
    ListView(
      "new_contacts", Label("今月の新着", "New this month"), columns: contactColumns,
      where: ["field": "created_at", "is": "within", "value": "this_month"], sort: "-created_at", only: ["contact"]),
  ]
}

/// 見込み客ステータス: how far somebody is on the way to becoming a deal.
package enum LeadStatus: String, PicklistValue, CaseIterable {
  case new, working, nurturing, qualified, disqualified

  package var label: Label {
    switch self {
    case .new: Label("新規", "New")
    case .working: Label("対応中", "Working")
    case .nurturing: Label("育成中", "Nurturing")
    case .qualified: Label("有望", "Qualified")
    case .disqualified: Label("対象外", "Disqualified")
    }
  }

  /// Tokens of the design.
  package var colour: String? {
    switch self {
    case .new: "c6"
    case .working: "c1"
    case .nurturing: "warn"
    case .qualified: "ok"
    case .disqualified: "c8"
    }
  }
}

/// 性別, as far as somebody wanted to say.
package enum Gender: String, PicklistValue, CaseIterable {
  case female, male, other

  package var label: Label {
    switch self {
    case .female: Label("女性", "Female")
    case .male: Label("男性", "Male")
    case .other: Label("その他", "Other")
    }
  }
}
