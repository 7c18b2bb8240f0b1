"""The shipped scenario with one change to its order of steps: exactly the rules concerned are added to what it reports by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import ROOT
from .support import findings

SCENARIO = ROOT / "scenarios/ukraine-austrian-model/scenario.yaml"


def rules_added(folder: Path, changes: dict[str, list[tuple[str, str]]]) -> set[str]:
    """The ids of the rules that the scenario reports with the changes to its files (texts and what replaces them) and not without."""
    for name, replacements in ({"scenarios/ukraine-austrian-model/scenario.yaml": []} | changes).items():
        text = (ROOT / name).read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "clauses").mkdir(exist_ok=True)
    before = {d.rule for d in findings(SCENARIO)}
    after = findings(folder / "scenarios/ukraine-austrian-model/scenario.yaml")
    return {d.rule or d.code for d in after} - before - {"RG008"}


def test_minsk(tmp_path: Path) -> None:
    """Control of the border waits for the settlement, the settlement for the border, and the monitors for both."""
    changes = {
        "clauses/withdrawal/mutual-border-areas.yaml": [("due: {after: entry-into-force, within: days}", "due: {after: process.political-track.concluded}")],
        "clauses/process/political-track.yaml": [
            ("due: {after: entry-into-force, within: deadline}", "due: {after: withdrawal.mutual-border-areas.completed}")
        ],
        "clauses/monitoring/mission.yaml": [
            ("before: ceasefire.cessation.effective", "after: [withdrawal.mutual-border-areas.completed, process.political-track.concluded]")
        ],
    }
    assert rules_added(tmp_path, changes) == {"TM-01", "TM-06"}


def test_foreign_forces_without_exceptions(tmp_path: Path) -> None:
    """By a definition that leaves nobody out, the Stabilisation Force is among the forces that have to be gone."""
    glossary = (ROOT / "clauses/withdrawal/glossary.yaml").read_text(encoding="utf-8")
    start = glossary.index("{% if", glossary.index("    en: means"))
    exceptions = glossary[start : glossary.index("\n", start)]
    assert rules_added(tmp_path, {"clauses/withdrawal/glossary.yaml": [(exceptions, "")]}) == {"TM-14", "DF-06"}


def test_law_before_the_last_withdrawal(tmp_path: Path) -> None:
    """The law on the sixtieth day, the last withdrawal on the ninetieth."""
    changes = [("dates:  ", 'dates:\n  neutrality-law:neutrality.declaration.adopted: "2027-12-31"  ')]
    assert rules_added(tmp_path, {"scenarios/ukraine-austrian-model/scenario.yaml": changes}) == {"TM-02"}


def test_monitors_after_the_ceasefire(tmp_path: Path) -> None:
    """A mission from the thirtieth day after entry into force, while hostilities cease months before."""
    changes = [("before: ceasefire.cessation.effective", "after: entry-into-force, exactly: 30 days")]
    assert rules_added(tmp_path, {"clauses/monitoring/mission.yaml": changes}) == {"TM-06"}


@pytest.mark.parametrize("scenario", ["ukraine-austrian-model", "austria-1955"])
def test_the_shipped_timelines_hold(scenario: str) -> None:
    """No shipped scenario has a finding on its timeline."""
    assert not [d for d in findings(ROOT / "scenarios" / scenario) if d.code.startswith("TM")]
