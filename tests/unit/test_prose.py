"""Plain text for checks of wording: passages, alternatives, whole words, and where words were typed."""

from __future__ import annotations

from pathlib import Path

from generator import draft, load
from generator.package import Package
from generator.prose import place, unavoidable

from ..support import write_project

SCENARIO = """
title: T
languages: [en]
parties:
  - {id: a, name: Aland, possessive: its, kind: state}
  - {id: b, name: Bland, possessive: its, kind: state}
roles: {neutral-state: a}
instruments:
  t:
    framing: one
    signatories: [a, b]
    clauses:
      x.y: CHOICE
"""
FRAMING = "title: T\nshort-title: T\nthis: this Treaty\nregister: treaty\nparts:\n  - {clauses: [x]}\nclosing: none\n"
CLAUSE = """
title: Matter
summary: S.
parameters:
  what: {type: text, default: the ground, summary: S}
variants:
  one:
    summary: S.
    sources: [{source: swiss-1815, use: verbatim, paragraphs: [2]}]
    text: |
      Aland {{ shall }} cede {{ what }}.
      Its title ceded.

      Both keep to it: ^both

      - on land;
      - at sea.
  two:
    summary: S.
    text: |
      Nobody cedes anything at all, whatever may be said of it.
"""


def _package(tmp_path: Path, choice: str) -> Package:
    files = {"scenario.yaml": SCENARIO.replace("CHOICE", choice), "clauses/x/y.yaml": CLAUSE, "templates/framings/one.yaml": FRAMING}
    return draft(load(write_project(tmp_path, files) / "scenario.yaml"))


def test_points_follow_their_paragraph_and_sentences_end_in_a_line_break(tmp_path: Path) -> None:
    """Points are appended, a line break ends a sentence, and verbatim paragraphs are marked."""
    passages = _package(tmp_path, "one")["t"].prose.passages
    assert [p.text for p in passages] == ["Aland shall cede the ground.\nIts title ceded.", "Both keep to it: on land; at sea."]
    assert [p.quoted for p in passages] == [False, True]


def test_words_are_found_whole_and_in_any_case(tmp_path: Path) -> None:
    """A phrase is found as whole words, with what stands before and after it."""
    prose = _package(tmp_path, "one")["t"].prose
    assert [(h.words, h.before, h.after) for h in prose.find(("its title", "cede"))] == [
        ("Its title", "", " ceded."),
        ("cede", "Aland shall ", " the ground."),
    ]
    assert prose.has(("on land",))
    assert not prose.has(("in the air",))


def test_a_choice_is_judged_by_all_its_alternatives(tmp_path: Path) -> None:
    """A hit in a choice counts only where every alternative has one."""
    package = _package(tmp_path, "{open: [{variant: one, by: [a]}, {variant: two, by: [b]}]}")
    prose = package["t"].prose
    assert [h.words for h in unavoidable(prose.find(("cede",)))] == []
    assert [h.words for h in unavoidable(prose.find(("cede", "cedes")))] == ["cede", "cedes"]


def test_words_are_placed_where_they_were_typed(tmp_path: Path) -> None:
    """In the clause's text, at the hole of that name, in the scenario's value, or else at the choice."""
    package = _package(tmp_path, "{variant: one, what: the sea}")
    passage = package["t"].prose.passages[0]
    spans = {words: place(package, "t", passage, words) for words in ("cede", "shall", "the sea", "Bland")}
    assert {words: (Path(s.file).name, s.line, s.column) for words, s in spans.items()} == {
        "cede": ("y.yaml", 11, 25),
        "shall": ("y.yaml", 11, 13),
        "the sea": ("scenario.yaml", 13, 33),
        "Bland": ("scenario.yaml", 13, 7),
    }
