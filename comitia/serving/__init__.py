"""One process: front, bridge, page cache, static files, worker."""
