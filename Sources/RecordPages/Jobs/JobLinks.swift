package import Jobs
package import Kernel
import Records
package import WebKernel

/// The addresses of work that takes long.
package enum JobLinks {
  /// - Parameter back: where its page leads when all is done.
  package static func job(_ id: ID<Job>, back: String) -> String { "/jobs/\(id.text)?back=\(PercentEncoding.encode(back))" }
}

extension WebDoor {
  /// Where pages put what takes long, inside the transaction that makes it necessary.
  package var queue: JobQueue { JobQueue(ids: store.ids, now: store.now) }
}
