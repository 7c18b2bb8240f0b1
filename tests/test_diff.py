"""What changed between two drafts: words by clause, choices by path, numbers as a concordance."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import diff, draft, load
from generator.revise.align import align, edits
from generator.revise.units import Unit, words
from generator.scenario import Scenario

from .conftest import Run
from .support import Memory
from .talks import FILES

TREATY = FILES["scenarios/talks/scenario.yaml"]
LIBRARY = FILES["clauses/talks/library.yaml"]
FRAMING = FILES["templates/framings/peace-treaty.yaml"]
VISITS = """\
title: Visits
summary: Who visits whom.
parameters: {days: {type: duration, summary: The interval}}
variants:
  weekly:
    summary: Visits at an interval.
    sources: [{source: un-charter-1945, use: original}]
    text: |
      The Parties {{ shall }} exchange visits every {{ days.words }}. ^visits

      A visit lasts one day.
  none: {summary: Nothing is said., silent: true}
"""
LETTERS = """\
title: Letters
summary: How letters travel.
variants:
  by-post:
    summary: By post.
    sources: [{source: un-charter-1945, use: original}]
    text: |
      Letters {{ shall }} be carried under the safeguards of {{ ref("talks.trade") }}.
"""
TRADE = LETTERS.replace("Letters", "Trade").replace("by-post", "free").replace('{{ ref("talks.trade") }}', "the law of each Party")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with one library of three clauses."""
    for name, content in {
        "clauses/talks/library.yaml": LIBRARY,
        "clauses/talks/visits.yaml": VISITS,
        "clauses/talks/letters.yaml": LETTERS,
        "clauses/talks/trade.yaml": TRADE,
        "templates/framings/peace-treaty.yaml": FRAMING,
        "scenarios/talks/scenario.yaml": TREATY,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def old(folder: Path) -> Scenario:
    """The scenario as it was."""
    return load(folder / "scenarios/talks", Memory())


def told(old: Scenario, *values: str) -> list[tuple[str, str]]:
    """Kind and node of each change after some settings."""
    return [(c.kind, c.unit.id) for c in diff(draft(old), draft(old.with_values(list(values)))).changes]


def test_a_scenario_does_not_differ_from_itself(old: Scenario) -> None:
    """Nothing is reported, and the difference is false."""
    found = diff(draft(old), draft(old))
    assert not found
    assert [t.concordance for t in found.texts] == [[]]


def test_a_value_changes_its_paragraph_and_its_path(old: Scenario) -> None:
    """The words around stay."""
    found = diff(draft(old), draft(old.with_values(["talks.visits.days=14 days"])))
    (change,) = found.changes
    assert (change.kind, change.unit.id, change.unit.clause) == ("changed", "treaty:talks.visits/visits", "talks.visits")
    assert [(e.old, e.new) for e in change.edits if not e.same] == [("seven (7", "fourteen (14")]
    assert [(c.path, c.old, c.new) for c in found.choices] == [("talks.visits.days", "7 days", "14 days")]


def test_renumbering_alone_is_no_change(old: Scenario) -> None:
    """What stands behind an omitted article is renumbered; a reference to it prints otherwise and is the same."""
    found = diff(draft(old), draft(old.with_values(["talks.visits=omit"])))
    assert {(c.kind, c.unit.clause) for c in found.changes} == {("removed", "talks.visits")}
    assert found.texts[0].concordance == [("Article 2", "Article 1"), ("Article 3", "Article 2")]
    assert [(c.path, c.old, c.new) for c in found.choices] == [("talks.visits", "weekly", "")]


def test_opening_and_agreeing(old: Scenario) -> None:
    """A value put in brackets was opened, one taken out of them agreed."""
    open_ = old.with_values(["talks.visits.days={open: [{value: 7 days, by: [northland]}, {value: 14 days, by: [southland]}]}"])
    (choice,) = diff(draft(old), draft(open_)).choices
    assert (choice.became, choice.new) == ("opened", "open: 7 days (northland) | 14 days (southland)")
    (choice,) = diff(draft(open_), draft(old)).choices
    assert choice.became == "agreed"


def test_what_alternatives_share_is_told_beside_them() -> None:
    """Of open wordings stand the values in which they differ; one that changes in all of them is a change of its own."""
    settled = load("fictional-river-border")
    wordings = "culture.language={{threshold: {}, open: [{{variant: protected-use}}, {{variant: official-regional, language: Sundmarkish}}]}}"
    before, after = (draft(settled.with_values([wordings.format(threshold)])) for threshold in (25, 30))
    assert [(c.path, c.new) for c in diff(draft(settled), before).choices] == [
        ("culture.language", "open: protected-use | official-regional: language Sundmarkish")
    ]
    assert [(c.path, c.old, c.new) for c in diff(before, after).choices] == [("culture.language.threshold", "25", "30")]


def test_an_article_that_moves_is_moved(folder: Path, old: Scenario) -> None:
    """The fewest moves that explain the new order; its paragraphs go with it."""
    before = draft(old)
    (folder / "clauses/talks/library.yaml").write_text(LIBRARY.replace("visits, letters, trade", "letters, trade, visits"), encoding="utf-8")
    found = diff(before, draft(load(folder / "scenarios/talks")))
    assert [(c.kind, c.unit.id) for c in found.changes] == [("moved", "treaty:talks.visits")]
    assert dict(found.texts[0].concordance) == {"Article 2": "Article 1", "Article 3": "Article 2", "Article 1": "Article 3"}


def test_paragraphs_without_names_are_paired_by_likeness(folder: Path, old: Scenario) -> None:
    """One put before another does not make both of them changed."""
    before = draft(old)
    text = VISITS.replace("      A visit lasts one day.\n", "      Visitors carry a card.\n\n      A visit lasts two days.\n")
    (folder / "clauses/talks/visits.yaml").write_text(text, encoding="utf-8")
    found = diff(before, draft(load(folder / "scenarios/talks")))
    assert [(c.kind, c.unit.text) for c in found.changes] == [("added", "Visitors carry a card."), ("changed", "A visit lasts two days.")]


def test_the_command(run: Run, folder: Path) -> None:
    """Text, Markdown, JSON and a page; an instrument that only one has; a file is written whole."""
    other = folder / "scenarios/later/scenario.yaml"
    other.parent.mkdir()
    other.write_text(
        TREATY.replace("7 days", "14 days") + "  second:\n    framing: peace-treaty\n    signatories: [northland]\n    clauses: {talks.trade: free}\n"
    )
    pair = [str(folder / "scenarios/talks"), str(other)]
    ran = run("diff", *pair)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("+ second (the whole instrument)\nchoices\n  talks.visits.days: 7 days → 14 days\ntreaty.en: Treaty\n")
    assert "  ~ Article 1(1) [talks.visits/visits]\n      The Parties shall exchange visits every [-seven (7-]{+fourteen (14+})\u00a0days.\n" in ran.out
    assert "~~seven (7~~**fourteen (14**) days" in run("diff", *pair, "--format", "md").out.replace("\u00a0", " ")
    found = json.loads(run("diff", *pair, "--format", "json").out)
    assert set(found) == {"changes", "choices", "concordance"}
    assert found["changes"][1] == {
        "kind": "changed", "instrument": "treaty", "clause": "talks.visits", "node": "treaty:talks.visits/visits", "language": "en",
        "old": "The Parties shall exchange visits every seven (7)\u00a0days.", "new": "The Parties shall exchange visits every fourteen (14)\u00a0days.",
    }  # fmt: skip
    assert run("diff", *pair, "--format", "html", "-o", "d.html").out == ""
    page = Path("d.html").read_text(encoding="utf-8")
    assert "<del>seven (7</del>" in page
    assert "http" not in page
    assert run("diff", pair[0], pair[0]).out == "no difference\n"
    assert run("diff", pair[0], "nowhere").code == 2


def test_a_revision_in_git(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scenario and its clauses as they were then; what git does not know is told in words."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    (folder / "clauses/talks/trade.yaml").write_text(TRADE.replace("carried", "moved"), encoding="utf-8")
    ran = run("diff", "HEAD:scenarios/talks", "scenarios/talks")
    assert "be [-carried-]{+moved+} under" in ran.out, ran.err
    for wrong in ("v9:scenarios/talks", "HEAD:scenarios/none", "HEAD:../elsewhere"):
        ran = run("diff", wrong, "scenarios/talks")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("peacedraft: ")


TEXTS = st.lists(st.sampled_from(["peace", "Line", "the", "shall", " ", ",", "(7)", "days"]), max_size=12).map(" ".join)


@given(TEXTS, TEXTS)
def test_edits_hold_both_texts(before: str, after: str) -> None:
    """What stays and what was replaced gives the old text one way and the new one the other."""
    found = edits(words([before]), words([after]))
    assert "".join(e.old for e in found) == before
    assert "".join(e.new for e in found) == after
    assert all(e.old == e.new for e in found if e.same)


UNITS = st.lists(st.tuples(st.sampled_from(["a", "b", "1", "2", "3"]), TEXTS), max_size=8, unique_by=lambda u: u[0]).map(
    lambda found: [Unit(f"t:x.y/{name}", "paragraph", "x.y", (text,)) for name, text in found]
)


@given(UNITS, UNITS)
def test_every_unit_is_in_one_pair(before: list[Unit], after: list[Unit]) -> None:
    """The new units in their order; each old one once; named ones with their namesake."""
    pairs = align(before, after)
    assert [p.new for p in pairs if p.new] == after
    assert sorted(p.old.id for p in pairs if p.old) == sorted(u.id for u in before)
    assert all(p.old.id == p.new.id for p in pairs if p.old and p.new and p.new.is_named)
    assert all(p.old.key == p.new.key and not p.moved for p in align(before, before) if p.old and p.new)
