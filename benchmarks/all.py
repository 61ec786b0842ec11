"""Run every benchmark, one after the other, and print the goals that were met and missed.

    python benchmarks/all.py [--quick]

The exit status is 1 only when a benchmark could not be run to its end: a missed goal is printed,
not judged, because a busy machine misses goals that a quiet one meets.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

__all__ = ["main"]

HERE = Path(__file__).resolve().parent
NOT_BENCHMARKS = {"all.py", "common.py", "folder_common.py", "import_bare.py", "import_common.py"}


def run(script: Path, options: list[str]) -> bool:
    """Run one benchmark, print its goals, and say whether it came to its end."""
    done = subprocess.run(
        [sys.executable, str(script), "--json", *options],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        print(f"{script.name}: broke off\n{done.stderr}", flush=True)
        return False
    print(f"{script.name}", flush=True)
    for row in report["rows"]:
        if row["goal"]:
            verdict = "met" if row["is_met"] else "MISSED"
            ratio = f", {row['ratio']:.2f}x of the limit" if row["ratio"] is not None else ""
            measured = f"{row['measured']:.4g} {row['unit']}{ratio}"
            print(f"  {verdict:6} {row['what']}: {measured} (asked for {row['goal']})", flush=True)
    return True


def main() -> int:
    """Run them all."""
    scripts = [path for path in sorted(HERE.glob("*.py")) if path.name not in NOT_BENCHMARKS]
    finished = [run(script, sys.argv[1:]) for script in scripts]
    return 0 if all(finished) else 1


if __name__ == "__main__":
    sys.exit(main())
