"""Jobs: work that is done after the answer, kept in the same database as what it is about.

A task is a module-level function marked with `django_tasks.task`, its arguments are JSON (ids, never names or addresses).
`my_task.enqueue(...)` writes one row in the caller's transaction: if the act is rolled back, so is the job.

* **At least once.** A worker takes a job on a lease of `LEASE` and renews it while it works. If the process dies, the
  lease runs out and another worker repeats the job. A task must therefore be idempotent: look first whether its effect
  is already there, and record it in the same transaction as the effect.
* **Retries.** A task that raises is repeated after 10 s, 20 s, 40 s ... at most an hour apart, `attempts` times in all
  (10 unless `@task(attempts=3)` says otherwise); then the job is kept as failed. `GiveUp` fails it at once.
* **One waiting job per key.** `my_task.using(dedupe_key="rebuild:7").enqueue(7)` gives the job that already waits under
  this key if there is one. A job that has begun no longer counts: what changed since then needs another run.
* **Nothing personal** is kept about a failure: the path of the exception's class, and where in the code it happened in the log.
"""
