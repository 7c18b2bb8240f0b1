"""XR: how references print: by their own number, round in a circle, as nothing, or typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from ..diagnostics import ERROR, WARNING, Diagnostic, Related
from ..package import InstrumentDraft, Package
from ..select import Chosen
from ..tree import Break, Compiled, Ref, Text, articles, paragraphs
from . import check, fault
from .references import clause_of, in_values, ref_span
from .typed import variants

DEFINING = (
    "in accordance with", "set out in", "set forth in", "laid down in", "provided in", "provided for in", "specified in", "defined in",
    "determined in", "determined by", "stated in", "described in", "those of", "that of", "as in",
)  # fmt: skip


@check("XR013", "empty-reference")
def empty_reference(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A reference inside an instrument whose paragraphs and Articles carry no numbers, so that it prints nothing.

    Why it matters
        “in accordance with .” is what the reader would find.

    Example
        numbering: {unit: none}     # in the framing; a clause of the instrument says {{ ref("neutrality.recognition") }}

    How to fix it
        Name the matter in words instead of the reference, or give the framing a numbering.
    """
    for instrument, compiled in package.documents():
        for unit, survey in instrument.surveys["en"].items():
            for ref in survey.refs:
                link = compiled.links.get(ref.id)
                if link is None or link.pieces:
                    continue
                clause = clause_of(unit)
                yield Diagnostic(
                    "XR013", ERROR, f"the reference to {ref.target.clause} prints nothing: {instrument.id} has no numbers",
                    ref_span(package, instrument, ref),
                    "name the matter in words, or give the framing a numbering", "An unnumbered text cannot be cited by number.",
                    "XR-01", clause, instrument.id,
                )  # fmt: skip


@check("XR014", "typed-reference")
def typed_reference(package: Package) -> list[Diagnostic]:
    """
    What it finds
        The number of an Article, Annex or paragraph of this instrument, typed in a clause's text.  Articles of other
        treaties (“Article 51 of the Charter of the United Nations”) are not meant.

    Why it matters
        Numbers come from the order of the clauses chosen; a typed one is wrong as soon as one clause is added or omitted.

    Example
        Disputes are settled in accordance with Article 41.

    How to fix it
        Write {{ ref("implementation.disputes") }}; a paragraph that ends in ^name is {{ ref("implementation.disputes", "name") }}.
    """
    return package.by_choice("XR014", partial(_typed_references, package))


def _typed_references(package: Package, id: str, chosen: Chosen) -> Iterator[Diagnostic]:
    for variant in variants(chosen):
        for path, text in variant.texts.items():
            for line, column, words in _typed_numbers(text):
                yield Diagnostic(
                    "XR014", WARNING, f"“{words}” is typed, not a reference",
                    package.library.span_in_text(variant.source, path, line, column),
                    'write {{ ref("library.clause") }}, or say of which treaty it is (“of the Charter …”)',
                    "Numbers come from the order of the clauses chosen.", "XR-01", chosen.clause.id, id,
                )  # fmt: skip


def _typed_numbers(text: str) -> tuple[tuple[int, int, str], ...]:
    """Line, column and words of each number of an own unit typed in a text."""
    if not any(word in text for word in ("Article", "Annex", "paragraph ", "paragraphs ")):
        return ()
    units, more = _numbered()
    found = []
    for match in units.finditer(text):
        rest = text[match.end() :]
        listed = more.match(rest)
        rest = rest[listed.end() if listed else 0 :][:20]
        if rest.startswith((" of ", " to the ", " common to ")) and not rest.startswith((" of this", " of the present", " of {{")):
            continue
        at = match.start()
        found.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), match[0]))
    return tuple(found)


@cache
def _numbered() -> tuple[re.Pattern[str], re.Pattern[str]]:
    number = r"(?:\d+|[IVXL]+)\b(?: ?\(\w+\))*"
    return re.compile(rf"\b(?:Articles?|Annex(?:es)?|paragraphs?) {number}"), re.compile(rf"(?:(?:, | and | or | to )(?:Articles? )?{number})*")


@fault("XR015", "reference-to-nothing")
def reference_to_nothing() -> None:
    """
    What it finds
        In a text that `peacedraft check` reads from a file: the number of an Article, a paragraph, a Part or an Annex that the
        text does not have.  It is an error where the text says that it means itself (“Article 60 of this Treaty”) and has no
        number as high as that, else a warning; articles of other instruments (“Article 51 of the Charter”) are not meant.

    Why it matters
        A duty “in accordance with Article 60” of a treaty of 52 Articles cannot be performed; mostly an article was taken out
        and its number stayed behind.

    Example
        Disputes shall be settled in accordance with Article 60 of this Treaty.

    How to fix it
        Correct the number, or say of which instrument it is.
    """


@check("XR002", "circular-reference")
def circular_reference(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A paragraph, or an Article, that refers to itself by its number; and paragraphs of one sentence each of which
        takes its content from the next, round in a circle.

    Why it matters
        The first should say “this Article”; the second leaves the duty without a content: each paragraph says that it
        is laid down in the other.

    Example
        The Commission meets on the days laid down in {{ ref("process.calendar") }}.     # in process.calendar:
        The days are those laid down in {{ ref("process.meetings") }}.                   # in process.meetings

    How to fix it
        Write “this Article” or “this paragraph”; write the content into one of the paragraphs of the circle.
    """
    edges: dict[str, tuple[str, Ref, InstrumentDraft]] = {}
    for instrument, compiled in package.documents():
        single = {a.id: blocks[0].id for a in articles(compiled.document) if len(blocks := paragraphs(a.blocks)) == 1}
        for unit, survey in instrument.surveys["en"].items():
            for ref in survey.refs:
                target = compiled.links[ref.id].target if ref.id in compiled.links else ""
                here = ref.id.rpartition("#")[0]
                if not target:
                    continue
                if target == here or (target == unit and not _listed(package, unit, ref)):
                    yield _self_reference(package, instrument, ref, "paragraph" if target == here else "Annex" if "/@" in unit else "Article")
                elif target != unit:
                    edges.setdefault(here, (single.get(target, target), ref, instrument))
    yield from _circles(package, edges)


def _listed(package: Package, unit: str, ref: Ref) -> bool:
    """Whether a value names the clause itself: it may stand on a list of its own."""
    return any(in_values(a, ref) for _, c in package.chosen(clause_of(unit), unit.partition(":")[0]) for a in c.alternatives)


def _self_reference(package: Package, instrument: InstrumentDraft, ref: Ref, what: str) -> Diagnostic:
    return Diagnostic(
        "XR002", ERROR, f"this {what} refers to itself by its number", ref_span(package, instrument, ref),
        f"write “this {what}”, or refer to the provision that was meant", "A provision cannot take its content from itself.", "XR-02",
        clause_of(ref.id), instrument.id,
    )  # fmt: skip


def _circles(package: Package, edges: dict[str, tuple[str, Ref, InstrumentDraft]]) -> Iterator[Diagnostic]:
    done: set[str] = set()
    for start in edges:
        chain: list[str] = []
        at = start
        while at in edges and at not in done:
            done.add(at)
            chain.append(at)
            at = edges[at][0]
        if at not in chain:
            continue
        circle = chain[chain.index(at) :]
        if len(circle) < 2 or not all(_only_refers(edges[unit][2]["en"], unit, edges[unit][1]) for unit in circle):
            continue
        spans = [ref_span(package, edges[unit][2], edges[unit][1]) for unit in circle]
        clauses = [clause_of(unit) for unit in circle]
        yield Diagnostic(
            "XR002", WARNING, f"these paragraphs refer to each other in a circle: {' → '.join([*clauses, clauses[0]])}", spans[0],
            "write the content into one of them", "Each says that the other lays it down, and none does.", "XR-02", clauses[0],
            edges[circle[0]][2].id, tuple(Related(span, "and from here on") for span in spans[1:]),
        )  # fmt: skip


def _only_refers(compiled: Compiled, unit: str, ref: Ref) -> bool:
    """Whether a paragraph is one sentence that takes its content from a reference."""
    blocks = [b for a in articles(compiled.document) if unit.startswith(a.id) for b in paragraphs(a.blocks)]
    paragraph = next((b for b in blocks if b.id == unit), None)
    if paragraph is None or paragraph.points or paragraph.tables:
        return False
    at = next((n for n, inline in enumerate(paragraph.content) if inline == ref), 0)
    before = paragraph.content[at - 1] if at else None
    one = sum(isinstance(i, Ref) for i in paragraph.content) == 1 and not any(isinstance(i, Break) for i in paragraph.content)
    return one and isinstance(before, Text) and before.text.rstrip().endswith(DEFINING)
