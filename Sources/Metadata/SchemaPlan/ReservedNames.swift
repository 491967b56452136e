import Kernel

/// Names that administrators cannot take, so that no later version of the product collides with them.
///
/// The glossary fixes the names of everything the product will grow; those are taken from the first day. Beyond that, names
/// that begin with `x_` are promised to administrators: no standard object or field will ever have one
/// (docs/decisions/0010-names-of-custom-fields.md).
package enum ReservedNames {
  package static let customPrefix = "x_"

  /// Objects of the glossary, present and to come, and their collections.
  package static let objects: Set<String> = [
    "person", "lead", "contact", "account", "affiliation", "deal", "pipeline", "stage", "activity", "todo", "appointment",
    "daily_report", "product", "quote", "quote_line", "contract", "order", "order_line", "invoice", "payment", "target",
    "purchase",
    "form", "form_submission", "landing_page", "page", "business_card", "web_list", "web_list_candidate", "visitor", "segment",
    "segment_member", "score", "score_rule", "mailing", "delivery", "suppression", "scenario", "scenario_version", "enrolment",
    "journey", "journey_state", "journey_transition", "placement", "campaign", "survey", "survey_response", "seminar",
    "attendance",
    "coupon", "coupon_issue", "inquiry", "inquiry_message", "automation_rule", "report", "dashboard", "user", "team", "role",
    "operation", "change", "event", "job", "note", "file", "tag", "identity", "forecast_rank", "notification", "mention", "follow",
  ]

  /// Words with a meaning of their own in URLs and in the condition language.
  package static let words: Set<String> = [
    "all", "any", "not", "field", "is", "value", "has", "where", "count", "sum", "min", "max", "latest", "event", "within",
    "segment",
    "meta", "import", "export", "operation", "search", "board", "timeline", "why", "bulk", "conversion", "token", "me", "setting",
    "openapi", "data", "next", "errors", "filter", "sort", "fields", "cursor", "limit", "confirm",
  ]

  /// Fields of the glossary that are on the way to some standard object.
  package static let fields: Set<String> = [
    "id", "record_type", "owner_id", "created_at", "created_by", "updated_at", "updated_by", "version", "deleted_at", "label",
    "links",
    "score", "rank", "stage_kind", "title_text",
  ]

  static func isTakenCollection(_ name: String) -> Bool {
    let singular = name.replacing("-", with: "_")
    let stems = [singular, String(singular.dropLast()), singular.hasSuffix("ies") ? singular.dropLast(3) + "y" : singular]
    return stems.contains { objects.contains($0) || words.contains($0) }
  }

  /// Custom fields whose names a new version of the product gives to standard fields of its own: each is renamed to
  /// `x_<name>`, values and all, before the standard column is added. Run it before the tables are brought in step.
  package static func clashes(of custom: [FieldDefinition], with standard: ObjectDefinition) -> [SchemaAction] {
    var taken = Set(standard.fields.map(\.name)).union(custom.map(\.name))
    return custom.compactMap { field in
      guard standard.field(field.name) != nil else { return nil }
      var name = String((customPrefix + field.name).prefix(APIName.longest))
      while taken.contains(name) { name = String((customPrefix + name).prefix(APIName.longest)) }
      taken.insert(name)
      return .renameColumn(from: field, to: field.renamed(name), standard)
    }
  }
}

extension FieldDefinition {
  /// The same field under another name.
  package func renamed(_ name: String) -> FieldDefinition {
    var field = FieldDefinition(name, label, type)
    field.help = help
    field.isRequired = isRequired
    field.isUnique = isUnique
    field.isIndexed = isIndexed
    field.isSearchable = isSearchable
    field.isCustom = isCustom
    field.isReadOnly = isReadOnly
    field.isRetired = isRetired
    field.defaultValue = defaultValue
    field.composite = composite
    field.recordTypes = recordTypes
    return field
  }
}
