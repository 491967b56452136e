import People
package import Records
import Sales

/// Every feature of the product. Adding one is a folder and a line here.
package enum Features {
  package static let all: [Feature] = [.organisation, .people, .sales]
}
