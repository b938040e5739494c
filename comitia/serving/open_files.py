"""How many connections the system lets this process hold: every stream is an open file."""

from __future__ import annotations

import logging
import resource
from typing import Final

logger = logging.getLogger(__name__)

# Pages, the database, uploads and what else is open beside the streams.
OTHERS: Final = 1000


def allow(streams: int) -> None:
    """Raise the limit of open files to what so many streams need, as far as the system lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = streams + OTHERS
    possible = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < possible:
        resource.setrlimit(resource.RLIMIT_NOFILE, (possible, hard))
    if possible < wanted:
        logger.warning("The system allows %d open files: not enough for %d live streams.", hard, streams)
