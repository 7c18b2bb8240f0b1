"""The timeline of a package for readers: a list of steps in order of time, as text and as JSON.

Goes in: a Selection.  Comes out: :class:`Step`, one for each milestone, with titles and actors in English; and their
renderings.  The plot is in :mod:`generator.plot`.
"""

from __future__ import annotations

import json
from typing import Any

from .build import Builder
from .errors import UserError
from .frozen import Record
from .logic.days import shown_day
from .logic.dues import CALENDAR, Milestone, Version
from .logic.timeline import Conflict, Named, Range, Timeline, timeline_of
from .milestones import actors, due_words, parties_of, title
from .select import Selection
from .tree import plain

FORMATS = ("text", "json", "svg")
ORIGIN = "entry-into-force"


class Step(Record):
    """A milestone as it is shown: ``by`` are ids of parties, ``actor`` and ``verifier`` words; ``waits_for`` are ids."""

    id: str
    title: str
    instrument: str
    by: tuple[str, ...]
    actor: str
    verifier: str
    due: str
    days: Range
    dates: Range
    waits_for: tuple[str, ...]

    @property
    def is_timed(self) -> bool:
        """Whether anything is known of its time."""
        return self.days != Range() or self.dates != Range()


class Timetable:
    """All steps of a package in order of time."""

    def __init__(self, selection: Selection) -> None:
        english = selection.scenario.library.language("en")
        if english is None:
            raise UserError("templates/languages/en.yaml cannot be used", "`peacedraft library check` says why")
        self.selection = selection
        self.timeline: Timeline = timeline_of(selection)
        self.builders = {id: Builder(selection, instrument, english) for id, instrument in selection.instruments.items()}
        self.title = str(english.choose(selection.scenario.title))
        self._awaited: dict[str, list[str]] = {}
        for link in self.timeline.links:
            if link.start != CALENDAR:
                self._awaited.setdefault(link.end, []).append(link.start)
        self.steps = [self._step(milestone) for milestone in self.timeline.in_order]

    def _step(self, milestone: Milestone) -> Step:
        builder = self.builders[milestone.instrument]
        version = next(iter(self.timeline.dues.versions.get(milestone.id, ())), None)
        names = actors(version, "by") if version else ("signatories",) if milestone.name == "signature" else ()
        by = parties_of(builder, names)
        return Step(
            milestone.id,
            self._title(builder, milestone, version),
            milestone.instrument,
            tuple(by),
            "The Parties" if names == ("signatories",) else self._named(builder, by),
            self._verifier(builder, actors(version, "verified-by")) if version else "",
            due_words(builder, self.timeline, milestone, version) if version else "",
            self.timeline.days[milestone.id],
            self.timeline.dates[milestone.id],
            tuple(dict.fromkeys(self._awaited.get(milestone.id, ()))),
        )

    @staticmethod
    def _title(builder: Builder, milestone: Milestone, version: Version | None) -> str:
        if version:
            return plain(title(builder, milestone, version))
        short = builder.language.form(builder.language.choose(builder.instrument.get("short-title")))
        return f"{'Signature' if milestone.name == 'signature' else 'Entry into force'}: {short}"

    def _verifier(self, builder: Builder, names: tuple[str, ...]) -> str:
        """The parties that verify, or the title of the clause that sets up the body."""
        clauses = [self.selection.holders(name)[0][1].clause for name in names if self.selection.has_text(name)]
        return ", ".join(clause.title for clause in clauses) or self._named(builder, parties_of(builder, names))

    @staticmethod
    def _named(builder: Builder, parties: list[str]) -> str:
        data = builder.scenario.parties
        return builder.language.join([builder.language.form(builder.language.choose(data[p]["name"])) for p in parties])

    @property
    def conflicts(self) -> list[Conflict]:
        """What contradicts itself."""
        return self.timeline.conflicts

    @property
    def origin_words(self) -> str:
        """From what days are counted."""
        first = next(iter(self.builders.values()))
        short = first.language.form(first.language.choose(first.instrument.get("short-title")))
        day = shown_day(self.timeline.dates[self.timeline.origin].earliest)
        fixed = self.timeline.dates[self.timeline.origin].latest == self.timeline.dates[self.timeline.origin].earliest
        return f"Days count from the entry into force of the {short}" + (f", {day}" if day and fixed else "")


def chain(timetable: Timetable, conflict: Conflict) -> list[str]:
    """A contradiction as sentences that follow on each other, each with its place, and the sum."""
    timeline = timetable.timeline
    titles = {step.id: step.title for step in timetable.steps if timeline.milestones[step.id].clause}
    name = Named(timeline, lambda id: titles.get(id, ""))
    found = [f"{timeline.sentence(link, name)} ({timeline.place(link)})" for link in conflict.links]
    first = name(next(link.start or link.end for link in conflict.links))
    return [*found, f"so {first} would have to wait for itself" if conflict.is_circle else f"together they miss each other by {_days(conflict.days)}"]


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


# ------------------------------------------------------------------------- text


def as_text(timetable: Timetable) -> str:
    """A list in order of time: when, what, who, what it waits for, who verifies."""
    lines = [timetable.title, f"{timetable.origin_words}.", ""]
    timed = [step for step in timetable.steps if step.is_timed]
    width = max((len(when(step)) for step in timed), default=0)
    for step in timed:
        lines.append(f"{when(step):{width}}  {step.title}")
        lines.append(" " * (width + 2) + "; ".join(_details(timetable, step)))
    untimed = [step for step in timetable.steps if not step.is_timed and step.id.partition(":")[2] not in (ORIGIN, "signature")]
    if untimed:
        lines += ["", "Without a time:"]
        lines += [f"    {step.title} ({'; '.join(_details(timetable, step))})" for step in untimed]
    for conflict in timetable.conflicts:
        lines += ["", "These steps wait for each other:" if conflict.is_circle else "These times cannot all be kept:"]
        lines += [f"    {number}. {sentence}" for number, sentence in enumerate(chain(timetable, conflict), 1)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _details(timetable: Timetable, step: Step) -> list[str]:
    verified = f"verified by: {step.verifier}" if step.verifier else ""
    found = [step.actor, step.due, verified, timetable.timeline.short(step.id)]
    return [part for part in found if part]


def when(step: Step) -> str:
    """ "2027-03-01", "2027-03-01 – 2027-03-03", "from day 60": dates where they are known, else days."""
    dated = step.dates != Range()
    first, last = step.dates.earliest if dated else step.days.earliest, step.dates.latest if dated else step.days.latest
    shown = [shown_day(day) if dated else "" if day is None else f"day {day}" for day in (first, last)]
    if all(shown):
        return shown[0] if first == last else f"{shown[0]} – {shown[1]}"
    return f"from {shown[0]}" if shown[0] else f"by {shown[1]}"


# ------------------------------------------------------------------------- JSON


def as_json(timetable: Timetable) -> str:
    """The shape of ``timeline --format json``."""
    found: list[dict[str, Any]] = []
    for step in timetable.steps:
        found.append(
            {
                "id": step.id,
                "title": step.title,
                "instrument": step.instrument,
                "by": list(step.by),
                "earliest-day": step.days.earliest,
                "latest-day": step.days.latest,
                "earliest-date": shown_day(step.dates.earliest) or None,
                "latest-date": shown_day(step.dates.latest) or None,
            }
        )
    conflicts = timetable.conflicts
    data = {"origin": ORIGIN, "milestones": found, "consistent": not conflicts, "conflict": chain(timetable, conflicts[0]) if conflicts else []}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
