"""Drafts of one small treaty whose articles, Parts, paragraphs, points and rows stand in any order, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from generator import Package, draft, load
from generator.frozen import Record

from .support import memory, write_project

CLAUSES = ("visits", "letters", "trade", "bridges")
PARAGRAPHS = (
    "The Parties {{ shall }} exchange visits every week. ^visits",
    "A visit lasts one day.",
    'A stay over night {{ shall }} be announced under {{ ref("talks.letters") }}. ^stay',
    'Each Party {{ shall }} bear its own costs, as {{ ref("talks.trade") }} says of trade.',
    'Nothing in {{ ref("talks.bridges") }} limits what the Parties agree locally.',
)
POINTS = ("letters and parcels; ^post", "goods of every kind;", 'what {{ ref("talks.visits") }} allows; ^allowed', "tools for repairs;")
ROWS = ("| Northland | 3 |", "| Southland | 5 |", "| Observers | 2 |")


class Order(Record):
    """One draft: the articles of each Part, the paragraphs of each article, the points of its list and the rows of its table."""

    parts: tuple[tuple[str, ...], ...]
    paragraphs: tuple[tuple[int, ...], ...]
    points: tuple[tuple[int, ...], ...]
    rows: tuple[int, ...]


def _some(number: int, least: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.sampled_from(range(number)), min_size=least, max_size=number, unique=True).map(tuple)


@st.composite
def orders(choose: st.DrawFn) -> Order:
    """Any order of any of it."""
    clauses = choose(st.permutations(CLAUSES))
    cut = choose(st.integers(0, len(CLAUSES)))
    each = len(CLAUSES)
    return Order(
        (tuple(clauses[:cut]), tuple(clauses[cut:])),
        tuple(choose(_some(len(PARAGRAPHS), 1)) for _ in range(each)),
        tuple(choose(_some(len(POINTS), 0)) for _ in range(each)),
        choose(_some(len(ROWS), 0)),
    )


def package(folder: Path, order: Order) -> Package:
    """The draft, from a project written for it."""
    files: dict[str, Any] = {
        "clauses/talks/library.yaml": f"title: Talks\nsummary: Talks.\nclauses: [{', '.join(CLAUSES)}]\n",
        "templates/framings/peace-treaty.yaml": _framing(order),
        "scenarios/talks/scenario.yaml": _SCENARIO,
    }
    for n, name in enumerate(CLAUSES):
        rows = order.rows if name == "bridges" else ()
        files[f"clauses/talks/{name}.yaml"] = _clause(name, order.paragraphs[n], order.points[n], rows)
    return draft(load(write_project(folder, files) / "scenarios/talks/scenario.yaml", memory))


def _framing(order: Order) -> str:
    parts = [f"{{title: Part of {part[0]}, clauses: [{', '.join(f'talks.{name}' for name in part)}]}}" for part in order.parts if part]
    return (
        "title: Treaty\nshort-title: Treaty\nthis: this Treaty\nregister: treaty\nnumbering: {unit: article, parts: upper-roman, articles: arabic, "
        f"paragraphs: arabic, points: lower-alpha}}\nenacting: Have agreed as follows\nparts: [{', '.join(parts)}]\nclosing: testimonium\nheadings: true\n"
    )


def _clause(name: str, paragraphs: Sequence[int], points: Sequence[int], rows: Sequence[int]) -> str:
    blocks = [PARAGRAPHS[n] for n in paragraphs]
    if points:
        blocks.insert(1, "\n".join(["Each Party {{ shall }} admit: ^admitted", "", *(f"- {POINTS[n]}" for n in points)]))
    if rows:
        blocks.append("\n".join(["The bridges are: ^list", "", "| Party | Bridges |", "| --- | --- |", *(ROWS[n] for n in rows)]))
    text = "\n\n".join(blocks).replace("\n", "\n      ").replace("\n      \n", "\n\n")
    return (
        f"title: {name.title()}\nsummary: {name.title()}.\nvariants:\n  free:\n    summary: Free.\n"
        f"    sources: [{{source: un-charter-1945, use: modelled}}]\n    text: |\n      {text}\n"
    )


_SCENARIO = (
    "title: Talks\nlanguages: [en]\nparties:\n  - {id: northland, name: {en: Northland}, kind: state}\n  - {id: southland, name: {en: Southland}, "
    "kind: state}\ninstruments:\n  treaty:\n    framing: peace-treaty\n    signatories: [northland, southland]\n    clauses: {"
    + ", ".join(f"talks.{name}: free" for name in CLAUSES)
    + "}\n"
)
