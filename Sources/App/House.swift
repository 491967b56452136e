import Cryptography
package import Kernel

extension Kernel.Cryptography {
  /// What this house uses.
  package static let house = Kernel.Cryptography.swiftCrypto
}
