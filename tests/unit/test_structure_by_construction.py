"""Faults that the format and the passes make impossible: rules ST-01, XR-01, XR-03, DF-02 and DF-07."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.package import Package
from generator.passes.annexes import refers
from generator.pipeline import draft
from generator.scenario import load
from generator.tree import NumberPiece, Term, articles, inline_runs, paragraphs, plain, walk
from tests.support import write_project

FRAMING = """
title: T
short-title: Treaty
this: this Treaty
register: treaty
numbering: {unit: article, articles: STYLE, parts: upper-roman}
parts:
  - {title: One, clauses: [x.a, x.b]}
  - {clauses: [x.empty]}
  - {title: Two, clauses: [x.c, x.d]}
closing: none
"""
SCENARIO = """
title: T
languages: [en]
parties: [ukraine, russian-federation]
instruments:
  t:
    framing: small
    signatories: [ukraine, russian-federation]
    clauses:
      x.a: v
      x.b: {open: [{variant: v, by: [ukraine]}, {variant: w, by: [russian-federation]}]}
      x.c: {open: [{variant: v, by: [ukraine]}, {omit: true, by: [russian-federation]}]}
      x.d: v
"""
CLAUSE = """
title: A
summary: A.
variants:
  v:
    summary: V.
    text: |
      First paragraph of NAME.

      Second paragraph of NAME.
  w:
    summary: W.
    text: |
      Quite another text, in one paragraph.
"""


@pytest.fixture(scope="module")
def shipped() -> Package:
    """The package that is drafted where no scenario is named."""
    return draft(load("ukraine-austrian-model"))


@pytest.mark.parametrize(("style", "numbers"), [("arabic", ["1", "2", "3", "4"]), ("upper-roman", ["I", "II", "III", "IV"])])
def test_article_numbers_run_through_parts_and_alternatives(style: str, numbers: list[str], tmp_path: Path) -> None:
    """ST-01: no Part starts anew, alternatives share a number, and one style counts all."""
    files = {"scenario.yaml": SCENARIO, "templates/framings/small.yaml": FRAMING.replace("STYLE", style)}
    files |= {f"clauses/x/{name}.yaml": CLAUSE.replace("NAME", name) for name in "abcd"}
    write_project(tmp_path, files)
    compiled = draft(load(tmp_path / "scenario.yaml"))["t"]["en"]
    assert [compiled.numbers[a.id].number for a in articles(compiled.document)] == numbers
    assert [compiled.numbers[p.id].number for p in compiled.document.parts] == ["I", "II"]


def test_shipped_articles_are_numbered_without_a_gap(shipped: Package) -> None:
    """ST-01 on real content: values from one to the last, in the order of the text, each once."""
    for _, compiled in shipped.documents():
        found = [compiled.numbers[a.id] for a in articles(compiled.document) if a.id in compiled.numbers]
        assert [n.value for n in found] == list(range(1, len(found) + 1))
        assert len({n.number.isdigit() for n in found}) <= 1


def test_references_print_the_number_of_their_target(shipped: Package) -> None:
    """XR-01: what a reference prints is read from the numbers, of its own instrument or of another."""
    numbers = {id: n for _, compiled in shipped.documents() for id, n in compiled.numbers.items()}
    pieces = [p for _, c in shipped.documents() for link in c.links.values() for p in link.pieces if isinstance(p, NumberPiece)]
    assert pieces
    assert all(piece.text in (numbers[piece.target].number, numbers[piece.target].label) for piece in pieces)


def test_annexes_are_numbered_in_the_order_of_reference(shipped: Package) -> None:
    """XR-03: the first annex is the one that the body names first."""
    compiled = shipped["state-treaty"]["en"]
    named = list(refers(compiled.document, shipped["state-treaty"].surveys["en"]))
    assert [annex.id for annex in compiled.document.annexes][: len(named)] == named


def test_the_definitions_hold_what_is_used_in_the_order_of_the_alphabet(shipped: Package) -> None:
    """DF-02 and DF-07: every term defined stands in a text or in another definition; the order is that of English."""
    held = shipped.defined.held["state-treaty"]
    forms = [shipped.library.glossary()[term].forms("en")[0] for term in held]
    assert forms == sorted(forms, key=str.lower)
    article = next(a for a in articles(shipped["state-treaty"]["en"].document) if a.clause == "definitions.terms")
    points = [point for paragraph in paragraphs(article.blocks) for point in paragraph.points]
    assert [plain(point.content).partition("”")[0].removeprefix("“") for point in points] == forms
    runs = [run for paragraph in paragraphs(article.blocks) for run in inline_runs(paragraph)]
    inner = {inline.term for run in runs for inline in walk(run) if isinstance(inline, Term)}
    used = {term for terms in shipped.defined.used.values() for term in terms}
    assert set(held) <= used | inner
