"""The append-only, hash-chained record of who did what, for whom, in what capacity."""
