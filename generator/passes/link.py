"""Links: how every reference prints, from the numbers of its own instrument and of the others.

A reference looks in its own instrument, then in the others in order, and there adds the instrument's short title.  One
that finds nothing is recorded with an empty target; the check reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from ..frozen import Record
from ..language import Language
from ..memory import Memory
from ..tree import (
    PREAMBLE,
    Annex,
    Article,
    Document,
    Leaf,
    Link,
    Number,
    NumberPiece,
    Paragraph,
    Point,
    Ref,
    Survey,
    Target,
    articles,
    paragraphs,
)  # fmt: skip

Pieces = list["str | NumberPiece"]


class Unit(Record):
    """Something a reference can name: its id, and the ids of the units around it, innermost first."""

    id: str
    around: tuple[str, ...]


class Index:
    """Where clauses, named blocks and annexes of one document stand."""

    def __init__(self, document: Document, surveys: dict[str, Survey], numbers: dict[str, Number], short_title: dict[str, str] | str, memory: Memory) -> None:
        self.document, self.surveys, self.numbers, self.short_title, self._memory = document, surveys, numbers, short_title, memory
        self.clauses: dict[str, Unit] = {}
        self._holders: dict[str, list[Article | Annex]] = {}
        self._names: dict[str, dict[str, Unit]] = {}
        self.annexes: dict[tuple[str, str], Unit] = {}
        for block in paragraphs(document.preamble):
            clause = block.id.partition(":")[2].partition("/")[0].partition("~")[0]
            self.clauses.setdefault(clause, Unit("", ()))
        for article in articles(document):
            self._unit(article)
        for annex in document.annexes:
            name = annex.id.rpartition("/@")[2]
            if "/@" in annex.id:
                self.annexes.setdefault((annex.clause, name), Unit(annex.id, ()))
                self._holders.setdefault(annex.clause, []).append(annex)
            else:
                self._unit(annex)

    def _unit(self, unit: Article | Annex) -> None:
        self.clauses.setdefault(unit.clause, self._memory.same(("unit", unit.id), Unit(unit.id, ())))
        self._holders.setdefault(unit.clause, []).insert(0, unit)

    def find(self, ref: Ref) -> Unit | None:
        """The unit a reference names, in this document."""
        target = ref.target
        if target.annex:
            return self.annexes.get((target.clause, target.annex))
        return self._named(target) if target.name else self.clauses.get(target.clause)

    def _named(self, target: Target) -> Unit | None:
        """A named block of a clause: of its article, or else of its annexes."""
        for holder in self._holders.get(target.clause, ()):
            if holder.id not in self._names:
                key = "names", self.document.language, holder.id
                self._names[holder.id] = self._memory.later(key, holder.blocks, partial(_names, holder))
            if target.name in self._names[holder.id]:
                return self._names[holder.id][target.name]
        return None


def _names(unit: Article | Annex) -> dict[str, Unit]:
    """The named blocks of an article or annex; of two with one name, the first."""
    found: dict[str, Unit] = {}

    def name(block: Paragraph | Point, around: tuple[str, ...]) -> None:
        found.setdefault(block.id.rpartition("/")[2], Unit(block.id, around))
        for point in block.points:
            name(point, (block.id, *around))

    for paragraph in paragraphs(unit.blocks):
        name(paragraph, (unit.id,))
    return found


def link(index: Index, others: Callable[[Target], Iterable[Index]], language: Language, memory: Memory) -> dict[str, Link]:
    """Reference id → how it prints; ``others`` are the other documents that may have what a reference names, in order."""
    links: dict[str, Link] = {}
    for unit, survey in index.surveys.items():
        for ref in survey.refs:
            links[ref.id] = _link(ref, unit, index, others, language, memory)
        if any(ref.series for ref in survey.refs):
            for refs in _series(survey.refs):
                links |= _several(refs, unit, index, language)
    return links


def leaves(index: Index, links: dict[str, Link], memory: Memory) -> dict[str, Leaf]:
    """The articles and annexes of a document by their ids, its preamble and the whole of it, each by all that decides how it reads;
    none where no other draft will ask."""
    if not memory.lasting:
        return {}
    document, numbers, tag = index.document, index.numbers, index.document.language
    recitals = [links[ref.id] for clause in _recitals(document) for ref in index.surveys[clause].refs]
    whole = memory.once(("leaf", tag, document.id), (document, numbers, links), Leaf)
    if "leaves" in whole.kept:
        shared: dict[str, Leaf] = whole.kept["leaves"]
        return shared
    found = whole.kept["leaves"] = {
        document.id: whole,
        PREAMBLE: memory.once(("leaf", tag, document.id, PREAMBLE), (document.preamble, recitals), Leaf),
    }
    units: list[Article | Annex] = [*articles(index.document), *index.document.annexes]
    for unit in units:
        own = tuple([links[ref.id] for ref in index.surveys[unit.id].refs])
        inner = memory.once(("ids", tag, unit.id), unit.blocks, partial(_ids, unit))
        origin = (unit, numbers.get(unit.id), [numbers.get(id) for id in inner], own)
        found[unit.id] = memory.once(("leaf", tag, unit.id), origin, Leaf)
    return found


def _recitals(document: Document) -> Iterable[str]:
    """The ids of the clauses of the preamble."""
    return dict.fromkeys(block.id.partition("/")[0].partition("~")[0] for block in document.preamble)


def _ids(unit: Article | Annex) -> list[str]:
    """The ids of all that may carry a number in an article or annex."""
    found: list[str] = []
    stack: list[Paragraph | Point] = [*paragraphs(unit.blocks)]
    while stack:
        block = stack.pop()
        found.append(block.id)
        stack += block.points
    return found


def _series(refs: Sequence[Ref]) -> Iterator[list[Ref]]:
    """The references of each list."""
    found: list[Ref] = []
    for ref in refs:
        if ref.series != "next" and found:
            yield found
            found = []
        if ref.series == "first" or (ref.series and found):
            found.append(ref)
    if found:
        yield found


def _several(refs: list[Ref], here: str, index: Index, language: Language) -> dict[str, Link]:
    """ "Articles 5, 10 and 21": the word once for a list of units of one level in the own instrument; else nothing."""
    units = [unit for ref in refs if (unit := index.find(ref)) is not None and unit.id in index.numbers and unit.id != here]
    levels = {index.numbers[unit.id].level for unit in units}
    words = (language.references.get("several") or {}).get(next(iter(levels), ""))
    if len(units) < len(refs) or len(levels) > 1 or words is None:
        return {}
    before, _, after = language.form(words, refs[0].form).partition("{}")
    before = before[:1].upper() + before[1:] if refs[0].capital else before
    links = {}
    for ref, unit in zip(refs, units, strict=True):
        number = NumberPiece(unit.id, index.numbers[unit.id].number)
        links[ref.id] = Link(unit.id, tuple(_merged([before, number, after] if ref is refs[0] else [number])))
    return links


def _link(ref: Ref, here: str, own: Index, others: Callable[[Target], Iterable[Index]], language: Language, memory: Memory) -> Link:
    index, unit = own, own.find(ref)
    if unit is None:
        index, unit = next(((other, found) for other in others(ref.target) if (found := other.find(ref))), (own, None))
    if unit is None:
        return Link("", (f"[{ref.target.clause}]",))
    chain = tuple([index.numbers.get(id) for id in (unit.id, *unit.around)])
    if not any(chain) and unit.id:  # the first number in it: other numbers say which
        return _printed(ref, unit, here, own, index, language)
    outside = index.short_title if index is not own else None
    origin = (ref, here, unit, chain, outside, index.document.numbering.unit)
    return memory.later(("link", language.tag, ref.id), origin, lambda: _printed(ref, unit, here, own, index, language))


def _printed(ref: Ref, unit: Unit, here: str, own: Index, index: Index, language: Language) -> Link:
    pieces = _words(unit, ref.form, here, index, language)
    if index is not own:
        pieces = _outside(pieces, ref.form, index, language)
    if ref.capital and pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0][:1].upper() + pieces[0][1:]
    return Link(unit.id, tuple(pieces))


def _words(unit: Unit, case: str, here: str, index: Index, language: Language) -> Pieces:
    """ "paragraph 2 of Article 1": the units that carry a number, from the inside out."""
    if not unit.id:
        return [language.form(language.references["preamble"], case)]
    chain = [id for id in (unit.id, *unit.around) if id in index.numbers]
    if not chain:
        first = _first_number(unit.id, index)
        if first is None:
            return []
        chain = [first]
    outer = str(language.references.get("outer", "nominative"))
    pieces: Pieces = []
    for at, id in enumerate(chain):
        words = _one(id, case if at == 0 else outer, here, at > 0, index, language)
        if not pieces:
            pieces = words
        else:
            before, _, after = str(language.references["inner"]).partition("{}")
            middle, _, end = after.partition("{}")
            pieces = _merged([before, *pieces, middle, *words, end])
    return pieces


def _first_number(id: str, index: Index) -> str | None:
    """The first numbered paragraph of a clause whose articles carry no number."""
    return next((n for n in index.numbers if n.startswith((f"{id}/", f"{id}~"))), None)


def _one(id: str, case: str, here: str, is_outer: bool, index: Index, language: Language) -> Pieces:
    number = index.numbers[id]
    if id == here and is_outer:
        return [language.form(language.references["same"][number.level], case)]
    level = "operative" if number.level == "paragraph" and index.document.numbering.unit == "paragraph" else number.level
    before, _, after = language.form(language.references[level], case).partition("{}")
    text = number.label if number.level in ("point", "subpoint") else number.number
    return _merged([before, NumberPiece(id, text), after])


def _outside(pieces: Pieces, case: str, index: Index, language: Language) -> Pieces:
    outer = str(language.references.get("outside-case", "nominative"))
    if not pieces:
        title = language.form(index.short_title, case)
        return [str(language.references["alone"]).format(title)]
    title = language.form(index.short_title, outer)
    before, _, after = str(language.references["outside"]).partition("{}")
    return _merged([before, *pieces, after.format(title)])


def _merged(pieces: Pieces) -> Pieces:
    """Without empty words, neighbouring words joined."""
    made: Pieces = []
    for piece in pieces:
        if isinstance(piece, str) and made and isinstance(made[-1], str):
            made[-1] += piece
        elif piece != "":
            made.append(piece)
    return made
