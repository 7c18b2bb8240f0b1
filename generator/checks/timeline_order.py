"""TM: what may and what must not wait for what: the law, prisoners, relief, talks, arms, a referendum, the constitution."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..hints import Any
from ..logic.conditions import evaluate
from ..logic.constraints import parties_with_place, readable
from ..logic.dues import CALENDAR
from ..logic.outcomes import Consistent
from ..logic.timeline import timeline_of
from ..package import Package
from . import check, fault
from .choices import always, called, reads
from .steps import finding, named

LAW = "neutrality.declaration.adopted"
WITHDRAWN = "withdrawal.foreign-forces.completed"
RATIFIED = "final.ratification.completed"
TALKS = "process.participants.talks-opened"
PHASING, PRISONERS, CEASEFIRE = "sanctions.phasing", "humanitarian.prisoners", "ceasefire.cessation"
ADAPTATION = "final.constitutional-adaptation"


@check("TM003", "law-as-condition")
def law_as_condition(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A neutrality law for whose adoption the entry into force of a treaty, the withdrawal of foreign forces or a phase of
        sanctions relief waits, directly or through other steps.

    Why it matters
        A law on which others' performance depends is no longer adopted of the State's own free will.

    Example
        phases:
          - {id: phase-1, conditions: [neutrality.declaration], …}

    How to fix it
        Let the step depend on the withdrawal, on verification or on the calendar instead.
    """
    timeline = timeline_of(package.selection)
    because = "A law that others' performance depends on is not adopted of the State's own free will."
    for law in timeline.named(LAW):
        for other in timeline.milestones.values():
            in_force = not other.clause and other.name == "entry-into-force" and other.instrument != law.instrument
            if (in_force or other.id.endswith(f":{WITHDRAWN}") or other.clause == PHASING) and law.id in timeline.awaited(other.id):
                message = f"{named(package)(other.id)} waits for the adoption of the neutrality law"
                yield finding(package, "TM003", message, other, "let it depend on another step, or on the calendar", because)


@check("TM007", "prisoners-wait")
def prisoners_wait(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A release of prisoners of war that is due after anything but the cessation of hostilities.

    Why it matters
        Prisoners of war are released and repatriated without delay after the cessation of active hostilities (Third Geneva
        Convention, Article 118): a political event is no condition, and they are no pledge.

    Example
        started: {title: Repatriation of prisoners of war begins, due: {after: process.political-track.concluded}}

    How to fix it
        Count the times from ceasefire.cessation.effective.
    """
    timeline = timeline_of(package.selection)
    for link in timeline.links:
        milestone = timeline.milestones[link.owner]
        if milestone.clause != PRISONERS or link.kind != "due" or link.end != milestone.id or link.start == CALENDAR or not milestone.certain:
            continue
        if timeline.milestones[link.start].clause not in (PRISONERS, CEASEFIRE):
            name = named(package)
            yield finding(
                package, "TM007", f"{name(milestone.id)} waits for {name(link.start)}", milestone,
                "count from ceasefire.cessation.effective", "Prisoners of war go home when hostilities cease, whatever else is agreed.",
            )  # fmt: skip


@check("TM008", "relief-before-performance")
def relief_before_performance(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A phase of sanctions relief that does not have to wait for the steps of the clauses in its column `conditions`, or
        that has no certifying body (`verified-by`) or no time (`due`).

    Why it matters
        Relief that comes before performance, or that nobody certifies, leaves no reason to perform.

    Example
        lifted: {each: phases, title: Measures are lifted, due: {after: entry-into-force, at-least: due}}    # and not after `conditions`

    How to fix it
        Write `after: [entry-into-force, conditions]`, and fill `verified-by` and `due` of each row.
    """
    timeline = timeline_of(package.selection)
    because = "First performance, then proof, then relief."
    for phase in timeline.milestones.values():
        if phase.clause != PHASING or not phase.row or not phase.certain:
            continue
        blank = [name for name in ("verified-by", "due") if not phase.row.get(name)]
        if blank:
            yield finding(package, "TM008", f"{named(package)(phase.id)} has no {' and no '.join(blank)}", phase, "fill the row", because)
        conditions = phase.row.get("conditions")
        for clause in conditions if isinstance(conditions, list) else ():
            steps = [timeline.milestones[id] for id in timeline.dues.steps_of(clause, phase.instrument)]
            late = [step for step in steps if step.certain and not timeline.is_after(phase.id, step.id)]
            if late and not timeline.conflicts:
                name = named(package)
                yield finding(
                    package, "TM008", f"{name(phase.id)} does not wait for {name(late[0].id)}, its condition", phase,
                    "write after: [entry-into-force, conditions]", because,
                )  # fmt: skip


@check("TM009", "talks-before-readiness")
def talks_before_readiness(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A declaration of readiness for neutrality that does not have to precede the opening of the talks.

    Why it matters
        It is made so that talks can begin; made after their opening it is one of their results.

    Example
        declared: {title: Readiness is declared, due: {after: process.participants.talks-opened}}

    How to fix it
        Let it be due {before: process.participants.talks-opened}.
    """
    yield from _precedes(package, "TM009", "process.readiness.declared", TALKS, "The declaration is made so that talks can begin.")


@check("TM010", "arms-before-talks")
def arms_before_talks(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Additional arms on the condition of talks (assurances.arms-supply = conditional-on-talks) which do not have to wait
        for the talks, or beside a membership in the alliance that nothing puts on hold.

    Why it matters
        The order reported of that proposal is first the hold and the agreement to talk, then the arms.

    Example
        alliance.membership: silent
        assurances.arms-supply: conditional-on-talks

    How to fix it
        Choose alliance.membership = on-hold, moratorium or renounced, or another variant of assurances.arms-supply.
    """
    yield from _precedes(package, "TM010", TALKS, "assurances.arms-supply.starts", "The supply is offered as an inducement to talk.")


def _precedes(package: Package, code: str, first: str, second: str, because: str) -> Iterator[Diagnostic]:
    """A warning where both milestones are there and nothing puts the one before the other."""
    timeline = timeline_of(package.selection)
    for before in timeline.named(first):
        for after in timeline.named(second):
            if not timeline.is_after(after.id, before.id) and not timeline.conflicts:
                name = named(package)
                message = f"nothing puts {name(before.id)} before {name(after.id)}"
                yield finding(package, code, message, after, f"let {name(after.id)} be due after it", because, severity=WARNING)


@fault("TM011", "amendment-under-martial-law")
def amendment_under_martial_law() -> None:
    """
    What it finds
        Dates or times by which a step would be taken before the one that a party's constitution puts first: `steps:` and
        `after:` in the rows `constitutional-bars:` of the party's file.

    Why it matters
        A constitution that may not be amended under martial law (as that of Ukraine, Article 157) makes every such act
        void that comes before its end.

    Example
        dates:
          governance.martial-law.ended: "2027-06-01"
          final.constitutional-adaptation.completed: "2027-04-01"

    How to fix it
        Move the step behind the end of martial law, or let martial law end earlier.
    """


@check("TM012", "referendum-after-ratification")
def referendum_after_ratification(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A ratification by referendum (final.ratification = referendum, referendum-then-parliament) whose referendum does not
        have to precede it.

    Why it matters
        A vote on what has been ratified decides nothing.

    Example
        referendum-held: {title: A referendum is held, due: {after: entry-into-force}}

    How to fix it
        Let the referendum be due {after: signature, before: completed}.
    """
    timeline = timeline_of(package.selection)
    for ratified in timeline.named(RATIFIED):
        chosen = ratified.chosen
        if chosen is None or not always(chosen, reads("referendum", "referendum-then-parliament")):
            continue
        held = [m for m in timeline.named("final.ratification.referendum-held") if m.instrument == ratified.instrument]
        if not timeline.conflicts and not any(timeline.is_after(ratified.id, m.id) for m in held):
            yield finding(
                package, "TM012", f"nothing puts a referendum before {named(package)(ratified.id)}", ratified,
                "let final.ratification.referendum-held be due {before: completed}", "A vote on what has been ratified decides nothing.",
            )  # fmt: skip


@check("TM019", "unadapted-constitution")
def unadapted_constitution(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A choice that a signatory's constitution does not permit before its amendment (`constitutional-bars:` of the party's
        file, rule TM-19), in a treaty without final.constitutional-adaptation = before-conclusion for that signatory, or with
        one that does not have to precede ratification.

    Why it matters
        A treaty that contravenes the constitution may be concluded only after its amendment (Constitution of Ukraine,
        Article 9(2)); concluded earlier it may be attacked as void, and internal law excuses nobody.

    Example
        alliance.membership: renounced
        final.constitutional-adaptation: silent

    How to fix it
        Choose final.constitutional-adaptation = before-conclusion, whose amendment precedes the ratification.
    """
    for party, _, data in barred(package):
        timeline = timeline_of(package.selection)
        for id, instrument in package.selection.instruments.items():
            if instrument.register != "treaty" or party not in instrument.signatories:
                continue
            holders = [c for own, c in package.chosen(ADAPTATION) if own == id]
            adapted = any(always(c, lambda a: reads("before-conclusion")(a) and a.values.get("party") in (party, None)) for c in holders)
            done, ratified = f"{id}:{ADAPTATION}.completed", f"{id}:{RATIFIED}"
            ordered = {done, ratified} <= set(timeline.milestones) and (bool(timeline.conflicts) or timeline.is_after(ratified, done))
            if not adapted or not ordered:
                span = package.scenario.source.key_span(*holders[0].path) if holders else package.scenario_span("instruments", id)
                yield Diagnostic(
                    "TM019", ERROR, f"{id} waits for no amendment of the constitution of {called(package, party)} ({data['article']})", span,
                    f"way out: {data['way-out']}; choose {ADAPTATION} = before-conclusion", str(data.get("because") or ""), "TM-19", ADAPTATION, id,
                )  # fmt: skip


def barred(package: Package) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """The constitutional bars of rule TM-19 that hold in every completion: the party, the condition and the row."""
    rows = [
        (party, condition, data)
        for party, _, _ in parties_with_place(package.selection)
        for data in package.scenario.parties[party].get("constitutional-bars") or ()
        if data.get("rule") == "TM-19" and (condition := readable(data["when"])) is not None
    ]
    if not rows:
        return
    consistent = Consistent(package.selection, [condition for _, condition, _ in rows])
    for party, condition, data in rows:
        if consistent.answers([condition], partial(evaluate, condition)) == {True}:
            yield party, condition, data
