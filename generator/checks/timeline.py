"""TM: contradictions of time and order: circles, dates that cannot be kept, bodies that come too late.

The network of :mod:`generator.logic.timeline` finds the contradictions; each carries the rule of the due that it breaks.
What single clauses must say of their time stands in timeline_order and timeline_terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ..diagnostics import ERROR, NOTE, WARNING, Diagnostic, Related
from ..logic.days import LAST_DAY
from ..logic.dues import Milestone, Version
from ..logic.timeline import Conflict, Timeline, timeline_of
from ..package import Package
from ..values import read_duration
from . import check, fault, rule_of
from .choices import always, roles_named
from .particulars import provides
from .steps import finding, named

CEASEFIRE = "ceasefire.cessation.effective"
PROVISIONAL = "final.provisional-application"
SEQUENCE = (
    CEASEFIRE,
    "ceasefire.disengagement.started",
    "ceasefire.disengagement.completed",
    "demilitarised-zone.establishment.established",
    "stabilisation-force.establishment.fully-deployed",
)
BODIES = {
    "monitoring.mission": "monitoring.mission.deployed",
    "implementation.joint-commission": "implementation.joint-commission.constituted",
    "stabilisation-force.establishment": "stabilisation-force.establishment.first-deployed",
}
"""Clause that sets up a body → the milestone from which the body is at work."""


@check("TM001", "impossible-timeline")
def impossible_timeline(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Steps that wait for each other in a circle, or times and dates that cannot all be kept.  The finding shows the
        shortest chain that closes on itself, each link with its place.

    Why it matters
        In the package of measures of Minsk of February 2015 control of the border waited for a political settlement, and
        the settlement for control of the border; neither came.

    Example
        # in the clause on the border
        completed: {title: Control of the border is restored, due: {after: process.political-track.concluded}}
        # in the clause on the political track
        concluded: {title: The settlement is concluded, due: {after: withdrawal.mutual-border-areas.completed}}

    How to fix it
        Let one of the steps depend on the calendar alone, or change one of the dates or times of the chain.
        `peacedraft timeline SCENARIO` shows all steps in order of time.
    """
    timeline = timeline_of(package.selection)
    for conflict in timeline.conflicts:
        yield _contradiction(package, timeline, conflict)


def _contradiction(package: Package, timeline: Timeline, conflict: Conflict) -> Diagnostic:
    links = conflict.links
    own = [link.rule for link in links if link.rule] if not conflict.is_circle else []
    rule = next((r for r in own if r != "TM-04"), next(iter(own), "TM-01"))
    code = f"{rule[:2]}0{rule[3:]}"
    due = [link for link in links if link.kind == "due"]
    first = next((link for link in due if link.rule == rule), next(iter(due), links[0]))
    milestone = timeline.milestones[first.owner]
    pins = [link for link in links if link.kind == "pin"]
    shown = next((link for link in pins if link.owner == first.owner), next(iter(pins), first))
    circle = conflict.is_circle
    because = "Of steps that wait for each other none is ever taken." if circle else "A time that cannot be kept is broken from the first day."
    name = named(package)
    sentences = "; ".join(timeline.sentence(link, name) for link in links)
    return Diagnostic(
        code if rule.startswith("TM-") and rule_of(code) else "TM001",
        ERROR,
        f"these steps wait for each other: {sentences}" if circle else f"these times miss each other by {_days(conflict.days)}: {sentences}",
        timeline.place(shown),
        "let one of these steps depend on the calendar alone" if circle else "change one of these dates or times",
        because if circle else str(milestone.data.get("because") or because),
        rule,
        milestone.clause,
        milestone.instrument,
        tuple(Related(timeline.place(link), timeline.sentence(link, named(package))) for link in links if link is not shown),
    )


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


@fault("TM002", "law-before-withdrawal")
def law_before_withdrawal() -> None:
    """
    What it finds
        Dates or times by which the neutrality law would be adopted before the day after the last foreign forces had to be
        gone.

    Why it matters
        In 1955 the last day of the ninety was 25 October, and the law was adopted on the 26th: visibly a free decision.

    Example
        dates:
          entry-into-force: "2027-11-01"
          neutrality-law:neutrality.declaration.adopted: "2027-12-31"     # the withdrawal takes ninety days

    How to fix it
        Pin the law to the day after the last day of the withdrawal or later, or shorten the withdrawal.
    """


@check("TM004", "signature-ratification-force")
def signature_ratification_force(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A signature after entry into force, or a ratification that does not have to stand between the two; provisional
        application before signature, or one of which the text does not say that it ends for each signatory by itself
        (`provides: [end-per-signatory]`).

    Why it matters
        A State signs, ratifies and is bound, in this order (Vienna Convention on the Law of Treaties, Articles 14 and 24).
        Provisional application ends for the State for which the treaty enters into force, or that gives notice that it will
        not become a party, and for no other (Article 25(2)): one State's refusal must not end what the others apply.

    Example
        dates: {signature: "2027-06-01", entry-into-force: "2027-03-01"}

    How to fix it
        Correct the dates, or the due of final.ratification: {after: signature, before: entry-into-force}.  Say when provisional
        application ends “for each signatory”, and let the variant carry `provides: [end-per-signatory]`.
    """
    yield from _provisional(package)
    timeline = timeline_of(package.selection)
    for instrument in package.selection.instruments:
        ratified = timeline.milestones.get(f"{instrument}:final.ratification.completed")
        if ratified is None or not ratified.certain:
            continue
        signed, in_force = f"{instrument}:signature", f"{instrument}:entry-into-force"
        ordered = timeline.is_after(ratified.id, signed) and timeline.is_after(in_force, ratified.id)
        if not ordered and not timeline.conflicts:
            yield finding(
                package, "TM004", f"nothing puts the ratification of {instrument} between its signature and its entry into force", ratified,
                "let it be due {after: signature, before: entry-into-force}", "A State signs, ratifies and is bound, in this order.",
            )  # fmt: skip


def _provisional(package: Package) -> Iterator[Diagnostic]:
    """Provisional application: not before signature, and for each State until it is bound or gives notice."""
    timeline = timeline_of(package.selection)
    for id, chosen in package.chosen(PROVISIONAL):
        if always(chosen, lambda a: "end-per-signatory" not in provides(a)):
            yield Diagnostic(
                "TM004", ERROR, f"{PROVISIONAL} does not say that it ends for each signatory by itself", package.scenario.source.key_span(*chosen.path),
                "say when it ends “for each signatory”, and let the variant carry `provides: [end-per-signatory]`",
                "One State's refusal must not end what the others apply.", "TM-04", PROVISIONAL, id,
            )  # fmt: skip
        for milestone in timeline.milestones.values():
            own = (milestone.clause, milestone.instrument) == (PROVISIONAL, id) and milestone.certain
            if own and not timeline.conflicts and not timeline.is_after(milestone.id, f"{id}:signature"):
                message = f"nothing puts {named(package)(milestone.id)} after the signature of {id}"
                yield finding(package, "TM004", message, milestone, "let it be due {after: signature}", "Nobody is bound before it signs.")


@check("TM005", "disengagement-out-of-order")
def disengagement_out_of_order(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A step that comes before the one it builds on: cessation of hostilities, disengagement begun, disengagement
        completed, zone established, force at full strength.  It is an error while no body is at work that could see what
        happens in between, else a note.

    Why it matters
        A zone that is declared before the forces are apart, or a force that stands between armies that still fight, is in
        danger and in the way.

    Example
        dates:
          ceasefire.disengagement.completed: "2027-03-15"
          demilitarised-zone.establishment.established: "2027-03-01"

    How to fix it
        Put the steps in order, or let the monitoring mission be at work before the first of them.
    """
    timeline = timeline_of(package.selection)
    present = [m for name in SEQUENCE for m in timeline.named(name)]
    for before, after in pairwise(present):
        if (timeline.least(after.id, before.id) or 0) > 0:
            name = named(package)
            watched = any(timeline.is_after(after.id, start.id) for name in BODIES.values() for start in timeline.named(name) if start.id != after.id)
            yield finding(
                package, "TM005", f"{name(after.id)} comes before {name(before.id)}", after, "put the steps in order",
                "Forces are parted first, then the ground between them is emptied, then others stand on it.", severity=NOTE if watched else ERROR,
            )  # fmt: skip


@check("TM006", "body-after-its-task")
def body_after_its_task(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A monitoring mission, joint commission or force that is at work only after a step that it has to verify; for the
        monitoring mission, that nothing puts it in its place before hostilities cease.

    Why it matters
        What happens before there is anybody to see it is disputed for ever.

    Example
        # clauses/monitoring/mission.yaml
        deployed: {title: The Monitoring Mission is at work, due: {after: entry-into-force, exactly: 30 days}}
        # while hostilities cease before entry into force

    How to fix it
        Let the body be at work `before:` its first task, or verify by another one until then.
    """
    timeline = timeline_of(package.selection)
    for clause, name in BODIES.items():
        for start in timeline.named(name):
            task = _missed(timeline, clause, start)
            if task is not None:
                called = named(package)
                yield finding(
                    package, "TM006", f"{called(start.id)} is not before {called(task.id)}, which it is to verify", start,
                    f"let it be due {{before: {timeline.short(task.id)}}}", "What nobody saw is disputed for ever.",
                )  # fmt: skip


def _missed(timeline: Timeline, clause: str, start: Milestone) -> Milestone | None:
    """The first task of a body for which it comes too late."""
    for task in timeline.in_order:
        if task.id.endswith(f":{CEASEFIRE}") and clause == "monitoring.mission":
            if task.certain and not timeline.is_after(task.id, start.id):
                return task
        elif task.certain and task.clause != clause:
            verifiers = [task.row.get(role, role) for role in roles_named(task.data, "verified-by")]
            if clause in verifiers and (timeline.least(task.id, start.id) or 0) > 0:
                return task
    return None


@check("TM013", "no-day-to-count-from")
def no_day_to_count_from(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A milestone that is due after or before something that the package does not contain, or in a time that is no
        duration; and, as an error, one that falls on no day of the calendar.

    Why it matters
        A time without a day from which it is counted binds nobody, and the timetable has no date for it.

    Example
        neutrality.declaration: austrian-1955      # its adoption waits for withdrawal.foreign-forces, which is left out

    How to fix it
        Add the clause, choose a variant that has the milestone, or pin the date in `dates:`.
    """
    timeline = timeline_of(package.selection)
    for missing in timeline.dues.missing:
        if not timeline.is_dated(missing.milestone.id):
            yield finding(
                package, "TM013", f"{named(package)(missing.milestone.id)} is due by {missing.event}, which the package does not contain", missing.milestone,
                "add the clause or the variant that has it, or pin a date in dates:", "A time without a day from which it is counted binds nobody.",
                severity=WARNING,
            )  # fmt: skip
    for id, versions in timeline.dues.versions.items():
        length = next((name for version in versions for name in _unread(timeline.milestones[id], version)), "")
        if length:
            yield finding(
                package, "TM013", f"{named(package)(id)} is due by “{length}”, which is no length of time", timeline.milestones[id],
                "write a duration as 90 days, or the name of a parameter that has one", "A time that nobody can count binds nobody.", severity=WARNING,
            )  # fmt: skip
    for id, found in timeline.dates.items():
        if any(day is not None and not 1 <= day <= LAST_DAY for day in (found.earliest, found.latest)):
            yield finding(
                package, "TM013", f"{named(package)(id)} falls on no day of the calendar", timeline.milestones[id], "shorten the time that is counted",
                "A date has to be one that somebody can keep.",
            )  # fmt: skip


def _unread(milestone: Milestone, version: Version) -> Iterator[str]:
    """The times of a due that are neither a duration nor a name of the clause's."""
    due, known = version.data.get("due") or {}, milestone.chosen.clause.parameters if milestone.chosen else {}
    for key in ("within", "at-least", "exactly"):
        name = str(due.get(key) or "")
        if name and name not in known and name not in version.row and read_duration(name) is None:
            yield name
