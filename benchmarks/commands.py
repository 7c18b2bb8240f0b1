"""Commands in fresh processes: against a bare click group and against an interpreter that does nothing.

The package is imported from compiled bytecode, as an installed one is; the library cache is warm; every run drafts
with values that were never drafted before."""

from __future__ import annotations

import itertools
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.timing import Ratio, paired_ms, process
from generator import draft as drafted
from generator import load
from generator.cli import COMMANDS
from generator.tree import articles

BARE = "import click\n\n@click.group()\ndef bare():\n    'Drafts of peace treaties.'\n\n" + "".join(
    f"@bare.command({name!r})\ndef command_{n}():\n    {summary!r}\n\n" for n, (name, (_, summary)) in enumerate(COMMANDS.items())
)


def measure() -> list[Ratio]:
    """--help, and each instrument of the shipped scenario as DOCX, by itself."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = folder / "bare.py"
        bare.write_text(BARE + "bare()\n", encoding="utf-8")
        environment = {
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "PEACEDRAFT_CACHE": str(folder / "cache"),
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }
        us = [sys.executable, "-m", "generator"]
        days = itertools.count(60)

        def drafting(instrument: str) -> object:
            setting = f"withdrawal.foreign-forces.days={next(days)} days"
            return process([*us, "draft", "-f", "docx", "-l", "en", "-i", instrument, "-o", str(folder / "out"), "--set", setting], environment)()

        nothing = process([sys.executable, "-c", "pass"], environment)
        help_ours, help_bare = paired_ms(process([*us, "--help"], environment), process([sys.executable, str(bare), "--help"], environment), 15)
        found = [Ratio("peacedraft --help / a bare click group with the same commands", help_ours, help_bare, 1.2)]
        for instrument, draft in drafted(load("ukraine-austrian-model")).instruments.items():
            size = sum(1 for _ in articles(draft["en"].document))
            what = f"{instrument} ({size} article{'' if size == 1 else 's'}, others for their terms and numbers)"
            ours, base = paired_ms(partial(drafting, instrument), nothing, 15)
            found.append(Ratio(f"peacedraft draft -f docx -l en -i {what} / python -c pass", ours, base, 8))
    return found
