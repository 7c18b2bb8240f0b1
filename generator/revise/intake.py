"""A draft that came back → what was changed and commented in it, by clause, node and author.

Tracked changes are read from the file.  What was changed without tracking is found against the original: the file as it
would be with every tracked change rejected, compared with the draft as the program wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..frozen import Record
from .align import Pair, align
from .difference import edits_of, kind_of
from .word import Comment, Draft, Tracked, clause_of

PROGRAM = "peacedraft"


class Intake(Record):
    """One file: its tracked changes, then the ``untracked`` ones, and its comments but for the program's own; ``original``
    is None where it was not found, so that nothing could be compared."""

    draft: Draft
    original: Draft | None
    tracked: tuple[Tracked, ...]
    untracked: tuple[Tracked, ...]
    comments: tuple[Comment, ...]

    @property
    def changes(self) -> tuple[Tracked, ...]:
        """All changes."""
        return self.tracked + self.untracked


def intake(draft: Draft, original: Draft | None) -> Intake:
    """What became of a draft."""
    author, date = ("", "") if draft.saved_by == PROGRAM else (draft.saved_by, draft.saved)
    pairs = align(original.units(), draft.units(old=True)) if original is not None else []
    untracked = tuple(change for pair in pairs for change in _untracked(pair, author, date))
    return Intake(draft, original, tuple(draft.tracked), untracked, tuple(c for c in draft.comments if c.author != PROGRAM))


def _untracked(pair: Pair, author: str, date: str) -> Iterator[Tracked]:
    kind, old, new = kind_of(pair), pair.old, pair.new
    if not kind or (kind in ("added", "removed") and not (new or old).text):  # type: ignore[union-attr]
        return
    if kind == "moved" and old is not None and new is not None:
        yield Tracked("deletion", author, date, old.text, old.id, True)
        yield Tracked("insertion", author, date, new.text, new.id, True)
        return
    node = old.id if old is not None else new.id.partition("/+")[0] if new is not None else ""
    for edit in edits_of(pair):
        if not edit.same and edit.old:
            yield Tracked("deletion", author, date, edit.old, node)
        if not edit.same and edit.new:
            yield Tracked("insertion", author, date, edit.new, node)


def as_json(found: Iterable[Intake]) -> dict[str, Any]:
    """The shape of ``intake --format json``."""
    changes: list[dict[str, Any]] = []
    comments: list[dict[str, Any]] = []
    unplaced: list[dict[str, Any]] = []
    for one in found:
        for tracked, group in ((True, one.tracked), (False, one.untracked)):
            for c in group:
                entry = {"kind": c.kind, **_entry(c, one.draft.name)} | {"tracked": tracked, "move": c.move}
                (changes if c.node else unplaced).append(entry)
        for comment in one.comments:
            entry = _entry(comment, one.draft.name) | {"about": comment.about}
            if comment.node:
                comments.append(entry)
            else:
                unplaced.append({"kind": "comment", **entry})
    return {"changes": changes, "comments": comments, "unplaced": unplaced}


def _entry(found: Tracked | Comment, file: str) -> dict[str, Any]:
    node = found.node or None
    return {
        "author": found.author or None,
        "date": found.date or None,
        "text": found.text,
        "clause": clause_of(found.node) or None,
        "node": node,
        "file": file,
    }


def dump(found: Iterable[Intake]) -> str:
    """The JSON text."""
    return json.dumps(as_json(found), ensure_ascii=False, indent=1) + "\n"


def text(found: Iterable[Intake]) -> str:
    """For a terminal: by unit, in the order of the draft."""
    lines: list[str] = []
    for one in found:
        count = f"{_counted(len(one.changes), 'change')}, {_counted(len(one.comments), 'comment')}"
        lines.append(f"{one.draft.name}: {one.draft.title}: {count}")
        lines += _by_node(one)
        if one.draft.formatting:
            lines.append(f"  {_counted(one.draft.formatting, 'change')} of looks alone, left aside")
    return "".join(f"{line}\n" for line in lines)


def _by_node(one: Intake) -> Iterator[str]:
    addresses = {unit.id: unit.address for draft in (one.draft, one.original) if draft for unit in draft.units()}
    order = {unit.id: n for n, unit in enumerate(one.draft.units())}
    held: dict[str, list[str]] = {}
    for change in one.changes:
        signs = ("{+", "+}") if change.kind == "insertion" else ("[-", "-]")
        held.setdefault(change.node, []).append(f"{signs[0]}{change.text}{signs[1]}{' (moved)' if change.move else ''}{_signed(change)}")
    for comment in one.comments:
        about = f" on “{comment.about}”" if comment.about else ""
        held.setdefault(comment.node, []).append(f"comment{about}: {' '.join(comment.text.split())}{_signed(comment)}")
    for node in sorted(held, key=lambda n: (n == "", order.get(n, len(order)))):
        where = f"{addresses.get(node, '')} [{node.partition(':')[2]}]".strip() if node else "unplaced: in a running head, a box or a note"
        yield f"  {where}"
        yield from (f"    {line}" for line in held[node])


def _signed(found: Tracked | Comment) -> str:
    who = ", ".join(part for part in (found.author, found.date[:10]) if part)
    return f"  ({who})" if who else ""


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
