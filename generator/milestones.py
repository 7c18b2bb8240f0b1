"""The milestones of an instrument as rows of a timetable: what happens, who does it, when, who verifies it."""

from __future__ import annotations

from functools import partial

from .fill import Filler, capitalised
from .frozen import Record
from .hints import TYPE_CHECKING, Any
from .parameters import is_open
from .select import Alternative
from .tree import Bracket, Inlines, Option, Text
from .values import Content, Duration, RowValue, TextValue, Value, read_date, read_duration

if TYPE_CHECKING:
    from .logic.dues import Milestone, Version
    from .logic.timeline import Timeline
    from .texts import Texts

_EVENTS = ("entry-into-force", "signature")
_LENGTHS = ("within", "at-least", "exactly")
_NONE = "—"


class Step(Record):
    """A milestone as one or several alternatives of its clause have it: what happens and when, as it prints; ``by`` and
    ``verified`` are what says who."""

    title: Inlines
    due: str
    by: tuple[str, ...]
    verified: tuple[str, ...]


def steps(builder: Texts) -> list[Step]:
    """The milestones of the instrument's clauses, by the day from which each is due.

    A step that some alternatives of an open clause do not have is bracketed, with the names of those who want it."""
    from .logic.timeline import timeline_of

    timeline = timeline_of(builder.selection)
    found: list[Step] = []
    for milestone in timeline.in_order:
        if milestone.instrument == builder.instrument.id and milestone.clause:
            versions = timeline.dues.versions[milestone.id]
            origin = (milestone, versions, timeline.dates[milestone.id], _heard(timeline, milestone, versions))
            found += builder.once(f"{milestone.id}/step", origin, partial(_steps, builder, timeline, milestone))
    return found


def rows(builder: Texts, filler: Filler, steps: list[Step]) -> list[RowValue]:
    """One row of a table for each step."""
    return [
        RowValue(
            {
                "title": Content(step.title),
                "by": _actors(builder, filler, step.by),
                "due": Content((Text(step.due or builder.language.words.get("none", _NONE)),)),
                "verified_by": _actors(builder, filler, step.verified),
            }
        )
        for step in steps
    ]


def _heard(timeline: Timeline, milestone: Milestone, versions: list[Version]) -> list[Version]:
    """The steps that a due names, as the alternative has them whose title prints."""
    events = [event for version in versions for event in _events(version.data.get("due") or {})]
    points = [id for event in events for id in timeline.dues.points(event, milestone, {}) if isinstance(id, str)]
    return [timeline.dues.versions[id][0] for id in points if id in timeline.dues.versions]


def _events(due: dict[str, Any]) -> list[str]:
    named = [due.get(direction) or () for direction in ("after", "before")]
    return [event for events in named for event in ([events] if isinstance(events, str) else events)]


def _steps(builder: Texts, timeline: Timeline, milestone: Milestone) -> list[Step]:
    wanted: dict[Step, list[Alternative]] = {}
    versions = timeline.dues.versions[milestone.id]
    closed = [one for version in versions for one in _closed(version)]
    for version in closed:
        due = due_words(builder, timeline, milestone, version)
        step = Step(title(builder, milestone, version), due, actors(version, "by"), actors(version, "verified-by"))
        wanted.setdefault(step, []).append(version.alternative)
    made = []
    for step, alternatives in wanted.items():
        if milestone.chosen and len(alternatives) < len(milestone.chosen.alternatives) - len(versions) + len(closed):
            by = dict.fromkeys(name for alternative in alternatives for name in builder.proposers(alternative))
            step = step.but(title=(Bracket((Option(tuple(by), step.title),)),))
        made.append(step.but(due=_dated(builder, timeline, milestone, step.due)) if len(wanted) == 1 else step)
    return made


def _closed(version: Version) -> list[Version]:
    """A version for each value of a time that is open, with those who want it."""
    due, own = version.data.get("due") or {}, version.alternative
    name = next((str(due[key]) for key in (*_LENGTHS, "on") if is_open(own.values.get(str(due.get(key))))), "")
    if not name:
        return [version]
    return [version.but(alternative=own.but(values=own.values | {name: o["value"]}, by=tuple(o.get("by") or ()))) for o in own.values[name]["open"]]


def title(builder: Texts, milestone: Milestone, version: Version) -> Inlines:
    """What happens, with the row of the table for which it does."""
    assert milestone.chosen is not None
    line = builder.milestone_title(milestone.chosen, milestone.name, version.data["title"], version.alternative)
    label = version.row.get("phase") or version.row.get("id")
    return (*line, Text(f" ({builder.language.choose(label)})")) if label else line


def _actors(builder: Texts, filler: Filler, names: tuple[str, ...]) -> Value:
    """The parties in a role or parameter, or a reference to the clause that sets up a body."""
    if names == ("signatories",):
        return Content(capitalised(builder.word("parties")))
    if len(names) == 1 and "." in names[0] and builder.selection.has_text(names[0]):
        return filler.reference_value(names[0])
    parties = parties_of(builder, names)
    return TextValue(builder.language.join([builder.maker(filler).party(p).short for p in parties]) or _NONE, builder.language)


def actors(version: Version, key: str) -> tuple[str, ...]:
    """Who acts (``by``) or verifies (``verified-by``), as the file or a value names them: roles, parties, a clause."""
    given = version.data.get(key) or ()
    values = version.values
    found: list[str] = []
    for name in [given] if isinstance(given, str) else given:
        value = values.get(name) or name
        found += [str(member) for member in value] if isinstance(value, list) else [str(value)]
    return tuple(found)


def parties_of(builder: Texts, names: tuple[str, ...]) -> list[str]:
    """The parties that roles or names stand for, by id."""
    found = [party for name in names for party in builder.instrument.roles.get(name, (name,)) if party in builder.scenario.parties]
    return list(dict.fromkeys(found))


# --------------------------------------------------------------------------- time


def due_words(builder: Texts, timeline: Timeline, milestone: Milestone, version: Version) -> str:
    """When, in the words of the file: "within 30 days of entry into force", or the date it gives."""
    data, values = version.data.get("due") or {}, version.values
    date = read_date(data.get("on")) or read_date(values.get(str(data.get("on") or "")))
    if date:
        return builder.language.date(*date)
    words = builder.language.words
    parts = []
    for direction in ("after", "before"):
        events = data.get(direction) or ()
        shown = [s for e in ([events] if isinstance(events, str) else events) if (s := _event(builder, timeline, milestone, version, e))]
        key = next((k for k in _LENGTHS if k in data), "") if direction == "after" else ""
        for index, event in enumerate(shown):
            length = _length(builder, values.get(data[key], data[key])) if key and not index else ""
            parts.append(words[f"due-{key}"].format(length, event) if length else words[f"due-{direction}"].format(event))
    return builder.language.join(parts)


def _dated(builder: Texts, timeline: Timeline, milestone: Milestone, words: str) -> str:
    """A due with its dates, as far as they are known and say more than the words: "… (by 1 December 2027)"."""
    data = milestone.data.get("due") or {}
    if not words or not {"after", "before"} & set(data):
        return words
    known = timeline.dates[milestone.id]
    first, last = _date(builder, known.earliest), _date(builder, known.latest)
    if "after" not in data or "within" in data:
        first = "" if first != last else first
    if "at-least" in data:
        last = ""
    kind = "on" if first == last else "between" if first and last else "from" if first else "by"
    return builder.language.words[f"dated-{kind}"].format(words, first or last, last) if first or last else words


def _date(builder: Texts, day: int | None) -> str:
    from .logic.days import shown_day

    read = read_date(shown_day(day))
    return builder.language.date(*read) if read else ""


def _length(builder: Texts, raw: Any) -> str:
    if is_open(raw):
        return " / ".join(_length(builder, option["value"]) for option in raw["open"])
    read = read_duration(raw)
    shown = Duration(*read, builder.language).show()[0] if read else None
    return shown.text if isinstance(shown, Text) else "[…]"


def _event(builder: Texts, timeline: Timeline, milestone: Milestone, version: Version, name: str) -> str:
    """A milestone as words: its title in quotation marks; "" where it is not in the package."""
    bare = name.rpartition(":")[2]
    if bare in _EVENTS:
        return builder.event(bare)
    if bare in version.values:
        return ""
    for id in timeline.dues.points(name, milestone, {}):
        if isinstance(id, str):
            opening, closing = builder.language.quotes
            words = title(builder, timeline.milestones[id], timeline.dues.versions[id][0])
            return f"{opening}{''.join(i.text for i in words if isinstance(i, Text))}{closing}"
    return ""
