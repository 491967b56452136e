package import Database
import Kernel

/// The tables of jobs and schedules.
package enum JobTables {
  package static let migrations: [Migration] = [
    Migration("0010-jobs") { dialect in
      let integer = dialect.type(.integer)
      let text = dialect.type(.text)
      let instant = dialect.type(.instant)
      return [
        // set_at: when a job that should run as soon as possible was made so; a clock that was set back shows by it.
        """
        CREATE TABLE job (
          id \(dialect.key), kind \(text) NOT NULL, unique_key \(text), payload \(text) NOT NULL, state \(text) NOT NULL,
          run_at \(instant) NOT NULL, set_at \(instant), lease_until \(instant), lease_owner \(text),
          attempts \(integer) NOT NULL, max_attempts \(integer) NOT NULL, checkpoint \(text), progress \(text), result \(text),
          error \(text), actor_id \(integer), operation_id \(integer), cancel_at \(instant),
          created_at \(instant) NOT NULL, finished_at \(instant))
        """,
        "CREATE UNIQUE INDEX job_unique_key ON job (unique_key) WHERE unique_key IS NOT NULL AND finished_at IS NULL",
        "CREATE INDEX job_due ON job (state, run_at, id) WHERE finished_at IS NULL",
        "CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL",
        """
        CREATE TABLE schedule (
          name \(text) PRIMARY KEY, kind \(text) NOT NULL, every_seconds \(integer), at_minute \(integer),
          last_run \(instant), next_run \(instant) NOT NULL)
        """,
      ]
    }
  ]
}
