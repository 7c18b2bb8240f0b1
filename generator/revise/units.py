"""A draft → its units in order: titles, headings, paragraphs, points, rows, each with its words.

Comparing two drafts means comparing units.  A unit's words are pieces of text and the numbers of what it refers to: a
number is known by its target, so that a reference which only prints otherwise, because its target moved, is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from ..frozen import Record
from ..tree import PREAMBLE, Annex, Article, Block, Break, Choice, Compiled, Emphasis, Inlines, NumberPiece, Paragraph, Part, Point, Ref, Table, Term, Text

TOKEN = re.compile(r"\s+|\w+(?:[’'‑-]\w+)*|.", re.DOTALL)
_PLACE = re.compile(r"[0-9]+|[a-z]{1,2}|[ivxl]+|\+[0-9]+|row[0-9]+")

Piece = str | NumberPiece


class Unit(Record):
    """One unit.  ``kind`` is title, party, recital, enacting, part, article, paragraph, point, text, row, annex, closing
    or signature; ``label`` its own number as printed, ``address`` with those around it; ``by`` who wants the alternative
    that it stands in, ``clause`` "" outside clauses, ``parent`` the id of the article, annex or Part it belongs to."""

    id: str
    kind: str
    clause: str
    pieces: tuple[Piece, ...]
    label: str = ""
    address: str = ""
    by: tuple[str, ...] = ()
    parent: str = ""

    @property
    def text(self) -> str:
        """Its words as printed."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)

    @property
    def key(self) -> str:
        """What it is compared by: its words, with targets for numbers, and who wants them."""
        if len(self.pieces) == 1 and not self.by and type(self.pieces[0]) is str:
            return self.pieces[0]
        words = "".join([piece if type(piece) is str else f"\0{piece.target}\0" for piece in self.pieces])  # type: ignore[union-attr]
        return f"{', '.join(self.by)}\1{words}" if self.by else words

    @property
    def is_named(self) -> bool:
        """Whether its author gave it a name, or it is the only one of its kind in its clause."""
        return self.kind in ("title", "enacting", "article", "annex") or named(self.id)


def named(id: str) -> bool:
    """Whether an id ends in a name, not in a place."""
    return not _PLACE.fullmatch(id.rpartition("/")[2])


class Word(Record):
    """A word, a space or a mark; ``key`` is what it is compared by: a number's target, else its text."""

    key: str
    text: str


def words(pieces: Iterable[Piece]) -> list[Word]:
    """Pieces → words."""
    found: list[Word] = []
    for piece in pieces:
        if isinstance(piece, str):
            found += [Word(token, token) for token in TOKEN.findall(piece)]
        else:
            found.append(Word(f"\0{piece.target}", piece.text))
    return found


def units(compiled: Compiled) -> list[Unit]:
    """Every unit of a draft, as it prints."""
    leaf = compiled.leaves.get(compiled.document.id)
    if leaf is None:
        return list(_Units(compiled).all())
    if "units" not in leaf.kept:
        leaf.kept["units"] = list(_Units(compiled).all())
    found: list[Unit] = leaf.kept["units"]
    return found


def pieces_of(compiled: Compiled, inlines: Inlines) -> tuple[Piece, ...]:
    """Some inlines of a draft as they print."""
    return _Units(compiled)._pieces(inlines)


class _Units:
    def __init__(self, compiled: Compiled) -> None:
        self.document, self.numbers, self.links, self.leaves = compiled.document, compiled.numbers, compiled.links, compiled.leaves

    def all(self) -> Iterator[Unit]:
        document = self.document
        yield Unit(f"{document.id}:@title", "title", "", (document.title,))
        yield from self._known(PREAMBLE, "", partial(self._blocks, document.preamble, "", "", "recital"))
        if document.enacting:
            yield Unit(f"{document.id}:@enacting", "enacting", "", (document.enacting,))
        for part in document.parts:
            yield from self._part(part)
        for n, content in enumerate(document.closing.paragraphs, 1):
            yield Unit(f"{document.id}:@closing/{n}", "closing", "", self._pieces(content))
        for signature in document.closing.signatures:
            yield Unit(f"{document.id}:@signature/{signature.party}", "signature", "", (" ".join([signature.heading, *signature.lines]),))
        for annex in document.annexes:
            yield from self._known(annex.id, "", partial(self._annex, annex))

    def _known(self, id: str, part: str, make: Callable[[], Iterator[Unit]]) -> list[Unit]:
        """The units of an article or annex, which drafts that have it alike share."""
        leaf = self.leaves.get(id)
        if leaf is None:
            return list(make())
        key = ("units", part, self.document.headings)
        if key not in leaf.kept:
            leaf.kept[key] = list(make())
        found: list[Unit] = leaf.kept[key]
        return found

    def _annex(self, annex: Annex) -> Iterator[Unit]:
        yield Unit(annex.id, "annex", annex.clause, self._pieces(annex.title), self._label(annex.id), self._label(annex.id))
        yield from self._blocks(annex.blocks, annex.clause, annex.id, "text")

    def _part(self, part: Part) -> Iterator[Unit]:
        if part.id in self.numbers:
            label = self._label(part.id)
            yield Unit(part.id, "part", "", self._pieces(part.title), label, label)
        for article in part.articles:
            yield from self._known(article.id, part.id, partial(self._article, article, part.id))

    def _article(self, article: Article, part: str) -> Iterator[Unit]:
        label = self._label(article.id)
        if label:
            title = self._pieces(article.title) if self.document.headings else ()
            yield Unit(article.id, "article", article.clause, title, label, label, parent=part)
        yield from self._blocks(article.blocks, article.clause, article.id, "text")

    def _blocks(self, blocks: Iterable[Block], clause: str, parent: str, plain: str, by: tuple[str, ...] = ()) -> Iterator[Unit]:
        for block in blocks:
            own = clause or block.id.partition(":")[2].partition("/")[0].partition("~")[0]
            if isinstance(block, Choice):
                for n, option in enumerate(block.options, 1):
                    if option.content:
                        yield from self._blocks(option.content, own, parent, plain, option.by)  # type: ignore[arg-type]
                    else:
                        yield Unit(f"{block.id}~{n}/@none", plain, own, (), by=option.by, parent=parent)
            else:
                yield from self._paragraph(block, own, parent, plain, by)

    def _paragraph(self, block: Paragraph, clause: str, parent: str, plain: str, by: tuple[str, ...]) -> Iterator[Unit]:
        label, outer = self._label(block.id), self._label(parent)
        address = f"{outer}({label.strip('().')})" if label and outer else label or outer
        kind = "paragraph" if label else "party" if block.kind == "party" else plain
        if block.content or label:
            yield Unit(block.id, kind, clause, self._pieces(block.content), label, address, by, parent)
        for point in block.points:
            yield from self._point(point, clause, parent, address, by)
        for table in block.tables:
            yield from self._table(table, clause, parent, address, by)

    def _point(self, point: Point, clause: str, parent: str, around: str, by: tuple[str, ...]) -> Iterator[Unit]:
        label = self._label(point.id)
        address = f"{around}({label.strip('().')})" if label else around
        yield Unit(point.id, "point", clause, self._pieces(point.content), label, address, by, parent)
        for n, more in enumerate(point.more, 1):
            yield Unit(f"{point.id}/+{n}", "text", clause, self._pieces(more), "", address, by, parent)
        for inner in point.points:
            yield from self._point(inner, clause, parent, address, by)

    def _table(self, table: Table, clause: str, parent: str, address: str, by: tuple[str, ...]) -> Iterator[Unit]:
        for n, cells in enumerate((table.head, *table.rows)):
            pieces: list[Piece] = []
            for cell in cells:
                pieces += [*([" | "] if pieces else []), *self._pieces(cell)]
            yield Unit(f"{table.id}/row{n}", "row", clause, tuple(pieces), "", address, by, parent)

    def _label(self, id: str) -> str:
        return self.numbers[id].label if id in self.numbers else ""

    def _pieces(self, inlines: Inlines) -> tuple[Piece, ...]:
        found: list[Piece] = []
        for inline in inlines:
            kind = type(inline)
            if kind is Text or kind is Term:
                found.append(inline.text)  # type: ignore[union-attr]
            elif kind is Break:
                found.append(" ")
            elif isinstance(inline, Ref):
                found += self.links[inline.id].pieces if inline.id in self.links else ("[…]",)
            elif isinstance(inline, Emphasis):
                found += self._pieces(inline.inlines)
            else:
                found += self._open(inline)
        return tuple(found)

    def _open(self, inline: object) -> Iterator[Piece]:
        """A blank, or alternatives in brackets."""
        options = getattr(inline, "options", None)
        if options is None:
            label = getattr(inline, "label", "")
            yield f"[… {label}]" if label else "[…]"
            return
        for n, option in enumerate(options):
            yield f"{' ' if n else ''}[{', '.join(option.by)}{': ' if option.by else ''}"
            yield from self._pieces(option.content)
            yield "]"
