import CFuzzer
import Foundation
import Synchronization

/// Tries one parser with input after input until the time given on the command line is over. `attempt` must come back from every
/// input, and calls `hold` for what must be true of all of them; anything else ends the run and leaves the input in a file.
package func fuzz(_ attempt: @escaping @Sendable (UnsafeBufferPointer<UInt8>) throws -> Void) {
  present.withLock { $0 = Attempt(run: attempt) }
  var count = CommandLine.argc
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
  let status = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = UnsafeBufferPointer(start: start, count: count)
    do {
      try present.withLock { $0 }?.run(bytes)
    } catch {
      // To refuse an input with an error is the right answer to most.
    }
    return 0
  }
  exit(status)
}

/// What must be true of every input.
package func hold(_ condition: Bool, _ sentence: @autoclosure () -> String) {
  if condition { return }
  FileHandle.standardError.write(Data("does not hold: \(sentence())\n".utf8))
  abort()
}

/// libFuzzer calls back through a C function, which can carry no closure.
private let present = Mutex<Attempt?>(nil)

/// A closure of its own type: a bare one would be wrapped once more each time it leaves the lock.
private struct Attempt: Sendable {
  let run: @Sendable (UnsafeBufferPointer<UInt8>) throws -> Void
}
