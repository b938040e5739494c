"""The database engine for SQLite: one writer at a time, every acknowledged act on the disk.

Set `ENGINE = "comitia.platform.database"`. What it promises:

* Write-ahead log, foreign keys, `BEGIN IMMEDIATE`, 20 seconds of patience with another process.
* Inside this process the transactions of all threads queue at one lock instead of sleeping in SQLite's busy handler.
* Group durability. SQLite itself runs with `synchronous = NORMAL`, which survives a killed process but not a power cut.
  After its COMMIT a thread therefore leaves the writer lock, and its commit returns only when the log is on the disk:
  one `fdatasync` for all the commits made until then. A reader may see a commit some milliseconds before it is on the
  disk; the person who made it is told only afterwards, and `transaction.on_commit` callbacks run only afterwards.
* A statement outside `atomic()` is neither queued nor synced at once (the next transaction syncs it): actions write
  inside `atomic()`.
"""
