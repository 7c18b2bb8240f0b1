"""The timeline of 500 milestones, and of the shipped scenario, against the milliseconds that are promised.

The package of 500 has clauses of five milestones each, due by all kinds of times from each other, from entry into force
and from the clauses before, with dates pinned; timed is everything from the selection to ranges and contradictions."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from benchmarks.timing import Ratio, paired_ms
from generator import load
from generator.logic.timeline import Timeline
from generator.select import Selection, select

CLAUSES = 100
FRAMING = "title: T\nshort-title: T\nthis: this Treaty\nregister: treaty\nparts:\n  - clauses: [x]\nclosing: none\n"
HEAD = "title: T\nlanguages: [en]\nparties: [ukraine]\nroles: {neutral-state: ukraine}\n"
DUES = ("after: entry-into-force, exactly: 30 days", "after: one, within: 2 weeks", "after: {before}.two, at-least: 5 days", "before: five, within: 90 days",
        "after: [entry-into-force, three], exactly: 18 months")  # fmt: skip


def measure() -> list[Ratio]:
    """Both timelines."""
    with tempfile.TemporaryDirectory() as name:
        large, shipped = select(load(package(Path(name), CLAUSES))), select(load("ukraine-austrian-model"))
        times = paired_ms(lambda: whole(large), lambda: whole(shipped), 21)
        counts = [len(Timeline(selection).milestones) for selection in (large, shipped)]
    return [Ratio(f"timeline of {n} milestones / {bound:g} ms", ms, bound, 1) for n, ms, bound in zip(counts, times, (20.0, 2.0), strict=True)]


def whole(selection: Selection) -> Timeline:
    """All that a timetable asks for: ranges by day and by date, the order, and what contradicts itself."""
    made = Timeline(selection)
    assert made.in_order
    assert not made.conflicts
    return made


def package(folder: Path, clauses: int) -> str:
    """Writes a scenario with so many clauses of five milestones."""
    for number in range(clauses):
        before = f"x.c{number - 1}" if number else "x.c0"
        names = ("one", "two", "three", "four", "five")
        dues = [due.format(before=before) for due in DUES] if number else ["after: entry-into-force", *DUES[:2], DUES[0], DUES[0]]
        steps = "".join(f"  {name}: {{title: T, due: {{{due}}}}}\n" for name, due in zip(names, dues, strict=True))
        target = folder / "clauses" / "x" / f"c{number}.yaml"
        os.makedirs(target.parent, exist_ok=True)
        target.write_text(f"title: T\nsummary: S.\nvariants:\n  plain:\n    summary: S.\n    text: T.\nmilestones:\n{steps}", encoding="utf-8")
    os.makedirs(folder / "templates" / "framings", exist_ok=True)
    (folder / "templates" / "framings" / "z.yaml").write_text(FRAMING, encoding="utf-8")
    chosen = ", ".join(f"x.c{number}: plain" for number in range(clauses))
    dates = 'dates: {entry-into-force: "2027-03-01"}\n'
    scenario = folder / "scenario.yaml"
    scenario.write_text(f"{HEAD}{dates}instruments:\n  t:\n    framing: z\n    signatories: [ukraine]\n    clauses: {{{chosen}}}\n", encoding="utf-8")
    return str(scenario)
