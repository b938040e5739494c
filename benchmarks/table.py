"""The table that all measurements print: what was measured, the figure, its limit and whether it is kept."""

from __future__ import annotations

import atexit
import os
import sys

missed: list[str] = []


@atexit.register
def _fail_if_missed() -> None:
    if missed:
        sys.stdout.flush()
        os._exit(1)


def heading(words: str) -> None:
    print(f"\n{words}")


def row(what: str, measured: float, unit: str, *, at_most: float | None = None, at_least: float | None = None) -> None:
    """Print one figure; a limit that is missed is remembered for the exit status."""
    limit, verdict = "", ""
    if at_most is not None:
        limit, is_kept = f"≤ {at_most:g}", measured <= at_most
    elif at_least is not None:
        limit, is_kept = f"≥ {at_least:g}", measured >= at_least
    if limit:
        verdict = "met" if is_kept else "MISSED"
        if not is_kept:
            missed.append(what)
    figure = f"{measured:.0f}" if measured == int(measured) or measured >= 1000 else f"{measured:.2f}"
    print(f"  {what:60} {figure:>8} {unit:14} {limit:>8}  {verdict}".rstrip(), flush=True)
