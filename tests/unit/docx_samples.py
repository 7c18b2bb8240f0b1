"""Trees made by hand, with everything in them that a writer must print: a treaty, a resolution, a law, a Ukrainian text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generator.language import Language
from generator.passes.number import number
from generator.tree import (
    Annex,
    Article,
    Blank,
    Block,
    Bracket,
    Break,
    Choice,
    Closing,
    Compiled,
    Document,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Numbering,
    NumberPiece,
    Option,
    Paragraph,
    Part,
    Point,
    Ref,
    Signature,
    Table,
    Target,
    Term,
    Text,
)  # fmt: skip

ROOT = Path(__file__).parents[2]
LONG = "The Parties shall take all measures necessary to ensure that the forces under their command observe the obligations laid down in this Treaty."
AWKWARD = "A*B_C <b> & “1. X”"


@cache
def language(tag: str) -> Language:
    """A shipped language."""
    return Language(tag, yaml.safe_load((ROOT / f"templates/languages/{tag}.yaml").read_text(encoding="utf-8")))


def text(words: str) -> Inlines:
    """One run of text."""
    return (Text(words),)


def points(base: str, *words: str) -> tuple[Point, ...]:
    """Points numbered by place."""
    return tuple(Point(f"{base}/{n}", text(w)) for n, w in enumerate(words, 1))


class Maker:
    """Makes a document's references as it goes."""

    def __init__(self) -> None:
        self.links: dict[str, Link] = {}

    def ref(self, *pieces: str | tuple[str, str]) -> Ref:
        """A reference that prints these words and these numbers: (id of the unit, number)."""
        id = f"ref-{len(self.links)}"
        made = tuple(p if isinstance(p, str) else NumberPiece(*p) for p in pieces)
        self.links[id] = Link("x", made)
        return Ref(id, Target("x"))

    def compiled(self, document: Document) -> Compiled:
        """The document with its numbers and these references."""
        return Compiled(document, number(document, language(document.language)), self.links)


def instrument(parts: tuple[Part, ...], **changes: Any) -> Document:
    """A document with little in it."""
    plain = Document("t", "en", "Treaty", "Treaty", "treaty", Numbering(), True, (), "", parts, (), Closing("none", (), ()), "", False)
    return plain.but(**changes)


def ordinary(make: Maker, id: str, other: str, n: int) -> tuple[Block, ...]:
    """Three paragraphs: points with subpoints, and references to all kinds of units."""
    inner = (Point(f"{id}/2/b", text("irregular formations:"), points(f"{id}/2/b", "volunteers; and", "contractors."), (text("Whatever their name."),)),)
    first: tuple[Inline, ...] = (Text("Forces leave, as "), Term("t", "this Treaty"), Text(" says in "), make.ref("Article ", (other, str(n + 1))), Text("."))
    third: tuple[Inline, ...] = (
        Text("See "),
        make.ref("point ", (f"{id}/2/b", "(b)"), " of paragraph ", (f"{id}/2", "2"), " of Article ", (id, str(n))),
        Text(" and "),
        make.ref("Annex ", ("t:a.3/@map", "I")),
        Text(" and "),
        make.ref("Article 4 of the ", "Neutrality Law"),
        Text("."),
    )
    return (
        Paragraph(f"{id}/1", (*first, Break(), Text(LONG))),
        Paragraph(f"{id}/2", text("The withdrawal covers:"), (*points(f"{id}/2", "personnel; and"), *inner)),
        Paragraph(f"{id}/3", third),
    )


def disputed(id: str) -> tuple[Block, ...]:
    """A value and paragraphs not agreed, then a paragraph that goes on after the longest alternative."""
    value = Bracket((Option(("Ukraine",), text("40,000")), Option(("Russian Federation",), text("20,000")), Option((), ())))
    ukraine = (Paragraph(f"{id}~1/2", text("It stays.")), Paragraph(f"{id}~1/3", text("It is renewed:"), points(f"{id}~1/3", "by consent;", "in writing.")))
    russia = (Paragraph(f"{id}~2/2", text("It leaves:"), points(f"{id}~2/2", "soon;", "wholly.")),)
    return (
        Paragraph(f"{id}/1", (Text("The ceiling is "), value, Text(" within "), Blank("days"), Text(" of "), Blank(""))),
        Choice(f"{id}/choice", (Option(("Ukraine",), ukraine), Option(("Russian Federation", "Belarus"), russia), Option(("European Union",), ()))),
        Paragraph(f"{id}/4", text("What follows goes on:"), points(f"{id}/4", "first;", "second.")),
    )


def whole(id: str) -> tuple[Block, ...]:
    """An article of which nothing is agreed."""
    one = (Paragraph(f"{id}~1/1", text("Without prejudice.")), Paragraph(f"{id}~1/2", text("Reviewed.")))
    two = (Paragraph(f"{id}~2/1", text("As follows:"), points(f"{id}~2/1", "one;", "two.")),)
    return (Choice(f"{id}/choice", (Option(("Ukraine",), one), Option(("Russian Federation",), two), Option((), ())), True),)


@cache
def treaty() -> Compiled:
    """Two Parts, twenty articles, annexes with tables, brackets, blanks, signatures."""
    make = Maker()
    articles = []
    for n in range(1, 21):
        id, other = f"t:a.{n}", f"t:a.{n + 1 if n < 20 else 1}"
        special = {3: disputed, 4: whole, 5: lambda id: (Paragraph(f"{id}/1", text("Definitions:"), points(f"{id}/1", *(f"term {k};" for k in range(30)))),)}
        blocks = special[n](id) if n in special else ordinary(make, id, other, n if n < 20 else 0)
        articles.append(Article(id, f"a.{n}", text(f"Provision {n}"), blocks, ("A <note> & its source.",) if n == 1 else ()))
    rows = tuple((text(str(n)), text("Measures against the financial sector"), text(f"{n * 10}")) for n in range(1, 6))
    table = Table("t:a.3/@map/t", (text("Phase"), text("Measures"), text("Share (per cent)")), rows, (False, False, True))
    schedule = Annex("t:a.3/@map", "a.3", text("Schedule"), (Paragraph("t:a.3/@map/1", text("Phases:"), (), (table,)), Paragraph("t:a.3/@map/2", text("End."))))
    annexes = (schedule, Annex("t:x.map", "x.map", text("Table alone"), (Paragraph("t:x.map/1", (), (), (table.but(id="x"),)),)))
    preamble = (Paragraph("t:p/1", text("Ukraine,"), kind="party"), Paragraph("t:p/2", text(AWKWARD), kind="party"))
    recital = Paragraph("t:p/3", (Emphasis(text("Recalling")), Text(" the\x00 Charter\ufffe,")))
    signatures = tuple(Signature(p, f"For {p}:", ("Name", "Capacity")) for p in ("Ukraine", "the United Kingdom of Great Britain and Northern Ireland", "X"))
    parts = (
        Part("t:p0", (), tuple(articles[:1])),
        Part("t:p1", text("Political Clauses"), tuple(articles[1:9])),
        Part("t:p2", text("Rest"), tuple(articles[9:])),
    )
    return make.compiled(
        instrument(
            parts,
            title="State Treaty",
            short_title="State Treaty",
            preamble=(*preamble, recital),
            enacting="Have agreed as follows",
            annexes=annexes,
            closing=Closing("testimonium", (text("IN WITNESS WHEREOF they have signed."),), signatures),
            mark="Negotiating text — not agreed · English",
            open=True,
        )
    )


@cache
def resolution() -> Compiled:
    """Operative paragraphs numbered through the text."""
    make = Maker()
    articles = []
    for n, verb in enumerate(("Endorses", "Decides", "Requests"), 1):
        words = (Emphasis(text(verb)), Text(" the settlement in "), make.ref("paragraph ", ("t:r.1/1", "1")), Text(";"))
        second = (Paragraph(f"t:r.{n}/2", text("Remains seized.")),) if n == 2 else ()
        articles.append(Article(f"t:r.{n}", f"r.{n}", text(verb), (Paragraph(f"t:r.{n}/1", words, points(f"t:r.{n}/1", "one;", "two;")), *second)))
    return make.compiled(instrument((Part("p", (), tuple(articles)),), numbering=Numbering(unit="paragraph"), headings=False))


@cache
def law() -> Compiled:
    """Articles in Roman numerals without titles, paragraphs in parentheses."""
    make = Maker()
    words = (Text("As in "), make.ref("paragraph ", ("t:n.d/1", "1"), " of Article ", ("t:n.d", "I")), Text("."))
    first = Article("t:n.d", "n.d", text("Neutrality"), (Paragraph("t:n.d/1", text(LONG)), Paragraph("t:n.d/2", words)))
    second = Article("t:n.e", "n.e", text("Execution"), (Paragraph("t:n.e/1", text("The Government executes this Law.")),))
    styles = Numbering(articles="upper-roman", paragraphs="arabic-parens")
    return make.compiled(instrument((Part("p", (), (first, second)),), numbering=styles, headings=False))


@cache
def ukrainian() -> Compiled:
    """More points than Word has Cyrillic letters for."""
    make = Maker()
    many = points("t:n.d/1", *(f"техніку номер {n};" for n in range(1, 33)))
    words = (Text("Відповідно до "), make.ref("підпункту ", ("t:n.d/1/3", "в)"), " пункту ", ("t:n.d/1", "1"), " статті ", ("t:n.d", "1")), Text("."))
    first = Article("t:n.d", "n.d", text("Виведення військ"), (Paragraph("t:n.d/1", text("Виведення охоплює:"), many), Paragraph("t:n.d/2", words)))
    return make.compiled(instrument((Part("p", text("Положення"), (first,)),), language="uk", mark="Чернетка · Українська"))


SAMPLES = {"treaty": treaty, "resolution": resolution, "law": law, "ukrainian": ukrainian}
