package import Records

extension Feature {
  /// Deals, pipelines and the conversion of leads.
  package static let sales = Feature(
    "sales", objects: [Pipeline.object, Stage.object, Deal.object, DealPerson.object, ConversionMapping.object],
    rules: [DealRules(), DealPersonRules(), ConversionMappingRules()],
    install: { tx in
      try StandardPipeline.create(in: tx)
      try StandardMapping.create(in: tx)
    })
}
