"""``word/document.xml`` and the parts beside it, as whoever saved them wrote them → a :class:`Draft`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ..errors import UserError
from ..writers.docx_parts import DRAFT
from .word import KINDS, Comment, Draft, Para, Revision, Span, Tracked, clean
from .word_labels import Labels, W
from .word_package import WordPackage

MAX_CHANGES = 50_000
MAX_PARAGRAPHS = 50_000
LONGEST = 20_000
"""How much of a comment or of a change outside the text is kept."""
_SEVERAL = re.compile(r"[a-z]{2,3}(-[a-z]{2,3})+")
_ONE_LANGUAGE = "make the changes in the file of one language, which `peacedraft draft` writes without --parallel"
_DRAFT = "use a file that `peacedraft draft` wrote, edited and saved as DOCX"
_NESTED = 20
"""How many fields may stand in each other, how many comments on the same words, how many bookmarks on one paragraph."""
_APART = ("draft mark", "table end", "toc ")
_TRACKED = {W + "ins": "insertion", W + "del": "deletion", W + "moveFrom": "deletion", W + "moveTo": "insertion"}
_REF = re.compile(r"\s*REF\s+(_[0-9a-f]{16})\b")
_ID, _NAME, _VAL, _AUTHOR, _DATE = W + "id", W + "name", W + "val", W + "author", W + "date"
_BOUNDARY: tuple[list[str], tuple[str, None, None]] = ([], ("~", None, None))
_CONTAINERS = frozenset(W + name for name in ("hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "dir", "bdo"))


def read(data: bytes, name: str, nodes: dict[str, str] | None = None) -> Draft:
    """Reads a DOCX; ``nodes`` gives the node id of each bookmark where the file has lost its map.

    :class:`UserError` where it is no Word file, is damaged or hostile, or is none of this program's."""
    package = WordPackage(data, name)
    package.judge_all()
    manifest, known = _map(package)
    known = known or nodes or {}
    instrument = str(manifest.get("instrument") or next(iter(known.values()), "").partition(":")[0])
    return _Reader(package, known, instrument).draft(manifest)


def refuse_parallel(name: str, manifest: dict[str, Any]) -> None:
    """A :class:`UserError` where a file holds several languages side by side: then its manifest names them all."""
    if _SEVERAL.fullmatch(str(manifest.get("language"))):
        raise UserError(f"{name}: it has several languages side by side, and a draft is read in one", _ONE_LANGUAGE)


def _map(package: WordPackage) -> tuple[dict[str, Any], dict[str, str]]:
    """The manifest and the node of each mark, as the custom XML part has them."""
    for part in package.named("customXml/item"):
        root = package.xml(part)
        if root is None or root.tag != f"{{{DRAFT}}}draft":
            continue
        try:
            manifest = json.loads(root.findtext(f"{{{DRAFT}}}manifest") or "{}")
        except (ValueError, RecursionError):
            raise package.refusal("its manifest is damaged") from None
        if not isinstance(manifest, dict):
            raise package.refusal("its manifest is damaged")
        return manifest, {str(n.get("mark")): str(n.get("id")) for n in root.iter(f"{{{DRAFT}}}node") if n.get("mark") and n.get("id")}
    return {}, {}


def _inner(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also those in content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS or child.tag in _TRACKED:
            yield from _inner(child, tag)


def _words(element: Any) -> str:
    """The words somewhere inside an element, as far as a message shows them."""
    return "".join(t.text or "" for t in islice(element.iter(W + "t", W + "delText"), 500))[:LONGEST]


class _Field:
    """A field that is being read: its instruction so far, and whether its result has begun."""

    def __init__(self) -> None:
        self.instruction, self.shown, self.target = "", False, ""


class _Reader:
    def __init__(self, package: WordPackage, nodes: dict[str, str], instrument: str) -> None:
        self.package, self.nodes, self.instrument = package, nodes, instrument
        self.paras: list[Para] = []
        self.elsewhere: list[Tracked] = []
        self.formatting = self.changes = 0
        styles = package.xml(package.related("styles"))
        self._names = {
            str(s.get(W + "styleId")): str(n.get(_VAL)).lower()
            for s in (styles.iter(W + "style") if styles is not None else ())
            if (n := s.find(_NAME)) is not None
        }
        self._labels = Labels(package.xml(package.related("numbering")), styles)
        self._fields: list[_Field] = []
        self._pending: list[str] = []
        self._node = ""
        self._tables = 0
        self._counts: dict[str, int] = {}
        self._notes: dict[str, str] = {}  # footnote → node
        self._comment: dict[str, tuple[int, list[str]]] = {}  # comment → paragraph, the words it is about
        self._about: list[list[str]] = []  # the words of those that are open
        self._spans: list[tuple[list[str], tuple[str, Revision | None, Revision | None]]] = []
        self._marks: list[tuple[str, str, int]] = []
        self._ends: dict[str, int] = {}
        self._is_toc = False
        self._gap = ""
        self._found = False

    def draft(self, manifest: dict[str, Any]) -> Draft:
        """Everything."""
        root = self.package.xml(self.package.main)
        body = root.find(W + "body") if root is not None else None
        if body is None:
            raise self.package.refusal("its document part is empty")
        self._body(body)
        if not self._found:
            refuse_parallel(self.package.name, manifest)
            raise self.package.refusal("not a draft of this program, or its bookmarks are gone", _DRAFT)
        for kind in ("footnotes", "endnotes"):
            self._notes_part(self.package.xml(self.package.related(kind)))
        for part in [*self.package.named("word/header"), *self.package.named("word/footer")]:
            self._outside(self.package.xml(part), "")
        core, app = (self._properties(f"docProps/{name}.xml") for name in ("core", "app"))
        saved_by, saved, program = core.get("lastModifiedBy", ""), core.get("modified", ""), app.get("Application", "")
        return Draft(
            self.package.name,
            manifest,
            tuple(self.paras),
            tuple(self._comments()),
            tuple(self.elsewhere),
            self.formatting,
            saved_by,
            saved,
            self.nodes,
            program,
            bool(self._notes),
        )

    def _properties(self, part: str) -> dict[str, str]:
        root = self.package.xml(part)
        return {str(e.tag).rpartition("}")[2]: str(e.text or "") for e in root} if root is not None else {}

    # ----------------------------------------------------------------- blocks

    def _body(self, element: Any) -> None:
        for child in element:
            tag = child.tag
            if tag == W + "p":
                self._paragraph(child)
            elif tag == W + "tbl":
                self._table(child)
            elif tag == W + "bookmarkStart":
                self._pending.append(str(child.get(_NAME)))
            elif tag in _CONTAINERS or tag in _TRACKED:
                self._body(child)

    def _start(self) -> None:
        self._spans, self._marks, self._ends, self._is_toc = [], [], {}, False
        for name in self._pending:
            self._marks.append((name, "", 0))
        self._pending = []

    def _paragraph(self, p: Any) -> None:
        self._start()
        self._gap = ""
        properties = p.find(W + "pPr")
        style = self._style(properties)
        came, went = self._mark_of(properties)
        self._inside(p, None, None)
        self._fields = [field for field in self._fields if field.shown]  # one that never shows anything would hide the rest
        place = properties.find(W + "numPr") if properties is not None else None
        label = "" if went else self._labels.label(self._style_id(properties), place)
        if self._is_toc or style.startswith(_APART):
            return
        node = self._own() or self._apart(style)
        known = bool(node)
        if known:
            self._node, self._tables = node, 0
        self._keep(Para(self._node, known, style, self._said(), label, came, went))

    def _keep(self, para: Para) -> None:
        self.paras.append(para)
        if len(self.paras) > MAX_PARAGRAPHS:
            raise self.package.refusal(f"more than {MAX_PARAGRAPHS:,} paragraphs")

    def _own(self) -> str:
        """The node of the paragraph's own bookmark: the first that holds words, else the first."""
        known = [(self.nodes[name], start, self._ends.get(id)) for name, id, start in self._marks if name in self.nodes][:_NESTED]
        words = next((node for node, start, end in known if end is None or any(text.strip() for texts, _ in self._spans[start:end] for text in texts)), "")
        self._found |= bool(known)
        return words or (known[0][0] if known else "")

    def _apart(self, style: str) -> str:
        """The node of a paragraph that is in no clause."""
        kind = "signature" if style.startswith("signature") else KINDS.get(style, "")
        if kind in ("title", "enacting"):
            return f"{self.instrument}:@{kind}"
        if kind not in ("closing", "party", "signature"):
            return ""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{self.instrument}:@{kind}/{self._counts[kind]}"

    def _style_id(self, properties: Any) -> str:
        style = properties.find(W + "pStyle") if properties is not None else None
        return str(style.get(_VAL)) if style is not None else ""

    def _style(self, properties: Any) -> str:
        id = self._style_id(properties)
        return self._names.get(id, id).lower()

    def _mark_of(self, properties: Any) -> tuple[Revision | None, Revision | None]:
        """Who inserted or deleted a paragraph's mark."""
        if properties is None:
            return None, None
        if properties.find(W + "pPrChange") is not None:
            self.formatting += 1
        look = properties.find(W + "rPr")
        return self._either(look) if look is not None else (None, None)

    def _either(self, properties: Any) -> tuple[Revision | None, Revision | None]:
        came = went = None
        for child in properties:
            kind = _TRACKED.get(child.tag)
            if kind == "insertion":
                came = self._revision(child)
            elif kind == "deletion":
                went = self._revision(child)
        return came, went

    def _revision(self, element: Any) -> Revision:
        self.changes += 1
        if self.changes > MAX_CHANGES:
            raise self.package.refusal(f"more than {MAX_CHANGES:,} tracked changes", "accept what is agreed, or split the file")
        return Revision(str(element.get(_AUTHOR) or ""), str(element.get(_DATE) or ""), "move" in element.tag)

    def _table(self, table: Any) -> None:
        self._tables += 1
        base, count = self._node, 0
        for row in _inner(table, W + "tr"):
            properties = row.find(W + "trPr")
            came, went = self._either(properties) if properties is not None else (None, None)
            self._start()
            self._gap = ""
            styles = [self._cell(cell, n) for n, cell in enumerate(_inner(row, W + "tc"))]
            style = next((s for s in styles if s), "")
            node = self._apart(style) or f"{base}/t{self._tables}/row{count}"
            count += 0 if came else 1
            self._keep(Para(node, True, style, self._said(), "", came, went, True))

    def _cell(self, cell: Any, at: int) -> str:
        style = ""
        self._gap += " | " if at else ""
        for n, p in enumerate(cell.iter(W + "p")):
            if n:
                self._add(" ")
            style = self._style(p.find(W + "pPr")) or style
            self._inside(p, None, None)
        return style

    # ------------------------------------------------------------------ words

    def _said(self) -> tuple[Span, ...]:
        return tuple(Span("".join(texts), *look) for texts, look in self._spans if texts)

    def _add(self, text: str, came: Revision | None = None, went: Revision | None = None) -> None:
        target = next((field.target for field in reversed(self._fields) if field.target), "")
        look = (target, came, went)
        if self._gap and text:  # the cells before this one; empty ones at the end of a row count for nothing
            self._spans.append(([self._gap], ("", None, None)))
            self._gap = ""
        if self._spans and self._spans[-1][1] == look:
            self._spans[-1][0].append(text)
        else:
            self._spans.append(([text], look))
        for held in self._about:
            held.append(text)

    def _inside(self, element: Any, came: Revision | None, went: Revision | None) -> None:
        """The runs of a paragraph, in whatever they stand."""
        for child in element:
            tag = child.tag
            if tag == W + "r":
                self._run(child, came, went)
            elif tag in _TRACKED:
                revision = self._revision(child)
                self._inside(child, revision if _TRACKED[tag] == "insertion" else came, revision if _TRACKED[tag] == "deletion" else went)
            elif tag in _CONTAINERS:
                self._inside(child, came, went)
            elif tag == W + "bookmarkStart":
                self._spans.append(_BOUNDARY)  # so that no span lies on both sides
                self._marks.append((str(child.get(_NAME)), str(child.get(_ID)), len(self._spans)))
            elif tag == W + "bookmarkEnd":
                self._spans.append(_BOUNDARY)
                self._ends[str(child.get(_ID))] = len(self._spans)
            elif tag == W + "commentRangeStart":
                words: list[str] = []
                self._comment.setdefault(str(child.get(_ID)), (len(self.paras), words))
                if len(self._about) < _NESTED:
                    self._about.append(words)
            elif tag == W + "commentRangeEnd":
                self._about = [words for words in self._about if words is not self._comment.get(str(child.get(_ID)), (0, None))[1]]
            elif tag == W + "fldSimple":
                field = _Field()
                field.instruction, field.shown = str(child.get(W + "instr") or ""), True
                self._named(field)
                self._fields.append(field)
                self._inside(child, came, went)
                self._fields.pop()

    def _run(self, run: Any, came: Revision | None, went: Revision | None) -> None:
        for child in run:
            tag = child.tag
            if tag == W + "t" or tag == W + "delText":
                if all(field.shown for field in self._fields):
                    self._add(child.text or "", came, went)
            elif tag in (W + "tab", W + "br", W + "cr", W + "noBreakHyphen"):
                if all(field.shown for field in self._fields):
                    self._add("\u2011" if tag == W + "noBreakHyphen" else " ", came, went)
                elif len(self._fields[-1].instruction) < LONGEST:
                    self._fields[-1].instruction += "\t"
            elif tag == W + "fldChar":
                self._field(str(child.get(W + "fldCharType")))
            elif tag == W + "instrText" or tag == W + "delInstrText":
                if self._fields and len(self._fields[-1].instruction) < LONGEST:
                    self._fields[-1].instruction += child.text or ""
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                self._notes[f"{tag[len(W) : -9]}{child.get(_ID)}"] = f"?{len(self.paras)}"
            elif tag == W + "commentReference":
                self._comment.setdefault(str(child.get(_ID)), (len(self.paras), []))
            elif tag == W + "rPr":
                self.formatting += child.find(W + "rPrChange") is not None
            elif len(child):
                self._outside(child[0] if tag.endswith("}AlternateContent") else child, self._node)

    def _field(self, kind: str) -> None:
        if kind == "begin" and len(self._fields) < _NESTED:
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._named(self._fields[-1])
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _named(self, field: _Field) -> None:
        """What a field whose instruction is complete refers to."""
        field.shown = True
        found = _REF.match(field.instruction)
        field.target = self.nodes.get(found[1], "") if found else ""
        self._is_toc |= field.instruction.lstrip().startswith(("PAGEREF", "TOC"))

    # -------------------------------------------------------------- elsewhere

    def _outside(self, element: Any, node: str) -> None:
        """Tracked changes where no article is: running heads, text boxes, notes."""
        if element is None:
            return
        for tag, kind in _TRACKED.items():
            for found in element.iter(tag):
                if words := _words(found):
                    revision = self._revision(found)
                    self.elsewhere.append(Tracked(kind, revision.author, revision.date, words, node, revision.move))

    def _notes_part(self, root: Any) -> None:
        for note in root if root is not None else ():
            at = self._notes.get(f"{note.tag[len(W) :]}{note.get(_ID)}", "")
            self._outside(note, self._node_at(int(at[1:])) if at else "")

    def _node_at(self, place: int) -> str:
        """The node of the paragraph that was read as so manieth; of the one before where it was left out."""
        return self.paras[min(place, len(self.paras) - 1)].node if self.paras else ""

    def _comments(self) -> Iterator[Comment]:
        root = self.package.xml(self.package.related("comments"))
        for comment in root if root is not None else ():
            author = str(comment.get(_AUTHOR) or "")
            place, words = self._comment.get(str(comment.get(_ID)), (None, []))
            lines = [_words(p) for p in islice(comment.iter(W + "p"), 200)]
            node = self._node_at(place) if place is not None else ""
            yield Comment(author, str(comment.get(_DATE) or ""), "\n".join(lines).strip(), node, clean("".join(words))[:LONGEST])
