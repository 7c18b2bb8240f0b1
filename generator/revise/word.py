"""A Word file of this program, whoever saved it since → its manifest, paragraphs with node ids, tracked changes, comments.

A paragraph is known by its bookmark, through the map in the custom XML part.  What an editor adds stands behind the last
paragraph that is known.  A file may be read as it would be with every tracked change accepted, or rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..frozen import Record
from ..tree import NumberPiece
from .units import Piece, Unit

KINDS = {
    "title": "title", "heading 1": "part", "heading 2": "article", "annex heading": "annex", "enacting formula": "enacting", "closing": "closing",
    "party": "party", "recital": "recital", "treaty paragraph": "paragraph", "treaty point": "point", "treaty subpoint": "point",
}  # fmt: skip
"""Style name → kind of unit; signatures, rows and text are told otherwise."""
_SPACES = re.compile(r"\s+")


class Revision(Record):
    """Who tracked a change, when ("" where the file does not say), and whether it is half of a move."""

    author: str
    date: str
    move: bool = False


class Span(Record):
    """Some words of one kind: ``target`` is the node whose number they are, ``came`` and ``went`` who put or took them."""

    text: str
    target: str = ""
    came: Revision | None = None
    went: Revision | None = None


class Para(Record):
    """A paragraph, or a table row (its cells joined).  ``node`` is what it belongs to, ``known`` whether that is its own
    bookmark's, ``style`` the name of its style, ``came`` and ``went`` who tracked its mark (or its row)."""

    node: str
    known: bool
    style: str
    spans: tuple[Span, ...]
    label: str = ""
    came: Revision | None = None
    went: Revision | None = None
    row: bool = False

    def text(self, old: bool) -> str:
        """Its words with every change rejected (``old``) or accepted."""
        return "".join(s.text for s in self.spans if not (s.came if old else s.went))


class Comment(Record):
    """A comment, where it stands, and the words that it is about."""

    author: str
    date: str
    text: str
    node: str
    about: str = ""


class Tracked(Record):
    """One tracked change: "insertion" or "deletion" of some words; "¶" is a paragraph's end."""

    kind: str
    author: str
    date: str
    text: str
    node: str
    move: bool = False


class Draft(Record):
    """What was read.  ``manifest`` is {} where the file has none, ``elsewhere`` are changes in headers, footers and boxes,
    ``formatting`` counts changes of looks alone, ``saved_by`` and ``saved`` are who saved the file last, and when,
    ``program`` with what; ``nodes`` is the node of each bookmark, ``has_notes`` whether footnotes are in it."""

    name: str
    manifest: dict[str, Any]
    paras: tuple[Para, ...]
    comments: tuple[Comment, ...]
    elsewhere: tuple[Tracked, ...]
    formatting: int
    saved_by: str
    saved: str
    nodes: dict[str, str]
    program: str
    has_notes: bool

    @property
    def instrument(self) -> str:
        """The instrument it is a draft of."""
        return next(para.node for para in self.paras if para.known).partition(":")[0]

    @property
    def title(self) -> str:
        """Its title as it stands."""
        return next((clean(para.text(False)) for para in self.paras if para.node.endswith(":@title")), "")

    @property
    def language(self) -> str:
        """Its language tag."""
        return str(self.manifest.get("language", ""))

    @property
    def tracked(self) -> list[Tracked]:
        """Its tracked changes in order."""
        return [change for para in self.paras for change in changes_of(para)] + list(self.elsewhere)

    def units(self, old: bool = False) -> list[Unit]:
        """Its units as they are with every tracked change accepted, or rejected (``old``)."""
        return list(_units(self.paras, old))


# ----------------------------------------------------------------------- changes


def changes_of(para: Para) -> list[Tracked]:
    """The tracked changes of a paragraph, in order: what one hand put or took in one go is one change."""
    made: list[tuple[str, Revision, list[str]]] = []
    going: dict[str, int] = {}
    for span in para.spans:
        row = (para.came, para.went) if para.row else (None, None)
        for kind, revision in (("insertion", span.came or row[0]), ("deletion", span.went or row[1])):
            if revision is None:
                going.pop(kind, None)
            elif kind in going and made[going[kind]][1] == revision:
                made[going[kind]][2].append(span.text)
            else:
                going[kind] = len(made)
                made.append((kind, revision, [span.text]))
    for kind, whole in (("insertion", para.came), ("deletion", para.went)):
        if whole is not None and not any(kind == done for done, _, _ in made):
            made.append((kind, whole, ["¶"]))
    return [Tracked(kind, who.author, who.date, "".join(texts), para.node, who.move) for kind, who, texts in made]


# ------------------------------------------------------------------------- units


def _units(paras: Iterable[Para], old: bool) -> Iterator[Unit]:
    """Paragraphs as units: those whose mark is gone run into the next, those wholly gone are left out."""
    carried: list[Para] = []
    places = _Places()
    for para in paras:
        gone = para.came if old else para.went
        if para.row:
            if not gone:
                yield places.unit([para], old)
            continue
        if gone:
            if para.text(old).strip():
                carried.append(para)
            continue
        if carried or para.known or para.text(old).strip():
            yield places.unit([*carried, para], old)
        carried = []
    if carried:
        yield places.unit(carried, old)


class _Places:
    """Names what has no bookmark, and gives addresses."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._parent = self._outer = self._around = self._part = ""

    def unit(self, paras: list[Para], old: bool) -> Unit:
        """One unit from the paragraphs that run together."""
        head = next((p for p in paras if p.known), paras[0])
        last = paras[-1]
        kind = "row" if head.row else KINDS.get(head.style, "text")
        if head.style.startswith("signature"):
            kind = "signature"
        id = head.node
        if kind == "paragraph" and head.known and clause_of(id) and "/" not in id:
            kind = "article"  # a heading that an editor gave the style of a paragraph
        seen = self._counts[id] = self._counts.get(id, 0 if head.known else 1) + 1
        if seen > 1:
            id += f"/+{seen - 1}"
        clause = clause_of(id)
        label = head.label or last.label
        if kind in ("closing", "signature"):
            self._outer = self._around = self._parent = ""
        if kind in ("article", "annex", "part") and head.known:
            self._outer = self._around = label
            self._parent = "" if kind == "part" else id
            self._part = id if kind == "part" else self._part if kind == "article" else ""
        address = self._address(kind, label)
        pieces = tuple(_pieces(span for para in paras for span in para.spans if not (span.came if old else span.went)))
        parent = self._part if kind == "article" else "" if kind in ("annex", "part") else self._parent
        return Unit(id, kind, clause, pieces, label, address, (), parent)

    def _address(self, kind: str, label: str) -> str:
        if kind in ("article", "annex", "part"):
            return label
        inner = f"({label.strip('().')})" if label else ""
        if kind == "paragraph":
            self._around = f"{self._outer}{inner}" if self._outer else label
        return f"{self._around}{inner}" if kind == "point" else self._around


def clause_of(node: str) -> str:
    """The clause in a node id; "" where it is in none."""
    found = node.partition(":")[2].partition("/")[0].partition("~")[0]
    return found if "." in found and not found.startswith("@") else ""


def _pieces(spans: Iterable[Span]) -> Iterator[Piece]:
    """Words with one blank between them, numbers by their targets."""
    made: list[Piece] = []
    for span in spans:
        text = _SPACES.sub(" ", span.text)
        last = made[-1] if made else " "
        if text[:1] == " " and isinstance(last, str) and last.endswith(" "):
            text = text[1:]
        if span.target:
            made.append(NumberPiece(span.target, text))
        elif text and made and isinstance(last, str):
            made[-1] = last + text
        elif text:
            made.append(text)
    if made and isinstance(made[-1], str):
        made[-1] = made[-1].rstrip()
    return (piece for piece in made if piece)


def clean(text: str) -> str:
    """A text with one blank between its words."""
    return _SPACES.sub(" ", text).strip()


def as_text(draft: Draft) -> str:
    """A draft as text, a unit to a line, then its tracked changes and comments: what ``git diff`` compares."""
    lines = [f"{unit.label} {unit.text}".strip() for unit in draft.units()]
    lines += [f"[{c.kind} by {c.author}: {clean(c.text)}]" for c in draft.tracked]
    lines += [f"[comment by {c.author}: {clean(c.text)}]" for c in draft.comments]
    return "".join(f"{line}\n" for line in lines)
