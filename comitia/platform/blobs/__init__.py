"""Files that people bring (letters of mandate, pictures, documents), looked into before they are kept.

`comitia.platform.blobs.store` is what the domains use:

* `keep(chunks, name=, accepts=, longest=, owner=, at=)` reads, inspects and keeps a file and gives its `Blob`. The row
  is written in the caller's transaction; if that is rolled back, the file goes too. Everything that is wrong with the
  file is a `RefusedError` with a sentence that says what to do next, and leaves nothing behind.
* `receive(...)` before the transaction and `keep_received(...)` inside it do the same in two steps, so that nobody else
  waits for the writer's turn while a file is read and scanned.
* `keep_own(...)` keeps what was made here, such as badges.
* `read(blob)` gives the bytes of a clean file, `release(blob)` lets a file out of quarantine, `erase(blob, at=)` removes
  the bytes and what was personal in the row, and leaves the proof that there was a file.

**Clean or quarantined.** A picture is drawn anew, so nothing of the original's bytes is handed out: it is clean. A PDF or
an office document is clean when ClamAV (`COMITIA_CLAMAV`) has found nothing in it and it holds nothing that acts (scripts,
programs to launch, files within). Otherwise it is quarantined until an officer releases it.
"""
