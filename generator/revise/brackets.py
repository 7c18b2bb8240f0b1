"""Bracketed text as a delegation sent it back → what that delegation wants, without brackets.

A bracket is known by who is named in it, so that it is read as it stands now, whatever was done to it: own words changed,
the others' taken by striking out one's own, a further alternative put beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..frozen import Record
from .units import Piece, Unit, Word, words
from .word import clean

Pick = Callable[["Group"], "Option | None"]
_UNIT_END = re.compile(r"\s*\Z")


class Option:
    """One alternative as it stands: whose it is by ``labels``, its ``items`` words and groups, each with its unit's place;
    ``starts`` and ``ends`` say whether it begins and ends a unit."""

    def __init__(self, labels: frozenset[str], unit: int, starts: bool) -> None:
        self.labels, self.first, self.last, self.starts, self.ends = labels, unit, unit, starts, False
        self.items: list[tuple[int, Word | Group]] = []
        self.marks: tuple[list[tuple[int, Word]], list[tuple[int, Word]]] = ([], [])

    @property
    def text(self) -> str:
        """Its words; those of alternatives in it one after the other."""
        return clean("".join(item.text for _, item in self.items))


class Group:
    """Alternatives of one thing; ``literal``: its brackets are words of the text."""

    def __init__(self, *options: Option) -> None:
        self.options = list(options)
        self.literal = False

    @property
    def text(self) -> str:
        """The words of all."""
        return " ".join(option.text for option in self.options)


class Marks(Record):
    """How one language prints brackets: the names of the parties, the heading of an alternative article, "No text"."""

    names: tuple[str, ...]
    heading: str
    no_text: str

    @property
    def opening(self) -> re.Pattern[str]:
        """A blank, or the mark that begins an alternative."""
        by = f"(?:{'|'.join(map(re.escape, sorted(self.names, key=len, reverse=True)))})"
        return re.compile(rf"\[…[^\]]*\]|\[(?:\s*(?P<by>{by}(?:\s*,\s*{by})*)\s*:\s*)?|\]", re.IGNORECASE)

    @property
    def alternative(self) -> re.Pattern[str]:
        """The heading of one of several whole texts."""
        return re.compile(rf"{re.escape(self.heading)}\s*\w(?:\s*\((?P<by>.*)\))?")


class Bracketed:
    """The units of one text, those of a clause or of an annex, with the alternatives in them."""

    def __init__(self, units: Sequence[Unit], marks: Marks) -> None:
        self.units, self.marks = units, marks
        self._open: list[Option] = [Option(frozenset(), 0, True)]
        self._wholes: list[Option] = []
        opening, heading = marks.opening, marks.alternative
        for n, unit in enumerate(units):
            found = heading.fullmatch(clean(unit.text))
            if found:
                self._whole(n, self._labels(found["by"]))
            else:
                self._unit(n, words(unit.pieces), opening)
        while len(self._open) > 1:
            self._close(len(units), kept=self._open[-1] in self._wholes)
        self.items = _apart(self._open[0].items)

    def _labels(self, by: str | None) -> frozenset[str]:
        return frozenset(name.strip().casefold() for name in (by or "").split(",") if name.strip())

    def _whole(self, n: int, labels: frozenset[str]) -> None:
        while len(self._open) > 1:
            self._close(n, kept=self._open[-1] in self._wholes)
        self._open.append(Option(labels, n, True))
        self._wholes.append(self._open[-1])

    def _unit(self, n: int, said: list[Word], opening: re.Pattern[str]) -> None:
        text = "".join(word.text for word in said)
        marks = {m.start(): m for m in opening.finditer(text) if not m[0].startswith("[…")}
        at = past = 0
        for word in said:
            mark = marks.get(at)
            if mark is not None and mark[0] == "]" and len(self._open) - (self._open[-1] in self._wholes) > 1:
                self._open[-1].marks[1].append((n, word))
                self._close(n, ends=_UNIT_END.match(text, mark.end()) is not None)
                past = mark.end()
            elif mark is not None and mark[0] != "]":
                self._open.append(Option(self._labels(mark["by"]), n, not text[:at].strip()))
                self._open[-1].marks[0].append((n, word))
                past = mark.end()
            if at >= past:
                self._open[-1].items.append((n, word))
            at += len(word.text)

    def _close(self, n: int, ends: bool = False, kept: bool = True) -> None:
        """An alternative is complete; one whose closing mark is gone (not ``kept``) is plain words."""
        option = self._open.pop()
        option.last, option.ends = n, ends
        items = self._open[-1].items
        if not kept:
            items += option.items
            return
        before = len(items)
        while before and isinstance(word := items[before - 1][1], Word) and not word.text.strip():
            before -= 1
        group = items[before - 1][1] if before else None
        if isinstance(group, Group) and self._continues(group, option):
            del items[before:]
            group.options.append(option)
        else:
            items.append((option.first, Group(option)))

    def _continues(self, group: Group, option: Option) -> bool:
        last = group.options[-1]
        if option in self._wholes or last in self._wholes:
            return option in self._wholes and last in self._wholes
        if last.last == option.first:
            return True
        blocks = all("~" in id or "/+" in id for id in (self.units[last.last].id, self.units[option.first].id))
        return blocks and last.starts and last.ends and option.starts and option.first == last.last + 1

    def groups(self) -> list[Group]:
        """All alternatives, outer ones before those in them."""
        return list(_groups(self.items))

    def view(self, pick: Pick) -> list[Unit]:
        """The units as they read with one option, or none, of each group."""
        held: dict[int, list[Word]] = {}
        for n, word in self._read(self.items, pick):
            held.setdefault(n, []).append(word)
        touched = {n for group in self.groups() for option in group.options for n in range(option.first, option.last + 1)}
        made: list[Unit] = []
        taken = {unit.id for n, unit in enumerate(self.units) if n not in touched}
        for n, unit in enumerate(self.units):
            if n not in touched:
                made.append(unit)
            elif pieces := _pieces(held.get(n, [])):
                id = re.sub(r"~\d+(?=/|\Z)", "", unit.id, count=1)
                made.append(unit.but(id=unit.id if id in taken else id, pieces=pieces))
                taken.add(made[-1].id)
        return made

    def _read(self, items: Sequence[tuple[int, Any]], pick: Pick) -> Iterator[tuple[int, Word]]:
        for n, item in items:
            if isinstance(item, Word):
                yield n, item
            elif item.literal:
                start, end = item.options[0].marks
                yield from [*start, *self._read(item.options[0].items, pick), *end]
            elif (option := pick(item)) is not None and option.text != self.marks.no_text:
                yield from self._read(option.items, pick)


def _apart(items: list[tuple[int, Any]]) -> list[tuple[int, Any]]:
    """The same items, where brackets of the same parties that follow each other are as many groups."""
    made: list[tuple[int, Any]] = []
    for n, item in items:
        if not isinstance(item, Group):
            made.append((n, item))
            continue
        for option in item.options:
            option.items = _apart(option.items)
        labels = [option.labels for option in item.options]
        size = next(k for k in range(2, len(labels) + 2) if k >= len(labels) or labels == labels[:k] * (len(labels) // k))
        made += [(n, Group(*item.options[at : at + size])) for at in range(0, len(labels), size)]
    return made


def _groups(items: Sequence[tuple[int, Any]]) -> Iterator[Group]:
    for _, item in items:
        if isinstance(item, Group):
            yield item
            for option in item.options:
                yield from _groups(option.items)


def _pieces(said: Sequence[Word]) -> tuple[Piece, ...]:
    """Words as pieces again, a number by its target, without the blanks that a bracket left behind."""
    from ..tree import NumberPiece

    made: list[Piece] = []
    for word in said:
        last = made[-1] if made else " "
        if word.key.startswith("\0"):
            made.append(NumberPiece(word.key[1:], word.text))
        elif not word.text.strip():
            if not (isinstance(last, str) and last.endswith(" ")):
                made.append(" ")
        elif made and isinstance(last, str):
            stripped = last.rstrip(" ") if word.text in ".,;:" and len(word.text) == 1 else last
            made[-1] = stripped + word.text
        else:
            made.append(word.text)
    if made and isinstance(made[-1], str):
        made[-1] = made[-1].rstrip()
    return tuple(piece for piece in made if piece)


class Wishes(Record):
    """What a party wants of a text: the ``texts`` it stands by, its first one first.  ``undecided``: somewhere it takes none of
    several alternatives of others, and these are its text with one of them and another.  ``struck`` are others whose words it
    struck out beside its own; ``aside``: there are brackets of others that it left as they were."""

    texts: tuple[list[Unit], ...]
    undecided: bool = False
    struck: tuple[str, ...] = ()
    aside: bool = False


class Reader:
    """Compares one text as it was and as it came back, for the party that is printed as ``label``; ``is_open``: it had
    alternatives, so that a bracket without a name is one."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit], marks: Marks, label: str, is_open: bool) -> None:
        self.old, self.new = Bracketed(old, marks), Bracketed(new, marks)
        self.label = label.casefold()
        self.said = clean(" ".join(unit.text for unit in old))
        literal = {g.text for g in self.old.groups() if not is_open and len(g.options) == 1}
        for text in (self.old, self.new):
            for group in text.groups():
                group.literal = group.text in literal and len(group.options) == 1 and not group.options[0].labels
        self.before, self.groups = ([g for g in text.groups() if not g.literal] for text in (self.old, self.new))
        self.known = {(o.labels, o.text) for group in self.before for o in group.options}

    def wishes(self) -> Wishes:
        """What the party wants now."""
        chosen = {id(group): self._choice(group) for group in self.groups}
        undecided = {id(group): group for group in self.groups if not self._is_decided(group)}
        several = dict.fromkeys(
            (o.labels, [p.labels for p in g.options[:n]].count(o.labels)) for g in undecided.values() for n, o in enumerate(g.options) if o.text
        )
        if several:
            picks = [{**chosen, **{key: self._of(group, *of) for key, group in undecided.items()}} for of in several]
            return Wishes(tuple(self.new.view(lambda g, pick=pick: pick.get(id(g), g.options[0])) for pick in picks), True, (), True)  # type: ignore[misc]
        texts = [self.new.view(lambda group: chosen.get(id(group), group.options[0]))]
        for group in self.groups:
            for option in group.options:
                if option is not chosen[id(group)] and option.text and (self.label in option.labels or self._is_new(option)):
                    texts.append(self.new.view(lambda g, of=group, o=option: o if g is of else chosen.get(id(g), g.options[0])))  # type: ignore[misc]
        return Wishes(tuple(texts), False, self._struck(), any(map(self._is_aside, self.groups)))

    def _is_aside(self, group: Group) -> bool:
        """Whether a bracket holds nothing of the party's, and stands as it was."""
        same = [(option.labels, option.text) for option in group.options]
        return all(self.label not in labels for labels, _ in same) and any(same == [(o.labels, o.text) for o in g.options] for g in self.before)

    def _is_decided(self, group: Group) -> bool:
        """Whether a bracket holds something of the party's own, something new, or one alternative alone."""
        options = [option for option in group.options if option.text]
        return len(options) < 2 or any(self.label in option.labels or self._is_new(option) for option in options)

    def _is_new(self, option: Option) -> bool:
        return (option.labels, option.text) not in self.known and not (not option.labels and option.text in self.said)

    def _of(self, group: Group, labels: frozenset[str], nth: int) -> Option:
        """What certain parties want; the ``nth`` of theirs, as far as they have so many."""
        theirs = [option for option in group.options if option.labels == labels] or group.options
        return theirs[min(nth, len(theirs) - 1)]

    def _choice(self, group: Group) -> Option | None:
        """Which option of a group the party stands by first."""
        options = [option for option in group.options if option.text]
        own = [option for option in options if self.label in option.labels]
        if not options or (len(group.options) == 1 and not own and not options[0].labels and not self._is_new(options[0]) and not self.before):
            return None  # a bracket around words that stood: they are not agreed to
        return next(iter(own or [option for option in options if self._is_new(option)] or options))

    def _struck(self) -> tuple[str, ...]:
        """Whose alternatives are gone while the party's own stand."""
        counts = [Counter(name for g in groups for o in g.options if o.text for name in o.labels) for groups in (self.before, self.groups)]
        if not counts[1][self.label]:
            return ()
        return tuple(sorted(name for name in counts[0] if name != self.label and counts[1][name] < counts[0][name]))
