"""Two packages → what changed between them, clause by clause.

Renumbering alone is no change: a unit that carries another number, while its words and its place among its neighbours
are the same, is an entry of the concordance.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..frozen import Record
from ..package import Package
from .align import Edit, Pair, align, edits
from .choices import Choice, choices
from .units import Unit, units, words


class Change(Record):
    """One unit that was added, removed, changed or moved (and perhaps changed too).  ``pair`` are its two forms."""

    kind: str
    instrument: str
    language: str
    pair: Pair

    @property
    def unit(self) -> Unit:
        """The new form, or the old one where there is none."""
        unit = self.pair.new or self.pair.old
        assert unit is not None
        return unit

    @property
    def edits(self) -> list[Edit]:
        """Its words: what stays and what was replaced."""
        return edits_of(self.pair)


class TextDifference(Record):
    """One instrument in one language: all its pairs in the order of the new draft."""

    instrument: str
    language: str
    title: str
    pairs: tuple[Pair, ...]

    @property
    def changes(self) -> list[Change]:
        """The pairs that differ in substance."""
        return [Change(kind, self.instrument, self.language, pair) for pair in self.pairs if (kind := kind_of(pair))]

    @property
    def concordance(self) -> list[tuple[str, str]]:
        """The addresses of units whose own number is another; what stands in them follows."""
        return concordance_of(self.pairs)


class Difference(Record):
    """All of it; ``added`` and ``removed`` are the instruments that only one package has."""

    texts: tuple[TextDifference, ...]
    choices: tuple[Choice, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def changes(self) -> list[Change]:
        """Every change, instrument by instrument."""
        return [change for text in self.texts for change in text.changes]

    def __bool__(self) -> bool:
        return bool(self.choices or self.added or self.removed or self.changes)


def diff(old: Package, new: Package) -> Difference:
    """What changed from one package to another, in the languages that both are drafted in."""
    texts = [
        text_difference(id, tag, new[id][tag].document.title, units(old[id][tag]), units(new[id][tag]))
        for id in new
        if id in old.instruments
        for tag in new.languages
        if tag in old[id].compiled
    ]
    added, removed = (tuple(i for i in a if i not in b.instruments) for a, b in ((new, old), (old, new)))
    return Difference(tuple(texts), tuple(choices(old, new)), added, removed)


def text_difference(instrument: str, language: str, title: str, old: Sequence[Unit], new: Sequence[Unit]) -> TextDifference:
    """The difference of two lists of units."""
    return TextDifference(instrument, language, title, tuple(align(old, new)))


def concordance_of(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    """The addresses of units whose own number is another."""
    found: dict[tuple[str, str], None] = {}
    for pair in pairs:
        if pair.old and pair.new and pair.old.label != pair.new.label and pair.old.address and pair.new.address:
            found[pair.old.address, pair.new.address] = None
    return list(found)


def kind_of(pair: Pair) -> str:
    """ "added", "removed", "moved", "changed", or "" where nothing of substance did."""
    old, new = pair.old, pair.new
    if old is new and not pair.moved:
        return ""
    if old is None or new is None:
        return "added" if new is not None else "removed"
    if pair.moved:
        return "moved"
    return "" if old.key == new.key else "changed"


def edits_of(pair: Pair) -> list[Edit]:
    """The words of a pair: what stays and what was replaced."""
    return edits(words(pair.old.pieces) if pair.old else [], words(pair.new.pieces) if pair.new else [])
