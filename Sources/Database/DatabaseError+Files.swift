import Foundation

extension DatabaseError {
  /// `full` for what Foundation says when a disk or a quota is full, so that uploads fail in the same words as records; any other error as
  /// it is.
  package static func whileWriting(_ error: any Error) -> any Error {
    let said = error as NSError
    let isFull =
      (said.domain == NSCocoaErrorDomain && said.code == CocoaError.fileWriteOutOfSpace.rawValue)
      || (said.domain == NSPOSIXErrorDomain && [ENOSPC, EDQUOT, EFBIG].contains(Int32(said.code)))
    if isFull { return DatabaseError.full }
    return (said.userInfo[NSUnderlyingErrorKey] as? any Error).map(whileWriting) ?? error
  }
}
