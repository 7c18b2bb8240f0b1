"""Alternatives of a clause → blocks with brackets: what is equal in all of them prints once, outside the brackets.

Goes in: the blocks of each alternative, their ids ending in ``~1``, ``~2`` after the clause.  Comes out: the common
paragraphs as they are, and between them the ones that differ, bracketed as narrowly as can be: a value, a sentence, a
point, else whole paragraphs.
"""

from __future__ import annotations

from typing import Any

from .frozen import Record
from .tree import Block, Bracket, Break, Choice, Inline, Inlines, Option, Paragraph, Point, Text

Alternatives = list[tuple[tuple[str, ...], tuple[Paragraph, ...]]]


def combine(base: str, options: Alternatives, annex: str = "") -> tuple[Block, ...]:
    """The blocks of one article or ``annex`` with alternatives; ``base`` is the clause's id without ``~n``."""
    if len(options) == 1:
        return options[0][1]
    from difflib import SequenceMatcher

    keys = [[_key(block) for block in blocks] for _, blocks in options]
    common = keys[0]
    for other in keys[1:]:
        matcher = SequenceMatcher(None, common, other, autojunk=False)
        common = [common[i] for i, _, size in matcher.get_matching_blocks() for i in range(i, i + size)]
    at = [0] * len(options)
    made: list[Block] = []
    for key in [*common, None]:
        ends = [keys[n].index(key, at[n]) if key is not None else len(keys[n]) for n in range(len(options))]
        differing = [(by, blocks[at[n] : ends[n]]) for n, (by, blocks) in enumerate(options)]
        if any(blocks for _, blocks in differing):
            made += _differing(f"{base}{annex}/choice-{len(made) + 1}", differing, base)
        if key is not None:
            made.append(_moved(options[0][1][ends[0]], f"{base}~1", base))
        at = [end + 1 for end in ends]
    if not common and len(made) == 1 and isinstance(made[0], Choice):
        return (made[0].but(whole=True),)
    return tuple(made)


def combine_titles(options: list[tuple[tuple[str, ...], Inlines]]) -> Inlines:
    """The title of an annex: once where all alternatives have the same."""
    if len({title for _, title in options}) == 1:
        return options[0][1]
    return (Bracket(tuple(Option(by, title) for by, title in options)),)


def _differing(id: str, options: Alternatives, base: str) -> list[Block]:
    """One stretch where the alternatives differ: merged paragraph by paragraph where they are alike."""
    counts = {len(blocks) for _, blocks in options}
    if counts != {0} and len(counts) == 1:
        merged = []
        for blocks in zip(*(blocks for _, blocks in options), strict=True):
            one = _merge([(by, block) for (by, _), block in zip(options, blocks, strict=True)])
            if one is None:
                break
            merged.append(_moved(one, f"{base}~1", base))
        else:
            return list(merged)
    return [Choice(id, tuple(Option(by, blocks) for by, blocks in options))]


def _merge(options: list[tuple[tuple[str, ...], Paragraph]]) -> Paragraph | None:
    """Alternatives of one paragraph as one with brackets inside; None where they have too little in common."""
    first = options[0][1]
    shapes = {(len(p.points), len(p.tables)) for _, p in options}
    if len(shapes) > 1 or any(p.tables != first.tables and _key(p.tables) != _key(first.tables) for _, p in options):
        return None
    content = _inlines([(by, p.content) for by, p in options])
    points = [_point([(by, p.points[n]) for by, p in options]) for n in range(len(first.points))]
    if content is None or any(point is None for point in points):
        return None
    return first.but(content=content, points=tuple(point for point in points if point))


def _point(options: list[tuple[tuple[str, ...], Point]]) -> Point | None:
    first = options[0][1]
    if len({_key(p) for _, p in options}) == 1:
        return first
    if len({(len(p.points), len(p.more)) for _, p in options}) > 1 or any(_key(p.more) != _key(first.more) for _, p in options):
        return None
    content = _inlines([(by, p.content) for by, p in options])
    points = [_point([(by, p.points[n]) for by, p in options]) for n in range(len(first.points))]
    if content is None or any(point is None for point in points):
        return None
    return first.but(content=content, points=tuple(point for point in points if point))


def _inlines(options: list[tuple[tuple[str, ...], Inlines]]) -> Inlines | None:
    """Alternatives of a run: equal sentences once; in an unequal one the values, else the sentence."""
    if len({_key(run) for _, run in options}) == 1:
        return options[0][1]
    sentences = [_sentences(run) for _, run in options]
    if len({len(s) for s in sentences}) > 1:
        return None
    made: list[Inline] = []
    equal = 0
    for n in range(len(sentences[0])):
        if made:
            made.append(Break())
        runs = [s[n] for s in sentences]
        if len({_key(run) for run in runs}) == 1:
            made += runs[0]
            equal += 1
            continue
        narrow = _narrow([by for by, _ in options], runs)
        equal += narrow is not None
        made += narrow or (Bracket(tuple(Option(by, run) for (by, _), run in zip(options, runs, strict=True))),)
    return tuple(made) if equal else None


def _narrow(by: list[tuple[str, ...]], runs: list[Inlines]) -> Inlines | None:
    """One sentence in alternatives that differ in their values only, with a bracket around each of those."""
    if len({len(run) for run in runs}) > 1:
        return None
    made: list[Inline] = []
    equal = 0
    for pieces in zip(*runs, strict=True):
        if len({_key(piece) for piece in pieces}) == 1:
            made.append(pieces[0])
            equal += sum(len(p.text) for p in pieces[:1] if isinstance(p, Text))
        else:
            made.append(Bracket(tuple(Option(who, (piece,)) for who, piece in zip(by, pieces, strict=True))))
    return tuple(made) if equal > 20 else None


def _sentences(run: Inlines) -> list[Inlines]:
    found: list[list[Inline]] = [[]]
    for inline in run:
        if isinstance(inline, Break):
            found.append([])
        else:
            found[-1].append(inline)
    return [tuple(s) for s in found]


def _key(node: Any) -> Any:
    """A node without its ids, to be compared."""
    if isinstance(node, tuple):
        return tuple(_key(member) for member in node)
    if isinstance(node, Record):
        return (type(node).__name__, *(_key(getattr(node, f)) for f in type(node).__fields__ if f != "id"))
    return node


def _moved(node: Any, old: str, new: str) -> Any:
    """A node with the start of every id in it replaced."""
    if isinstance(node, tuple):
        return tuple(_moved(member, old, new) for member in node)
    if isinstance(node, Record):
        changes = {f: _moved(v, old, new) for f in type(node).__fields__ if isinstance(v := getattr(node, f), (tuple, Record))}
        id = getattr(node, "id", "")
        if id.startswith(old):
            changes["id"] = new + id[len(old) :]
        return node.but(**changes) if changes else node
    return node
