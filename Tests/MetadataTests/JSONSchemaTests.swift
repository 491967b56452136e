import Kernel
import Metadata
import Testing

@Suite struct JSONSchemaTests {
  @Test func `a field is described in both languages and may be null`() throws {
    let field = Cast.field("sector", "業界", Cast.sectors, .help(Label("主な業界", "The main sector")))
    let schema = JSONSchema.reading(field)
    #expect(schema["title"] == "業界" && schema["description"] == "主な業界\nsector. The main sector")
    #expect(schema["type"] == ["string", "null"] && schema["enum"] == ["manufacturing", "wholesale", "retail", nil])
  }

  @Test func `what the system writes is read only`() {
    let formula = Cast.field("double", "倍", FormulaType("amount * 2", result: .yen))
    #expect(JSONSchema.reading(formula)["readOnly"] == true && JSONSchema.writing(formula) == nil)
    #expect(JSONSchema.writing(Cast.field("number", "番号", AutoNumberType(format: "{SEQ:5}"))) == nil)
    #expect(JSONSchema.reading(SystemField.all[0])["type"] == "string")
  }

  @Test func `creating needs what the record type requires, changing needs nothing`() {
    let person = Cast.person
    let lead = person.recordType("lead")
    #expect(JSONSchema.creating(person, lead)["required"] == ["company_name"])
    #expect(JSONSchema.creating(person)["required"] == ["record_type"])
    #expect(JSONSchema.creating(person)["properties"]?["record_type"]?["enum"] == ["lead", "contact"])
    #expect(JSONSchema.creating(person, person.recordType("contact"))["properties"]?["lead_status"] == nil)
    #expect(
      JSONSchema.changing(person, lead)["required"] == nil && JSONSchema.changing(person, lead)["properties"]?["version"] == nil)
    #expect(JSONSchema.record(person, lead)["properties"]?["version"]?["readOnly"] == true)
  }
}
