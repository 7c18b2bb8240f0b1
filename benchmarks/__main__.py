"""``python -m benchmarks``: every timed comparison, as ratios of medians in one run; ``--json FILE`` writes them too."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

SUITES = ("batch", "commands", "drafting", "loading", "logic", "revise", "timeline")


def main() -> int:
    """Prints a line for each ratio and its bound; exits 1 where one does not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []], help="default: all")
    parser.add_argument("--json", metavar="FILE", type=Path)
    given = parser.parse_args()
    ratios = []
    for suite in given.suites or SUITES:
        for ratio in import_module(f"benchmarks.{suite}").measure():
            ratios.append(ratio)
            bound = f"{'>=' if ratio.at_least else '<='} {ratio.bound:g}" if ratio.bound is not None else ""
            mark = ("holds" if ratio.holds else "DOES NOT HOLD") if bound else "for information"
            print(f"{ratio.value:7.2f}  {bound:7s} {mark:15s} {ratio.name}  ({ratio.ours:.1f} ms, reference {ratio.reference:.1f} ms)", flush=True)
    if given.json:
        given.json.write_text(json.dumps([ratio.as_dict() for ratio in ratios], indent=1) + "\n", encoding="utf-8")
    return 0 if all(ratio.holds for ratio in ratios) else 1


sys.exit(main())
