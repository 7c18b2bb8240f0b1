"""The document tree: what a draft is, in one language, before and after numbering.

Every block has an ``id`` that comes from its clause (``state-treaty:neutrality.declaration/2/a``), never from its
number.  Numbers and cross-references are side tables of :class:`Compiled`, keyed by id.  All records are frozen.
"""

from __future__ import annotations

from .frozen import Record
from .hints import Any

# ---------------------------------------------------------------- inlines


class Text(Record):
    """A run of plain text; never markup."""

    text: str


class Emphasis(Record):
    """Italic text (``strong``: bold)."""

    inlines: Inlines
    strong: bool = False


class Term(Record):
    """A defined term as printed here; ``term`` is its glossary id."""

    term: str
    text: str


class Target(Record):
    """What a reference names: a clause, optionally a named block or an annex of it."""

    clause: str
    name: str = ""
    annex: str = ""


class Ref(Record):
    """A cross-reference.  ``id`` is its own; ``form`` the grammatical case; ``capital`` at the start of a sentence;
    ``series`` its place in a list of references, "first" or "next", where the word may stand once for all."""

    id: str
    target: Target
    form: str = "nominative"
    capital: bool = False
    series: str = ""


class Blank(Record):
    """A value nobody gave: printed as a bold ``[… days]``; ``label`` is what follows the dots, ``path`` its parameter."""

    label: str
    path: str = ""


class Option(Record):
    """One alternative: who wants it (party ids, as printed labels in ``by``), and its content; empty: no text."""

    by: tuple[str, ...]
    content: tuple[Inline, ...] | tuple[Block, ...]


class Bracket(Record):
    """Alternatives not agreed, within a line."""

    options: tuple[Option, ...]


class Break(Record):
    """The end of a sentence: a new line in Markdown, a space elsewhere."""


Inline = Text | Emphasis | Term | Ref | Blank | Bracket | Break
Inlines = tuple[Inline, ...]

# ---------------------------------------------------------------- blocks


class Table(Record):
    """A table without a number.  ``right`` says which columns hold figures."""

    id: str
    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    right: tuple[bool, ...]


class Point(Record):
    """A point (a) or, nested, a subpoint (i); ``more`` are its continuing paragraphs."""

    id: str
    content: Inlines
    points: tuple[Point, ...] = ()
    more: tuple[Inlines, ...] = ()


class Paragraph(Record):
    """A paragraph with its points and tables; numbered by the numbering pass where the article has several."""

    id: str
    content: Inlines
    points: tuple[Point, ...] = ()
    tables: tuple[Table, ...] = ()
    kind: str = "plain"  # "party": nothing but the name of a party, centred in a preamble


class Choice(Record):
    """Alternatives not agreed, of whole paragraphs.  ``whole``: they are the entire article, printed as
    Alternative A, B, C; each option's ``content`` is blocks, empty for "no text"."""

    id: str
    options: tuple[Option, ...]
    whole: bool = False


Block = Paragraph | Choice


class Article(Record):
    """One provision.  ``notes`` are drafting notes and sources, printed only when asked for."""

    id: str
    clause: str
    title: Inlines
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


class Part(Record):
    """Articles under a Part's title; without a title no heading is printed."""

    id: str
    title: Inlines
    articles: tuple[Article, ...]


class Annex(Record):
    """An annex, on its own page, with its own paragraph numbers."""

    id: str
    clause: str
    title: Inlines
    blocks: tuple[Block, ...]


class Signature(Record):
    """One signature block: ``heading`` ("For Ukraine:") above a rule, ``lines`` (name, capacity) below it."""

    party: str
    heading: str
    lines: tuple[str, ...]


class Closing(Record):
    """What stands after the last article: paragraphs (the testimonium) and signature blocks."""

    kind: str  # testimonium | enactment | none
    paragraphs: tuple[Inlines, ...]
    signatures: tuple[Signature, ...]


class Numbering(Record):
    """How units are counted: styles ``arabic``, ``arabic-parens``, ``upper-roman``, ``lower-roman``,
    ``upper-alpha``, ``lower-alpha``; ``unit`` is article, section, paragraph (operative paragraphs) or none."""

    unit: str = "article"
    parts: str = "upper-roman"
    articles: str = "arabic"
    paragraphs: str = "arabic"
    points: str = "lower-alpha"
    subpoints: str = "lower-roman"
    annexes: str = "upper-roman"


class Document(Record):
    """One instrument in one language."""

    id: str
    language: str
    title: str
    short_title: str
    register: str
    numbering: Numbering
    headings: bool
    preamble: tuple[Block, ...]
    enacting: str
    parts: tuple[Part, ...]
    annexes: tuple[Annex, ...]
    closing: Closing
    mark: str  # the draft mark and version line
    open: bool  # brackets or blanks are in it: a negotiating text


# ---------------------------------------------------------------- what the passes record


class Number(Record):
    """A unit's place: ``level`` is part, article, section, paragraph, point, subpoint or annex; ``value`` counts from 1;
    ``number`` is what a reference prints ("1", "a", "IV"), ``label`` what stands before the unit ("Article 1", "(a)").
    ``series`` names the run of numbers it belongs to: units of one level and series count on from each other."""

    level: str
    value: int
    number: str
    label: str
    series: str = ""


class NumberPiece(Record):
    """The part of a printed reference that is the number of ``target``."""

    target: str
    text: str


class Link(Record):
    """How a reference prints: words and numbers in order.  ``target`` is the id of the unit, "" where it dangles."""

    target: str
    pieces: tuple[str | NumberPiece, ...]


class Leaf:
    """A part of a document as it reads, with its numbers and links; drafts that have it alike share it, and ``kept``: what
    was worked out from it once."""

    __slots__ = ("kept",)

    def __init__(self) -> None:
        self.kept: dict[Any, Any] = {}


PREAMBLE = "preamble"
"""The key of a preamble among the leaves of a document."""


class Compiled(Record):
    """A document with its side tables: numbers by node id, links by id of the reference, terms used by glossary id, and
    its leaves: by the ids of articles, annexes and the document, and that of the preamble.  Leaves are of this document alone:
    one that was changed has none."""

    document: Document
    numbers: dict[str, Number]
    links: dict[str, Link]
    terms: tuple[str, ...] = ()
    leaves: dict[str, Leaf] = {}  # noqa: RUF012


def articles(document: Document) -> list[Article]:
    """All articles, in order."""
    return [article for part in document.parts for article in part.articles]


def paragraphs(blocks: tuple[Block, ...]) -> list[Paragraph]:
    """The paragraphs of some blocks, with those of every alternative."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Choice):
            for option in block.options:
                found += paragraphs(option.content)  # type: ignore[arg-type]
        else:
            found.append(block)
    return found


def inline_runs(block: Paragraph) -> list[Inlines]:
    """Every run of inlines in a paragraph: its own, its points', its tables' cells'."""
    runs = [block.content]
    stack = list(reversed(block.points))
    while stack:
        point = stack.pop()
        runs.append(point.content)
        runs.extend(point.more)
        stack.extend(reversed(point.points))
    for table in block.tables:
        runs.extend(table.head)
        for row in table.rows:
            runs.extend(row)
    return runs


class Survey(Record):
    """What some blocks hold besides plain text, in order: references, terms (glossary ids), blanks, and whether
    anything in them is bracketed."""

    refs: tuple[Ref, ...]
    terms: tuple[str, ...]
    blanks: tuple[Blank, ...]
    brackets: bool

    @property
    def open(self) -> bool:
        """Whether something is not agreed or not filled in."""
        return self.brackets or bool(self.blanks)


def survey(blocks: tuple[Block, ...]) -> Survey:
    """One walk over some blocks, for every pass and check that asks what is in them."""
    refs: list[Ref] = []
    terms: dict[str, None] = {}
    blanks: list[Blank] = []
    brackets = any(type(block) is Choice for block in blocks)
    stack = [run for paragraph in paragraphs(blocks) for run in inline_runs(paragraph)]
    stack.reverse()
    while stack:
        for inline in stack.pop():
            kind = type(inline)
            if kind is Text or kind is Break:
                continue
            if isinstance(inline, Term):
                terms[inline.term] = None
            elif isinstance(inline, Ref):
                refs.append(inline)
            elif isinstance(inline, Blank):
                blanks.append(inline)
            elif isinstance(inline, Emphasis):
                stack.append(inline.inlines)
            elif isinstance(inline, Bracket):
                brackets = True
                stack.extend(option.content for option in inline.options)  # type: ignore[misc]
    return Survey(tuple(refs), tuple(terms), tuple(blanks), brackets)


def walk(inlines: Inlines) -> list[Inline]:
    """Every inline, inner ones after the one that holds them."""
    found: list[Inline] = []
    for inline in inlines:
        found.append(inline)
        if isinstance(inline, Emphasis):
            found += walk(inline.inlines)
        elif isinstance(inline, Bracket):
            for option in inline.options:
                found += walk(option.content)  # type: ignore[arg-type]
    return found


def plain(inlines: Inlines) -> str:
    """The text of some inlines without references and emphasis, for titles and matching; alternatives with strokes between them."""
    parts: list[str] = []
    for inline in inlines:
        if isinstance(inline, (Text, Term)):
            parts.append(inline.text)
        elif isinstance(inline, Break):
            parts.append(" ")
        elif isinstance(inline, Emphasis):
            parts.append(plain(inline.inlines))
        elif isinstance(inline, Bracket):
            parts.append(" / ".join(plain(option.content) for option in inline.options))  # type: ignore[arg-type]
    return "".join(parts)


def link_text(link: Link) -> str:
    """A reference as plain text."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in link.pieces)
