"""The milestones of an instrument as rows of a timetable: what happens, who does it, when, who verifies it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .fill import Filler, capitalised
from .frozen import Record
from .select import Alternative, Chosen
from .tree import Bracket, Inlines, Option, Text
from .values import Content, Duration, RowValue, TextValue, Value, read_date, read_duration

if TYPE_CHECKING:
    from .build import Builder

_EVENTS = ("entry-into-force", "signature")
_NONE = "—"


class _Step(Record):
    """A milestone as one or several alternatives of its clause have it; ``by`` and ``verified`` are what says who."""

    title: Inlines
    by: str
    due: str
    verified: str


def rows(builder: Builder, filler: Filler) -> list[RowValue]:
    """One row for each milestone of the instrument's clauses, in printing order; one for each row where it says ``each``.

    A step that some alternatives of an open clause do not have is bracketed, with the names of those who want it."""
    found: list[RowValue] = []
    for chosen in builder.instrument.chosen():
        names = chosen.clause.milestones_of([a.variant.name for a in chosen.alternatives if a.variant])
        for name in names:
            wanted: dict[_Step, list[Alternative]] = {}
            for alternative in chosen.alternatives:
                for step in _steps(builder, chosen, alternative, name):
                    wanted.setdefault(step, []).append(alternative)
            found += [_row(builder, filler, step, chosen, alternatives) for step, alternatives in wanted.items()]
    return found


def _steps(builder: Builder, chosen: Chosen, alternative: Alternative, name: str) -> list[_Step]:
    """What an alternative makes of a milestone: nothing, one step, or one for each row."""
    if alternative.variant is None or not alternative.text:
        return []
    entry = chosen.clause.milestones_of([alternative.variant.name]).get(name)
    if entry is None:
        return []
    data, found = entry[0], []
    for member in _members(alternative, data.get("each")):
        values = alternative.values | member
        title = builder.milestone_title(chosen, name, data["title"], alternative.values)
        label = member.get("phase") or member.get("id")
        if label:
            title = (*title, Text(f" ({builder.language.choose(label)})"))
        by, verified = (str(values.get(who) or who) for who in (str(data.get("by") or ""), str(data.get("verified-by") or "")))
        found.append(_Step(title, by, due(builder, chosen, data.get("due") or {}, values), verified))
    return found


def _members(alternative: Alternative, each: str | None) -> list[dict[str, Any]]:
    """The rows that a milestone repeats for; one empty one where it stands alone."""
    if not each:
        return [{}]
    value = alternative.values.get(each)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _row(builder: Builder, filler: Filler, step: _Step, chosen: Chosen, wanted: list[Alternative]) -> RowValue:
    title = step.title
    if len(wanted) < len(chosen.alternatives):
        by = dict.fromkeys(name for alternative in wanted for name in builder.proposers(alternative))
        title = (Bracket((Option(tuple(by), title),)),)
    return RowValue(
        {
            "title": Content(title),
            "by": _actor(builder, filler, step.by),
            "due": Content((Text(step.due or builder.language.words.get("none", _NONE)),)),
            "verified_by": _actor(builder, filler, step.verified),
        }
    )


def _actor(builder: Builder, filler: Filler, name: str) -> Value:
    """A role's parties, or a reference to the clause that sets up a body."""
    members = builder.instrument.roles.get(name)
    if name == "signatories":
        return Content(capitalised(builder.word("parties")))
    if members:
        return TextValue(builder.language.join([builder.maker(filler).party(m).short for m in members]), builder.language)
    if name in builder.scenario.parties:
        return TextValue(builder.maker(filler).party(name).short, builder.language)
    if "." in name and builder.selection.has_text(name):
        return filler.reference_value(name)
    return TextValue(_NONE, builder.language)


def due(builder: Builder, chosen: Chosen, data: dict[str, Any], values: dict[str, Any]) -> str:
    """When, in words: "within 30 days of entry into force"."""
    words = builder.language.words
    date = read_date(data.get("on")) or read_date(values.get(str(data.get("on") or "")))
    if date:
        return builder.language.date(*date)
    for direction in ("after", "before"):
        event = data.get(direction)
        if not event:
            continue
        shown = _event(builder, chosen, event if isinstance(event, str) else event[0])
        if not shown:
            continue
        key = next((k for k in ("within", "at-least", "exactly") if k in data), "")
        if key and direction == "after":
            return words[f"due-{key}"].format(_length(builder, values.get(data[key], data[key])), shown)
        return words[f"due-{direction}"].format(shown)
    return ""


def _length(builder: Builder, raw: Any) -> str:
    read = read_duration(raw)
    shown = Duration(*read, builder.language).show()[0] if read else None
    return shown.text if isinstance(shown, Text) else "[…]"


def _event(builder: Builder, chosen: Chosen, name: str) -> str:
    """A milestone as words: its title in quotation marks; "" where its clause is not in the package."""
    bare = name.rpartition(":")[2]
    if bare in _EVENTS:
        return builder.event(bare)
    clause_id, _, last = bare.rpartition(".")
    holder = chosen if clause_id in ("", chosen.clause.id) else next((c for _, c in builder.selection.holders(clause_id)), None)
    found = holder.clause.milestones_of(holder.clause.variants).get(last) if holder else None
    if holder is None or found is None:
        return ""
    title = "".join(i.text for i in builder.milestone_title(holder, last, found[0]["title"], holder.alternatives[0].values) if isinstance(i, Text))
    opening, closing = builder.language.quotes
    return f"{opening}{title}{closing}"
