"""Alternatives of a clause → blocks with brackets: what is equal in all of them prints once, outside the brackets.

Goes in: the blocks of each alternative, their ids ending in ``~1``, ``~2`` after the clause.  Comes out: the common
paragraphs as they are, and between them the ones that differ, bracketed as narrowly as can be: a value, a sentence, a
point, else whole paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence

from .frozen import Record
from .hints import Any
from .tree import Block, Bracket, Break, Choice, Inline, Inlines, Option, Paragraph, Point, Text, plain

LIKE = 0.5
"""How much of two paragraphs or sentences must be the same for them to be one with brackets in it."""
Alternatives = list[tuple[tuple[str, ...], tuple[Paragraph, ...]]]


def combine(base: str, options: Alternatives, annex: str = "") -> tuple[Block, ...]:
    """The blocks of one article or ``annex`` with alternatives; ``base`` is the clause's id without ``~n``."""
    if len(options) == 1:
        return options[0][1]
    keys = [[_key(block) for block in blocks] for _, blocks in options]
    common = _common(keys)
    at = [0] * len(options)
    made: list[Block] = []
    for key in [*common, None]:
        ends = [keys[n].index(key, at[n]) if key is not None else len(keys[n]) for n in range(len(options))]
        differing = [(by, blocks[at[n] : ends[n]]) for n, (by, blocks) in enumerate(options)]
        if any(blocks for _, blocks in differing):
            made += _differing(f"{base}{annex}/choice-{len(made) + 1}", differing, base, not common)
        if key is not None:
            made.append(_moved(options[0][1][ends[0]], f"{base}~1", base))
        at = [end + 1 for end in ends]
    if not common and len(made) == 1 and isinstance(made[0], Choice):
        return (Choice(made[0].id, tuple(Option(by, blocks) for by, blocks in options), whole=True),)
    return tuple(made)


def _common(keys: list[list[Any]]) -> list[Any]:
    """What stands in all lists in the same order."""
    from difflib import SequenceMatcher

    common = keys[0]
    for other in keys[1:]:
        matcher = SequenceMatcher(None, common, other, autojunk=False)
        common = [common[i] for i, _, size in matcher.get_matching_blocks() for i in range(i, i + size)]
    return common


def combine_titles(options: list[tuple[tuple[str, ...], Inlines]]) -> Inlines:
    """The title of an annex: once where all alternatives have the same."""
    if len({title for _, title in options}) == 1:
        return options[0][1]
    return (Bracket(tuple(Option(by, title) for by, title in options)),)


def _differing(id: str, options: Alternatives, base: str, whole: bool) -> list[Block]:
    """One stretch where the alternatives differ, merged paragraph by paragraph where most are alike; in a ``whole`` article, all."""
    slots = _slots([blocks for _, blocks in options])
    merged = [_merge([(by, b) for (by, _), b in zip(options, slot, strict=True) if b is not None]) if None not in slot else None for slot in slots]
    apart = sum(one is None for one in merged)
    if apart and (whole or len({len(blocks) for _, blocks in options}) == 1 or apart > len(slots) - apart):
        return [Choice(id, _grouped(options))]
    made: list[Block] = []
    for n, (slot, one) in enumerate(zip(slots, merged, strict=True), 1):
        if one is not None:
            made.append(_moved(one, f"{base}~1", base))
        else:
            blocks = [(by, () if block is None else (block,)) for (by, _), block in zip(options, slot, strict=True)]
            made.append(Choice(f"{id}-{n}", _grouped(blocks)))
    return made


def _slots(runs: list[tuple[Paragraph, ...]]) -> list[list[Paragraph | None]]:
    """Stretches of paragraphs side by side: alike ones level, None where an alternative has none."""
    if len({len(run) for run in runs}) == 1:
        return [list(level) for level in zip(*runs, strict=True)]
    slots: list[list[Paragraph | None]] = [[block] for block in runs[0]]
    for done, run in enumerate(runs[1:], 1):
        at = 0
        for block in run:
            found = next((n for n in range(at, len(slots)) if any(_alike(block, other) for other in slots[n] if other is not None)), None)
            if found is None:
                slots.insert(at, [None] * done + [block])
                at += 1
            else:
                slots[found].append(block)
                at = found + 1
        for slot in slots:
            slot += [None] * (done + 1 - len(slot))
    return slots


def _alike(one: Paragraph, other: Paragraph) -> bool:
    """Whether two paragraphs are forms of one: half of their words are the same."""
    return one.content == other.content or _share([one.content, other.content]) >= LIKE


def _share(runs: list[Inlines]) -> float:
    """How much each of some runs has in common with the first, 0 to 1."""
    from difflib import SequenceMatcher

    texts = [plain(run).split() for run in runs]
    return min(SequenceMatcher(None, texts[0], text, autojunk=False).ratio() for text in texts[1:])


def _grouped(options: list[tuple[tuple[str, ...], Any]]) -> tuple[Option, ...]:
    """Options, those that read the same as one: of all who want it, of nobody where somebody left it unattributed.

    What nobody wants and says nothing is none."""
    found: dict[Any, list[tuple[tuple[str, ...], Any]]] = {}
    for by, content in options:
        found.setdefault(_key(content), []).append((by, content))
    made = []
    for same in found.values():
        by = tuple(dict.fromkeys(name for names, _ in same for name in names)) if all(names for names, _ in same) else ()
        made.append(Option(by, _own(same[0][1], by)))
    return tuple(option for option in made if option.by or option.content)


def _own(node: Any, by: tuple[str, ...]) -> Any:
    """What some parties want, with the values that they want: brackets in it of which one is theirs hold nothing else."""
    if isinstance(node, tuple):
        made: list[Any] = []
        for member in node:
            own = next((o for o in member.options if by and set(by) <= set(o.by)), None) if isinstance(member, Bracket) else None
            made += own.content if own is not None else (_own(member, by),)
        return tuple(made)
    if isinstance(node, Record):
        return node.but(**{f: _own(v, by) for f in type(node).__fields__ if isinstance(v := getattr(node, f), tuple) and f != "by"})
    return node


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
        return _uneven([by for by, _ in options], sentences)
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
        equal += narrow is not None or _share(runs) >= LIKE
        made += narrow or (Bracket(_grouped([(by, run) for (by, _), run in zip(options, runs, strict=True)])),)
    return tuple(made) if equal else None


def _uneven(by: list[tuple[str, ...]], sentences: list[list[Inlines]]) -> Inlines | None:
    """Runs with more and fewer sentences: those that all have once, the others in brackets where they stand."""
    keys = [[_key(sentence) for sentence in own] for own in sentences]
    common = _common(keys)
    made: list[Inline] = []
    at = [0] * len(keys)
    for key in [*common, None]:
        ends = [own.index(key, at[n]) if key is not None else len(own) for n, own in enumerate(keys)]
        between = [(who, _joined(own[start:end])) for who, own, start, end in zip(by, sentences, at, ends, strict=True)]
        if any(content for _, content in between):
            made += [*([Break()] if made else []), Bracket(_grouped(between))]
        if key is not None:
            made += [*([Break()] if made else []), *sentences[0][ends[0]]]
        at = [end + 1 for end in ends]
    return tuple(made) if common else None


def _joined(sentences: list[Inlines]) -> Inlines:
    made: list[Inline] = []
    for sentence in sentences:
        made += [*([Break()] if made else []), *sentence]
    return tuple(made)


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
            made += _spaced(by, pieces)
    return tuple(made) if equal > 20 else None


def _spaced(by: list[tuple[str, ...]], pieces: Sequence[Inline]) -> list[Inline]:
    """A bracket around some pieces; the spaces that all of them begin or end with stand outside."""
    texts = [piece.text for piece in pieces if isinstance(piece, Text)]
    wordy = len(texts) == len(pieces) and all(text.strip() for text in texts)
    before = wordy and all(text.startswith(" ") for text in texts)
    after = wordy and all(text.endswith(" ") for text in texts)
    if before or after:
        pieces = [Text(text[int(before) : len(text) - int(after)]) for text in texts]
    made: list[Inline] = [Bracket(_grouped([(who, (piece,)) for who, piece in zip(by, pieces, strict=True)]))]
    return [*([Text(" ")] if before else []), *made, *([Text(" ")] if after else [])]


def _sentences(run: Inlines) -> list[Inlines]:
    found: list[list[Inline]] = [[]]
    for inline in run:
        if isinstance(inline, Break):
            found.append([])
        else:
            found[-1].append(inline)
    return [tuple(s) for s in found]


def _key(node: Any) -> Any:
    """A node without its ids, to be compared; words that stand next to each other are one text."""
    if isinstance(node, tuple):
        made: list[Any] = []
        for member in node:
            if isinstance(member, Text) and made and made[-1][:1] == ("Text",):
                made[-1] = ("Text", made[-1][1] + member.text)
            else:
                made.append(_key(member))
        return tuple(made)
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
