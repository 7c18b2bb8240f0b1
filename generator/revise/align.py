"""Two lists of units → pairs, additions, removals and moves, by id where ids last, by likeness where they do not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from rapidfuzz.distance import Indel, LCSseq

from ..frozen import Record
from .units import Unit, Word, words

LIKE = 0.5
"""How much of two units without names must be the same for them to be one unit that changed."""
RESEMBLES = 0.25
"""How much must be the same for their words to be compared one by one."""

MOST = 250_000
"""How many pairs of units of one clause are weighed; a clause that has more was written anew."""


class Pair(Record):
    """A unit before and after; None where it was added or removed.  ``moved``: it stands elsewhere among its neighbours."""

    old: Unit | None
    new: Unit | None
    moved: bool = False


class Edit(Record):
    """Words that stay (both the same), or that one draft has in place of the other's."""

    old: str
    new: str
    same: bool


def align(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    """The units of two drafts of one instrument in the order of the new one, what was removed where it stood."""
    start, end = _shared(old, new)
    last = len(new) - end
    first = [Pair(unit, unit) for unit in new[:start]]
    around = {unit.id: unit for unit in (*new[:start], *new[last:]) if unit.kind == "part"}
    return [*first, *_between(old[start : len(old) - end], new[start:last], around), *(Pair(unit, unit) for unit in new[last:])]


def _shared(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[int, int]:
    """How many units two drafts share at the beginning, and at the end."""
    least = min(len(old), len(new))
    start = next((n for n in range(least) if old[n] is not new[n]), least)
    return start, next((n for n in range(least - start) if old[-1 - n] is not new[-1 - n]), least - start)


def _between(old: Sequence[Unit], new: Sequence[Unit], around: dict[str, Unit]) -> list[Pair]:
    """The pairs of units that differ, and of what stands between them; ``around`` are Parts that do not differ."""
    by_id = {unit.id: unit for unit in old}
    mates = {unit.id: same for unit in new if (same := by_id.get(unit.id)) is not None and (same is unit or _surely(same, unit))}
    taken = {unit.id for unit in mates.values()}
    groups: dict[tuple[str, str], tuple[list[Unit], list[Unit]]] = {}
    for side, units, done in ((0, old, taken), (1, new, mates.keys())):
        for unit in units:
            if unit.id not in done:
                groups.setdefault(_home(unit), ([], []))[side].append(unit)
    for before, after in groups.values():
        if before and after:
            mates |= {b.id: a for a, b in _within(before, after)}
    return _merged(old, new, mates, _moved(old, new, mates, around))


def _surely(old: Unit, new: Unit) -> bool:
    """Whether two units of one id are one unit: they have a name, or the same words."""
    return old.kind == new.kind and (old.key == new.key or new.is_named)


def _home(unit: Unit) -> tuple[str, str]:
    """Units are compared with those of their own clause and sort."""
    return unit.clause or unit.id.partition("/")[0], unit.kind if unit.kind in ("article", "annex", "part", "title", "enacting") else ""


def _within(old: list[Unit], new: list[Unit]) -> list[tuple[Unit, Unit]]:
    """The pairs in one clause: equal words in order, then the likest."""
    pairs: list[tuple[Unit, Unit]] = []
    for block in LCSseq.opcodes([(u.kind, u.key) for u in old], [(u.kind, u.key) for u in new]):
        if block.tag == "equal":
            pairs += zip(old[block.src_start : block.src_end], new[block.dest_start : block.dest_end], strict=True)
    olds, news = {a.id for a, _ in pairs}, {b.id for _, b in pairs}
    left = [(unit, _bare(unit)) for unit in old if unit.id not in olds]
    right = [(unit, _bare(unit)) for unit in new if unit.id not in news]
    if len(left) * len(right) > MOST:
        return pairs
    likely = [(_likeness(a, b), -i, -j) for i, a in enumerate(left) for j, b in enumerate(right) if a[0].kind == b[0].kind]
    used: tuple[set[int], set[int]] = (set(), set())
    for likeness, i, j in sorted(likely, reverse=True):
        if likeness >= LIKE and -i not in used[0] and -j not in used[1]:
            used[0].add(-i)
            used[1].add(-j)
            pairs.append((left[-i][0], right[-j][0]))
    return pairs


def _bare(unit: Unit) -> list[str]:
    """Its words without blanks and marks."""
    return [word.key for word in words(unit.pieces) if word.text[0].isalnum()]


def _likeness(old: tuple[Unit, list[str]], new: tuple[Unit, list[str]]) -> float:
    """How much two units have in common, 0 to 1; of one place, a little more."""
    return float(Indel.normalized_similarity(old[1], new[1])) + (0.05 if old[0].id == new[0].id else 0)


def _moved(old: Sequence[Unit], new: Sequence[Unit], mates: dict[str, Unit], around: dict[str, Unit]) -> set[str]:
    """The new units that stand elsewhere: the fewest whose move explains the order, and whatever changed its home.

    A heading that moves takes what stands under it along."""
    place = {unit.id: n for n, unit in enumerate(old)}
    heads = {unit.id for unit in new if unit.kind in ("article", "annex", "part")}
    found: set[str] = set()
    parents: dict[str, list[Unit]] = {}
    for unit in new:
        if unit.id in mates and unit.kind != "part":
            parents.setdefault("" if unit.id in heads else unit.parent or unit.clause, []).append(unit)
    for siblings in parents.values():
        order = [place[mates[unit.id].id] for unit in siblings]
        if order == sorted(order):
            continue
        kept = _longest_rising(order)
        found |= {unit.id for n, unit in enumerate(siblings) if n not in kept}
    for unit in new:
        home = mates.get(unit.parent) or around.get(unit.parent)
        if unit.kind == "article" and unit.id in mates and home is not None and home.id != mates[unit.id].parent:
            found.add(unit.id)
    return found


def _longest_rising(order: list[int]) -> set[int]:
    """The places of one longest rising run in a list of different numbers."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, value in enumerate(order):
        at = bisect_left(tails, value)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [n]
    found: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        found.add(at)
        at = before[at]
    return found


def _merged(old: Sequence[Unit], new: Sequence[Unit], mates: dict[str, Unit], moved: set[str]) -> list[Pair]:
    """In the new order; a removed unit follows the old neighbour that it stood behind."""
    gone: dict[str, list[Unit]] = {}
    partner = {before.id: id for id, before in mates.items()}
    last = ""
    for unit in old:
        if unit.id in partner:
            last = partner[unit.id]
        else:
            gone.setdefault(last, []).append(unit)
    pairs = [Pair(unit, None) for unit in gone.get("", ())]
    for unit in new:
        pairs.append(Pair(mates.get(unit.id), unit, unit.id in moved))
        pairs += [Pair(left, None) for left in gone.get(unit.id, ())]
    return pairs


def edits(old: Sequence[Word], new: Sequence[Word]) -> list[Edit]:
    """What became of some words: runs that stay and runs that were replaced, whole words, no islands of a blank or a mark.

    Texts with next to nothing in common are one replacement."""
    before, after = [w.key for w in old], [w.key for w in new]
    if Indel.normalized_similarity(before, after) < RESEMBLES:
        return [Edit("".join(w.text for w in old), "".join(w.text for w in new), False)]
    found: list[tuple[str, str, bool]] = []
    for block in Indel.opcodes(before, after):
        was = "".join([w.text for w in old[block.src_start : block.src_end]])
        now = "".join([w.text for w in new[block.dest_start : block.dest_end]])
        same = block.tag == "equal"
        if same and block.src_start > 0 and block.src_end < len(old) and not was.strip(" ,;.()"):
            same = False
        if found and found[-1][2] == same:
            found[-1] = (found[-1][0] + was, found[-1][1] + now, same)
        else:
            found.append((was, now, same))
    return [Edit(*edit) for edit in found]
