"""One text of a clause's variant with a delegation's edits in it, as source: untouched words keep their holes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rapidfuzz.distance import Indel

from ..build import Builder
from ..package import Package
from ..select import Chosen
from ..tree import Compiled, Inlines, Paragraph, Point, Target, Text, articles, link_text, survey
from .align import Pair
from .difference import kind_of
from .source_text import Added, Changes, escaped, expression, inline_of, plain_lines, row_of, source_of
from .units import Piece, Unit, Word, pieces_of, words
from .word import clean

_HOLES = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_BLANK = re.compile(r"\s")


ALIKE = 0.6
"""How much of a paragraph must be printed as it was wanted: what its references print is left out."""
Row = tuple[int, list[Any]]
"""What tells a parsed row from others, and its cells."""


class Unwritable(Exception):
    """The edits cannot be put into the text; the message says why."""


class Wording:
    """One text of a variant, or of an annex of it, being edited."""

    def __init__(self, package: Package, instrument: str, language: str, chosen: Chosen, annex: str, data: dict[str, Any]) -> None:
        self.library, self.compiled = package.library, package[instrument][language]
        self.data = data
        self.template = self.library.template(data["text"])[0]
        draft = package[instrument]
        builder = Builder(package.selection, draft.instrument, draft.languages[language])
        variant = chosen.alternatives[0].variant
        assert variant is not None
        source = self.library.translation(chosen.clause.id, language) if language != "en" else None
        path = ("variants", variant.name, *(("annexes", annex, "text") if annex else ("text",)))
        self.filler = builder.filler(source or variant.source, path, chosen.alternatives[0].values, chosen)
        base = f"{instrument}:{chosen.clause.id}"
        self.prefix = f"{base}/@{annex}" if annex else base
        self.filler.blocks(self.template, self.prefix)
        self.items = self.filler.items
        self.words: dict[int, str | None] = {}
        self.after: dict[int, list[Added]] = {}
        self.first: list[Added] = []
        self.moved: set[int] = set()
        self.rows = {id: row for unit, item in self.items.items() for id, row in _rows_of(unit, item)}
        self.last_row: Row | None = None
        self.references = references(self.compiled)
        self.this = builder.language.form(builder.language.choose(builder.instrument.get("this")))

    def source(self, pairs: list[Pair]) -> tuple[dict[str, str], list[tuple[Pair, str]]]:
        """What is new of the text's data with the changes of its units in it, and the changes that cannot be put in, with
        the reason."""
        last: list[Any] | None = None
        refused: list[tuple[Pair, str]] = []
        title = {}
        carried: list[Any] = []
        for n, pair in enumerate(pairs):
            item = self.items.get(pair.old.id) if pair.old else None
            if kind_of(pair) and pair.old and pair.new and pair.old.kind == pair.new.kind == "annex":
                title = {"title": escaped(pair.new.text)}
            elif item is not None and any(item is inner for inner in carried):
                self._change_words(pair.but(moved=False), item)
            elif kind_of(pair):
                try:
                    own = self._carried(item, pairs, n) if pair.moved and item is not None else []
                    self._together(pair, item, pairs[n + 1 :])
                    self._change(pair, item, last)
                    carried += own
                except Unwritable as why:
                    refused.append((pair, str(why)))
            if pair.old is not None and pair.old.kind == "row":
                self.last_row = self.rows.get(pair.old.id)
            if pair.new is not None and item is not None and (not pair.moved or any(item is inner for inner in carried)):
                last = item
        made = source_of(self.template, Changes(self.words, self.after, tuple(self.first), frozenset(self.moved)))
        template, faults = self.library.template(made)
        left = [pair for pair, _ in refused]
        stands = [pair.but(new=pair.old) if any(pair is one for one in left) else pair for pair in pairs]
        if faults or not (any(pair.moved for pair in left) or self._reads(template, stands)):
            return {}, [(pair, "its words, in their order, do not make a clause's text: put it in by hand") for pair in pairs if kind_of(pair)]
        if len(refused) == sum(1 for pair in pairs if kind_of(pair)):
            return {}, refused
        return {**title, "text": made}, refused

    def _change(self, pair: Pair, item: list[Any] | None, last: list[Any] | None) -> None:
        """Notes one change."""
        old, new = pair.old, pair.new
        unit = old or new
        assert unit is not None
        if unit.kind == "row":
            self._row(pair)
            return
        if old is not None and (item is None or sum(i is item for i in self.items.values()) > 1):
            raise Unwritable(self._printed_from(old.id, item))
        if item is not None and not pair.moved:
            self._change_words(pair, item)
        elif new is not None:
            if last is not None and any(_loops(self.template, last)):
                raise Unwritable(self._printed_from(new.id, last))
            after = self.after.setdefault(id(last), []) if last is not None else self.first
            if item is None or old is None:
                after.append(Added(self._linked(escaped(new.text)), new.kind == "point"))
            elif item[3] or item[4]:
                self._change_words(pair.but(moved=False), item)
                self.moved.add(id(item))
                after.append(Added("", False, item))
            else:
                name = f" ^{item[1]}" if item[1] else ""
                after.append(Added(self._said(old.id, item, new) + name, new.kind == "point"))
                self.words[id(item)] = None

    def _together(self, pair: Pair, item: list[Any] | None, rest: Sequence[Pair]) -> None:
        """Points and rows stay with the paragraph that introduces them: :class:`Unwritable` where they would not."""
        behind = next((other for other in rest if other.new is not None), None)
        kept = behind is not None and behind.old is not None and behind.new is not None and behind.new.kind in ("point", "row")
        if pair.old is None and pair.new is not None and pair.new.kind not in ("point", "row") and kept:
            raise Unwritable("it stands between a paragraph and its points or its table: put it in by hand where it belongs")
        if pair.new is None and item is not None:
            inner = list(_points(item))
            mine = {id for id, one in self.items.items() if any(one is point for point in inner)}
            tables = tuple(f"{id}/t" for id, one in self.items.items() if one is item)
            if any(other.new is not None and other.old is not None and (other.old.id in mine or other.old.id.startswith(tables)) for other in rest):
                raise Unwritable("its points or its table are left without it: take it out by hand, and say what introduces them")

    def _reads(self, template: list[Any], pairs: Sequence[Pair]) -> bool:
        """Whether a text prints the paragraphs and points that it should, in their order; what its references print is not
        known yet."""
        self.filler.items.clear()
        runs = [run for block in self.filler.blocks(template, self.prefix) if isinstance(block, Paragraph) for run in _runs(block)]
        printed = [_plain(pieces_of(self.compiled, run)) for run in runs if run]
        wanted = [_plain(pair.new.pieces) for pair in pairs if pair.new and pair.new.kind != "annex" and clean(pair.new.text)]
        return len(printed) == len(wanted) and all(Indel.normalized_similarity(*both) > ALIKE for both in zip(printed, wanted, strict=True))

    def _printed_from(self, unit: str, item: list[Any] | None) -> str:
        """Why a unit cannot be changed in the text."""
        name = next((name for name in _loops(self.template, item)), "")
        if name == "definitions":
            return "a term has one definition for all who use it: once it is agreed, change it in the library's glossary.yaml"
        if name == "milestones":
            return "the timetable is printed from the steps of the clauses: change their dates and periods"
        return f"it is printed from the list “{name}”: change that" if name else "it is printed by the program: change what it is printed from"

    def _carried(self, item: list[Any], pairs: Sequence[Pair], at: int) -> list[Any]:
        """A block that moves, if it has points or tables, and these: all of them stand behind it where it is now."""
        inner = [point for point in _points(item) if any(point is known for known in self.items.values())]
        tables = tuple(f"{id}/t" for id, one in self.items.items() if one is item)
        own = {n for n, p in enumerate(pairs) if p.old and (p.old.id.startswith(tables) or any(self.items.get(p.old.id) is point for point in inner))}
        if not own:
            return []
        moved = pairs[at].new
        if moved is not None and moved.kind == "point":
            raise Unwritable("a point with points of its own was moved: change the order in the clause by hand")
        for n in range(at + 1, len(pairs)):
            new = pairs[n].new
            if n not in own and (pairs[n].old is not None or (new is not None and new.kind not in ("point", "row"))):
                break
            own.discard(n)
        if own:
            raise Unwritable("a paragraph was moved without its points or its table: change the order in the clause by hand")
        return [item, *inner]

    def _change_words(self, pair: Pair, item: list[Any]) -> None:
        """A block that stays where it is, or goes."""
        if pair.new is None:
            self.words[id(item)] = None
        elif pair.old is not None and pair.old.key != pair.new.key:
            self.words[id(item)] = self._said(pair.old.id, item, pair.new)

    def _row(self, pair: Pair) -> None:
        """A row of a table that stands in the text: other cells, a row more, a row less."""
        at = self.rows.get(pair.old.id) if pair.old else self.last_row
        if at is None or pair.moved:
            lists = [expression(row[2]) for item in self.items.values() for table in item[4] if len(table) == 3 for row in table[2] if row[:1] == ["for"]]
            raise Unwritable(f"its table is printed from {' and '.join(f'“{name}”' for name in dict.fromkeys(lists)) or 'a list'}: add the row there")
        key, cells = at
        if pair.new is None:
            self.words[key] = None
            return
        new = _cells(pair.new.pieces)
        if len(new) > len(cells):
            raise Unwritable("it has more cells than the table has columns: add the column in the clause by hand")
        new += [()] * (len(cells) - len(new))
        if pair.old is None:
            plain = ("".join(p if isinstance(p, str) else p.text for p in cell) for cell in new)
            self.after.setdefault(key, []).append(Added(row_of(escaped(clean(cell)) for cell in plain), False))
        else:
            self.words[key] = row_of(self._cell(pair.old.id, cell, said) for cell, said in zip(cells, new, strict=True))

    def _cell(self, unit: str, cell: list[Any], new: tuple[Piece, ...]) -> str:
        self.filler._cell = True
        said = self._line(unit, cell, new, False)
        self.filler._cell = False
        return said

    def _said(self, unit: str, item: list[Any], new: Unit) -> str:
        """A block's source with new words: what is untouched keeps its holes, the rest is plain words."""
        return self._line(unit, item[2], new.pieces, "/" not in unit.removeprefix(f"{self.prefix}/"))

    def _line(self, unit: str, inlines: list[Any], new: Sequence[Piece], capital: bool) -> str:
        segments: list[tuple[Any, str]] = []
        printed: tuple[Piece, ...] = ()
        done = 0
        for n, inline in enumerate(inlines):
            self.filler.start(unit)
            printed = pieces_of(self.compiled, self.filler.line(inlines[: n + 1], capital=capital))
            text = "".join(p if isinstance(p, str) else p.text for p in printed)
            own = " " if inline == ["br"] else text[done:]
            segments.append((inline, own))
            done += len(own)
        return self._linked(_edited(segments, tokens(printed), tokens(new)))

    def _linked(self, source: str) -> str:
        """A source in which what is written like a reference to a place of this draft is one."""
        if not self.references:
            return source
        texts = "|".join(re.escape(text).replace("\\ ", r"\s") for text in sorted(self.references, key=len, reverse=True))
        found = re.compile(rf"(?<!\w)({texts})(?![\w(]|\s+(?:of|to|in)\s+(?!{re.escape(self.this)}\b))")
        parts = _HOLES.split(source)
        parts[::2] = [found.sub(lambda match: f"{{{{ {self.references[re.sub(_BLANK, ' ', match[0])]} }}}}", part) for part in parts[::2]]
        return "".join(parts)


def _loops(template: list[Any], item: list[Any] | None, name: str = "") -> Iterator[str]:
    """The list that the loop around a block goes through."""
    for block in template:
        if block is item and name:
            yield name
        elif isinstance(block, list) and block[:1] == ["p"]:
            yield from _loops(block[3], item, name)
        elif isinstance(block, list) and block[:1] == ["if"]:
            yield from _loops(block[2] + block[3], item, name)
        elif isinstance(block, list) and block[:1] == ["for"]:
            yield from _loops(block[3], item, expression(block[2]))


def _points(item: list[Any]) -> Iterator[Any]:
    """The points of a parsed block, inner ones too."""
    for point in item[3] if item[0] == "p" else item[2] + (item[3] if item[0] == "if" else []):
        if isinstance(point, list):
            yield from [point] if point[0] == "p" else []
            yield from _points(point)


def _rows_of(unit: str, item: list[Any]) -> Iterator[tuple[str, Row]]:
    """The rows of the tables that stand in a text, by the ids that they are printed as."""
    for n, table in enumerate(item[4], 1):
        if len(table) == 3 and isinstance(table[2], list) and all(isinstance(row, list) and row[:1] == ["r"] for row in table[2]):
            yield f"{unit}/t{n}/row0", (id(table[0]), table[0])
            for k, row in enumerate(table[2], 1):
                yield f"{unit}/t{n}/row{k}", (id(row), row[1])


def _runs(block: Paragraph) -> Iterator[Inlines]:
    """The words of a paragraph, of its points and of the rows of its tables."""
    yield from (block.content, *_point_runs(block.points))
    for table in block.tables:
        yield from (tuple(inline for cell in row for inline in (*cell, Text(" "))) for row in (table.head, *table.rows))


def _point_runs(points: Sequence[Point]) -> Iterator[Inlines]:
    """The words of points, each with what continues it and its subpoints."""
    for point in points:
        yield from (point.content, *point.more, *_point_runs(point.points))


def _plain(pieces: Sequence[Piece]) -> list[str]:
    return "".join(piece for piece in pieces if isinstance(piece, str)).replace(" | ", " ").split()


def _cells(pieces: Sequence[Piece]) -> list[tuple[Piece, ...]]:
    """A row's pieces, cell by cell."""
    made: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.split(" | ") if isinstance(piece, str) else [piece]
        made[-1].append(first)
        made += [[more] for more in rest]
    return [tuple(piece for piece in cell if piece) for cell in made]


def references(compiled: Compiled) -> dict[str, str]:
    """How this draft prints references to its own articles, annexes and what is in them → the expressions that print so."""
    document = compiled.document
    found = {number.label: _reference(Target(id.partition(":")[2]), "") for id, number in compiled.numbers.items() if number.level == "article"}
    found = {text: made for text, made in found.items() if text.partition(" ")[0].isalpha() and " " in text}
    labels = tuple(found)
    blocks = [article.blocks for article in articles(document)] + [annex.blocks for annex in document.annexes]
    for ref in (ref for one in blocks for ref in survey(one).refs):
        link = compiled.links.get(ref.id)
        text = re.sub(_BLANK, " ", link_text(link)) if link and link.target.startswith(f"{document.id}:") else ""
        if text.endswith(labels) or ref.target.annex:
            found.setdefault(text, _reference(ref.target, ref.form))
    return {text: made for text, made in found.items() if text}


def _reference(target: Target, form: str) -> str:
    name = f', "{target.name}"' if target.name else ""
    annex = f', annex="{target.annex}"' if target.annex else ""
    return f'ref("{target.clause}"{name}{annex})' + (f".{form}" if form not in ("", "nominative") else "")


def tokens(pieces: Sequence[Piece]) -> list[Word]:
    """Words with every blank the same."""
    return [word if word.text.strip() else word.but(key=" ") for word in words(pieces)]


def _edited(segments: list[tuple[Any, str]], old: list[Word], new: list[Word]) -> str:
    """The segments (inline, what it prints) as source, with ``old`` words become ``new`` ones."""
    kept: set[int] = set()
    put: dict[int, str] = {}
    starts = [0]
    for word in old:
        starts.append(starts[-1] + len(word.text))
    for block in Indel.opcodes([w.key for w in old], [w.key for w in new]):
        start, end = starts[block.src_start], starts[block.src_end]
        if block.tag == "equal":
            kept.update(range(start, end))
        elif block.dest_end > block.dest_start:
            put[start] = put.get(start, "") + "".join(w.text for w in new[block.dest_start : block.dest_end])
    made, at = "", 0
    for inline, text in segments:
        end = at + len(text)
        whole = all(n in kept for n in range(at, end)) and not any(at < n < end for n in put)
        made += _put_in(made, escaped(put.pop(at, "")), inline == ["br"])
        if inline == ["br"]:
            made = f"{made.rstrip(' ')}\n" if at in kept else made
        elif whole and not isinstance(inline, str):
            made += inline_of(inline)
        else:
            made += escaped("".join(put.pop(n, "") + (text[n - at] if n in kept else "") for n in range(at, end)))
        at = end
    made += _put_in(made, escaped("".join(put[n] for n in sorted(put))), True)
    return plain_lines("\n".join(re.sub(r" {2,}", " ", line).strip() for line in made.split("\n")).strip())


def _put_in(made: str, text: str, is_end: bool) -> str:
    """Words that come between others; a sentence that comes between sentences has a line of its own."""
    if text.rstrip()[-1:] == ".":
        if made.rstrip(" ")[-1:] in ("", "\n"):
            return f"{text.strip()}\n"
        if is_end and made.rstrip()[-1:] == ".":
            return f"\n{text.strip()}"
    return text
