"""Measures everything, each part in a process of its own; the exit status is 1 if a limit is missed."""

from __future__ import annotations

import subprocess
import sys

PARTS = {
    "serving": ["benchmarks.serving"],
    "pages": ["benchmarks.pages"],
    "delegations": ["benchmarks.delegations"],
    "registration": ["benchmarks.registration"],
    "postgresql": ["benchmarks.registration", "postgresql"],
    "door": ["benchmarks.door"],
    "live": ["benchmarks.live"],
    "voting": ["benchmarks.voting"],
    "voting_postgresql": ["benchmarks.voting", "postgresql"],
    "starting": ["benchmarks.starting"],
    "browser": ["benchmarks.browser"],
}


def main(chosen: list[str]) -> int:
    unknown = [part for part in chosen if part not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}. The parts are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    print(f"  {'what':60} {'measured':>8} {'unit':14} {'limit':>8}  verdict", flush=True)
    return max(subprocess.call([sys.executable, "-m", *PARTS[part]]) for part in chosen or PARTS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
