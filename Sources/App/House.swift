import Cryptography
package import Kernel

extension Kernel.Cryptography {
  /// What this house uses where nothing is sealed.
  package static let house = Kernel.Cryptography.swiftCrypto
}
