"""A redline: accept all is the new draft, reject all the old one; what did not change is not touched."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from generator import Package, draft, load, write
from generator.pipeline import redline

from .conftest import ROOT, Run
from .support import Memory
from .tracked import changes, texts

CHANGES = {
    "a value": ["withdrawal.foreign-forces.days=120 days"],
    "an article less": ["territory.crossing-points=omit"],
    "other variants": ["culture.language=protected-use", "alliance.membership=moratorium", "monitoring.mission=un"],
    "brackets": ["stabilisation-force.establishment.ceiling={open: [{value: 40000, by: [ukraine]}, {value: 20000, by: [russian-federation]}]}"],
    "an open article": ["alliance.membership={open: [{variant: on-hold, by: [russian-federation]}, {variant: renounced, by: [ukraine]}]}"],
    "the first article": ["definitions.terms=omit"],
    "a table": ["sanctions.phasing=full-immediate", "assurances.consolidation=omit"],
}


@cache
def _package(*values: str) -> Package:
    return draft(load(ROOT / "scenarios/ukraine-austrian-model", Memory()).with_values(list(values)), ["en"])


@pytest.mark.parametrize("name", CHANGES)
def test_accept_is_the_new_text_and_reject_the_old_one(name: str) -> None:
    """In either direction, by a reader that knows nothing of how it was made."""
    old, new = _package()["state-treaty"], _package(*CHANGES[name])["state-treaty"]
    for before, after in ((old, new), (new, old)):
        made = redline(before, after, "en", "A", "2027-03-14T00:00:00Z")
        assert texts(made, "reject") == texts(write(before, "docx"))
        assert texts(made, "accept") == texts(write(after, "docx"))
        assert sum(changes(made).values()) > 0


def test_nothing_changed_is_nothing_tracked() -> None:
    """The redline of a draft with itself has its text and no change."""
    one = _package()["state-treaty"]
    made = redline(one, one, "en", "A", "2027-03-14T00:00:00Z")
    assert set(changes(made).values()) == {0}
    assert texts(made) == texts(write(one, "docx"))


def test_an_article_elsewhere_is_a_move(tmp_path: Path) -> None:
    """Not a deletion and an insertion; the fewer paragraphs move."""
    framing = (ROOT / "templates/framings/constitutional-law.yaml").read_text(encoding="utf-8")
    target = tmp_path / "templates/framings/constitutional-law.yaml"
    scenario = tmp_path / "scenarios/law/scenario.yaml"
    for path in (target, scenario):
        path.parent.mkdir(parents=True)
    text = "title: L\nlanguages: [en]\nparties: [austria]\nroles: {neutral-state: austria}\ninstruments:\n  law:\n    framing: constitutional-law\n"
    scenario.write_text(text + "    enacted-by: austria\n    clauses: {neutrality.declaration: austrian-1955, neutrality.execution: government-entrusted}\n")
    target.write_text(framing, encoding="utf-8")
    old = draft(load(scenario))
    swapped = framing.replace("- clauses: [", "- clauses: [neutrality.execution, ").replace("non-nuclear, neutrality.execution]", "non-nuclear]")
    target.write_text(swapped, encoding="utf-8")
    new = draft(load(scenario))
    made = redline(old["law"], new["law"], "en", "A", "2027-03-14T00:00:00Z")
    found = changes(made)
    assert found["moveFrom"] == found["moveTo"] > 0
    assert texts(made, "reject") == texts(write(old["law"], "docx"))
    assert texts(made, "accept") == texts(write(new["law"], "docx"))


def test_the_command(run: Run, tmp_path: Path) -> None:
    """One file, by the author and at the date that are given; without them, or with a wrong date, exit 2 and no file."""
    arguments = ["diff", "austria-1955", "austria-1955", "--set", "culture.education=omit", "--format", "docx", "-i", "state-treaty", "-l", "en"]
    assert run(*arguments, "-o", "a.docx").code == 2
    assert run(*arguments, "-o", "a.docx", "--author", "A", "--date", "yesterday").code == 2
    assert not (tmp_path / "a.docx").exists()
    ran = run(*arguments, "-o", "a.docx", "--author", "Delegation <A>", "--date", "2027-03-14")
    assert ran.code == 0, ran.err
    assert (tmp_path / "a.docx").read_bytes() == redline_of_the_command()


def redline_of_the_command() -> bytes:
    """The same through the API."""
    old, new = (draft(scenario, languages=["en"]) for scenario in (load("austria-1955"), load("austria-1955").with_values(["culture.education=omit"])))
    return redline(old["state-treaty"], new["state-treaty"], "en", "Delegation <A>", "2027-03-14T00:00:00Z")
