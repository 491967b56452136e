package import Kernel
package import Metadata

/// 取引先: a company, in whatever roles it meets us: 得意先, 仕入先, 請求先, 回収先.
package enum Account: ObjectType {
  package static let name = Field<String>("name", "取引先名", "Account name", nil, .required, .searchable)
  package static let nameKana = Field<String>("name_kana", "取引先名カナ", "Account name (kana)", KanaType(), .searchable)
  package static let corporateNumber = Field<String>(
    "corporate_number", "法人番号", "Corporate number", CorporateNumberType(), .indexed, .searchable)
  package static let invoiceNumber = Field<String>("invoice_number", "登録番号", "Invoice number", InvoiceNumberType())
  package static let isCustomer = Field<Bool>("is_customer", "得意先", "Customer", nil, .defaulting(.boolean(false)))
  package static let isSupplier = Field<Bool>("is_supplier", "仕入先", "Supplier", nil, .defaulting(.boolean(false)))
  package static let billTo = Field<ID<Account>>("bill_to_id", "請求先", "Bill to", LookupType(target: "account"), .indexed)
  package static let collectFrom = Field<ID<Account>>(
    "collect_from_id", "回収先", "Collect from", LookupType(target: "account"), .indexed)
  package static let parent = Field<ID<Account>>("parent_id", "親会社", "Parent account", LookupType(target: "account"), .indexed)
  package static let currency = Field<String>("currency", "取引通貨", "Currency", CurrencyType(), .defaulting(.text("JPY")))
  package static let closingDay = Field<Int>("closing_day", "締日", "Closing day", nil, .help(closingDayHelp))
  package static let paymentMonthOffset = Field<Int>("payment_month_offset", "支払月（締め後）", "Payment month offset")
  package static let paymentDay = Field<Int>("payment_day", "支払日", "Payment day", nil, .help(closingDayHelp))
  package static let paymentHolidayRule = Field<PaymentHolidayRule>("payment_holiday_rule", "支払日が休日のとき", "Payment on holidays")
  package static let creditLimit = Field<Yen>("credit_limit", "与信限度額", "Credit limit")
  package static let taxRounding = Field<TaxRounding>("tax_rounding", "消費税の端数処理", "Tax rounding")
  package static let phone = Field<String>("phone", "電話番号", "Phone", PhoneType())
  package static let fax = Field<String>("fax", "FAX番号", "Fax", PhoneType())
  package static let website = Field<String>("website", "Webサイト", "Website", URLType())
  package static let emailDomain = Field<String>("email_domain", "メールドメイン", "E-mail domain")
  package static let industry = Field<String>("industry", "業種", "Industry", nil, .indexed)
  package static let employees = Field<Int>("employees", "従業員数", "Employees")
  package static let annualSales = Field<Yen>("annual_sales", "年商", "Annual sales")
  package static let rank = Field<AccountRank>("rank", "ランク", "Rank", nil, .indexed)

  package static let object = ObjectDefinition(
    "account", Label("取引先", "Account"), collection: "accounts", title: ["name"],
    listViews: [
      ListView("all", Label("すべて", "All"), columns: columns),
      ListView(
        "customers", Label("得意先", "Customers"), columns: columns, where: ["field": "is_customer", "is": "eq", "value": true]),
      ListView(
        "mine", Label("自分の担当", "Mine"), columns: columns, where: ["field": "owner_id", "is": "eq", "value": "me"]),
      ListView(
        "top", Label("ランク A・B", "Rank A and B"), columns: columns,
        where: ["field": "rank", "is": "in", "value": ["A", "B"]], sort: "rank"),
      ListView("no_owner", Label("担当なし", "Without owner"), columns: columns, where: ["field": "owner_id", "is": "empty"]),
    ],
    fields: [
      name.definition, nameKana.definition, corporateNumber.definition, invoiceNumber.definition, isCustomer.definition,
      isSupplier.definition, billTo.definition, collectFrom.definition, parent.definition, currency.definition,
      closingDay.definition, paymentMonthOffset.definition, paymentDay.definition, paymentHolidayRule.definition,
      creditLimit.definition, taxRounding.definition, phone.definition, fax.definition, website.definition,
      emailDomain.definition,
    ] + Composite.address(name: "address", label: Label("住所", "Address"), prefix: "") + [
      industry.definition, employees.definition, annualSales.definition, rank.definition,
    ])

  private static let columns = ["industry", "prefecture", "phone", "rank", "owner_id"]
  private static let closingDayHelp = Label("1〜30。末日は 31 と入力します。", "1 to 30; 31 stands for the end of the month.")
}

/// ランク: how much attention an account gets.
package enum AccountRank: String, PicklistValue, CaseIterable {
  case a = "A"
  case b = "B"
  case c = "C"
  case d = "D"
  package var label: Label { Label(rawValue, rawValue) }
}

/// When a payment day falls on a day the banks are closed.
package enum PaymentHolidayRule: String, PicklistValue, CaseIterable {
  case previous, next, same

  package var label: Label {
    switch self {
    case .previous: Label("前営業日", "Business day before")
    case .next: Label("翌営業日", "Business day after")
    case .same: Label("当日のまま", "The same day")
    }
  }
}

/// 端数処理: what happens to fractions of a yen of consumption tax, once per document and rate.
package enum TaxRounding: String, PicklistValue, CaseIterable {
  case down, up, half

  package var label: Label {
    switch self {
    case .down: Label("切捨て", "Down")
    case .up: Label("切上げ", "Up")
    case .half: Label("四捨五入", "Half up")
    }
  }
}
