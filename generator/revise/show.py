"""A difference → text for a terminal, Markdown, JSON, or one HTML page with the two texts side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from .align import Edit
from .choices import Choice
from .difference import Change, Difference, TextDifference, edits_of, kind_of

if TYPE_CHECKING:
    from jinja2 import Template

FORMATS = ("text", "md", "html", "json")
_CONTEXT = 8
_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}
_COLOURS = {"+": "32", "-": "31", "~": "33", ">": "36"}


def as_json(found: Difference) -> dict[str, Any]:
    """The shape of ``diff --format json``."""
    changes = [
        {
            "kind": change.kind,
            "instrument": change.instrument,
            "clause": change.unit.clause,
            "node": change.unit.id,
            "language": change.language,
            "old": change.pair.old.text if change.pair.old else None,
            "new": change.pair.new.text if change.pair.new else None,
        }
        for change in found.changes
    ]
    whole = [{"kind": kind, "instrument": id} | dict.fromkeys(("clause", "node", "language", "old", "new")) for kind, id in _whole(found)]
    choices = [{"path": c.path, "old": c.old or None, "new": c.new or None} for c in found.choices]
    concordance = [{"instrument": t.instrument, "language": t.language, "old": old, "new": new} for t in found.texts for old, new in t.concordance]
    return {"changes": whole + changes, "choices": choices, "concordance": concordance}


def _whole(found: Difference) -> Iterator[tuple[str, str]]:
    yield from (("added", id) for id in found.added)
    yield from (("removed", id) for id in found.removed)


def dump(found: Difference) -> str:
    """The JSON text."""
    return json.dumps(as_json(found), ensure_ascii=False, indent=1) + "\n"


# ------------------------------------------------------------------- text


def text(found: Difference, colour: bool = False) -> str:
    """For a terminal: ``[-old-]{+new+}``, or red and green; only the words around a change are shown."""
    lines = [f"{_SIGNS[kind]} {id} (the whole instrument)" for kind, id in _whole(found)]
    if found.choices:
        lines += ["choices", *(f"  {choice.path}: {_choice(choice)}" for choice in found.choices)]
    for one in found.texts:
        if not one.changes and not one.concordance:
            continue
        lines += [f"{one.instrument}.{one.language}: {one.title}"]
        lines += [f"  {line}" for change in _told(one) for line in _change(change, colour)]
        if one.concordance:
            lines.append("  renumbered: " + "; ".join(f"{old} → {new}" for old, new in runs(one.concordance)))
    return "".join(f"{line}\n" for line in lines) if lines else "no difference\n"


def _choice(choice: Choice) -> str:
    became = f" ({choice.became})" if choice.became else ""
    return f"{choice.old or '—'} → {choice.new or '—'}{became}"


def _told(one: TextDifference) -> list[Change]:
    """The changes without what an article says that came, went or moved as a whole."""
    whole = {(c.kind, c.unit.id) for c in one.changes if c.unit.kind in ("article", "annex")}
    return [c for c in one.changes if (c.kind, c.unit.parent) not in whole]


def _change(change: Change, colour: bool) -> list[str]:
    sign, unit = _SIGNS[change.kind], change.unit
    where = " ".join(dict.fromkeys(w for w in (unit.address or unit.kind, f"[{unit.id.partition(':')[2]}]") if w))
    head = f"\x1b[{_COLOURS[sign]}m{sign}\x1b[0m" if colour else sign
    if unit.kind in ("article", "annex") and change.kind in ("added", "removed"):
        return [f"{head} {where} {unit.text}"]
    return [f"{head} {where}", f"    {_words(change, colour)}"]


def _words(change: Change, colour: bool) -> str:
    if change.kind == "added" or change.kind == "removed":
        return change.unit.text
    made = []
    found = change.edits
    for n, edit in enumerate(found):
        if edit.same:
            made.append(_shortened(edit.new, n > 0, n < len(found) - 1))
        else:
            made += [_marked("-", edit.old, colour) if edit.old else "", _marked("+", edit.new, colour) if edit.new else ""]
    return "".join(made)


def _marked(sign: str, words: str, colour: bool) -> str:
    if colour:
        return f"\x1b[{_COLOURS[sign]}m{words}\x1b[0m"
    return f"[-{words}-]" if sign == "-" else f"{{+{words}+}}"


def _shortened(words: str, after: bool, before: bool) -> str:
    """The words next to a change; of a long run, some at each end."""
    parts = words.split(" ")
    if len(parts) <= 2 * _CONTEXT:
        return words
    left = " ".join(parts[:_CONTEXT]) + " " if after else ""
    right = " " + " ".join(parts[-_CONTEXT:]) if before else ""
    return f"{left}…{right}"


def runs(concordance: list[tuple[str, str]], pattern: str = "{} to {}") -> list[tuple[str, str]]:
    """Addresses that move by the same step, one after the other, as one: "Article 20 to Article 101"."""
    made: list[list[tuple[str, str]]] = []
    for pair in concordance:
        if made and all(_follows(before, after) for before, after in zip(made[-1][-1], pair, strict=True)):
            made[-1].append(pair)
        else:
            made.append([pair])
    return [run[0] if len(run) == 1 else (pattern.format(run[0][0], run[-1][0]), pattern.format(run[0][1], run[-1][1])) for run in made]


def _follows(before: str, after: str) -> bool:
    """Whether an address is the next of the same kind: "Article 20" and "Article 21"."""
    first, second = re.fullmatch(r"(\D*)(\d+)", before), re.fullmatch(r"(\D*)(\d+)", after)
    return bool(first and second and first[1] == second[1] and int(second[2]) == int(first[2]) + 1)


# --------------------------------------------------------------- Markdown


def markdown(found: Difference) -> str:
    """For a forge or a mail: what went is struck out, what came is bold."""
    blocks = [f"{'Added' if kind == 'added' else 'Removed'}: the instrument {id}." for kind, id in _whole(found)]
    if found.choices:
        blocks += ["## Choices", "\n".join(f"- `{choice.path}`: {_escaped(_choice(choice))}" for choice in found.choices)]
    for one in found.texts:
        if not one.changes and not one.concordance:
            continue
        blocks.append(f"## {_escaped(one.title)} ({one.language})")
        for change in _told(one):
            where = change.unit.address or change.unit.kind
            blocks += [f"### {where}, {change.kind}", "".join(_struck(edit) for edit in change.edits)]
        if one.concordance:
            blocks += ["### Renumbered", "\n".join(f"- {old} → {new}" for old, new in runs(one.concordance))]
    return "\n\n".join(blocks or ["No difference."]) + "\n"


def _struck(edit: Edit) -> str:
    if edit.same:
        return _escaped(edit.new)
    return _wrapped("~~", edit.old) + _wrapped("**", edit.new)


def _wrapped(mark: str, words: str) -> str:
    """Words between marks, blanks outside, as CommonMark wants it."""
    bare = words.strip()
    if not bare:
        return words if mark == "**" else ""
    before, _, after = words.partition(bare)
    return f"{before}{mark}{_escaped(bare)}{mark}{after}"


def _escaped(words: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>~#|" else c for c in words)


# ------------------------------------------------------------------- HTML


def html(found: Difference, template: str, unchanged: bool = True) -> str:
    """One static page, old beside new, from a Jinja2 template; nothing in it is fetched.  Without ``unchanged`` it holds
    the changes alone, and is a tenth of the size."""
    texts = [
        {
            "title": one.title,
            "id": f"{one.instrument}.{one.language}",
            "language": one.language,
            "rows": list(_rows(one, unchanged)),
            "concordance": runs(one.concordance),
        }
        for one in found.texts
    ]
    return _page(template).render(found=found, texts=texts, whole=list(_whole(found)), choice=_choice, unchanged=unchanged) + "\n"


@cache
def _page(template: str) -> Template:
    """A template, compiled once for all pages."""
    from jinja2 import Environment, StrictUndefined

    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(template)


def _rows(one: TextDifference, unchanged: bool) -> Iterator[dict[str, Any]]:
    for pair in one.pairs:
        old, new, kind = pair.old, pair.new, kind_of(pair)
        if not kind and not unchanged:
            continue
        unit = new or old
        assert unit is not None
        same = Edit(unit.text, unit.text, True)
        yield {"kind": kind, "unit": unit, "old": old, "new": new, "edits": edits_of(pair) if kind and old and new else [same]}
