"""TM: terms that end, begin or apply too early: definitions, the force, the assurances, provisional application."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..logic.conditions import atoms
from ..logic.timeline import timeline_of
from ..package import Package
from ..select import Alternative, Chosen
from . import check
from .choices import always, candidates, reads, value_span
from .definitions import FORCE, unexcepted
from .particulars import prints
from .steps import named
from .timeline_order import barred

WITHDRAWAL, LAW, ASSURANCES = "withdrawal.foreign-forces", "neutrality.declaration", "assurances.structure"
DURATION, PROVISIONAL = "final.duration", "final.provisional-application"
LEGISLATION = (
    "culture.arts", "culture.education", "culture.language", "culture.religious-organisations", "final.constitutional-adaptation", "final.ratification",
    "governance.elections", "justice.accountability", "neutrality.declaration", "neutrality.treaty-obligation", "sanctions.phasing", "territory.status",
)  # fmt: skip
"""Clauses whose performance takes a law, or a vote of the people."""


@check("TM014", "foreign-forces-hold-the-force")
def foreign_forces_hold_the_force(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A definition of “Foreign Forces” that does not leave out the stabilisation force, where that may arrive before the
        last of them have left, beside a neutrality law.

    Why it matters
        The withdrawal would never be complete, because the force is there; and the law, which waits for it, could never be
        adopted.

    Example
        foreign-forces:
          definition: {en: means the armed forces of a State in the territory of another State}

    How to fix it
        Except the force in the definition: “and excludes the Stabilisation Force”, under {% if included("…") %}.
    """
    timeline = timeline_of(package.selection)
    if not all(any(always(c) for _, c in package.chosen(clause)) for clause in (FORCE, WITHDRAWAL, LAW)):
        return
    arrivals, ends = timeline.named(f"{FORCE}.first-deployed"), timeline.named(f"{WITHDRAWAL}.completed")
    if arrivals and all(timeline.is_after(arrival.id, end.id) for arrival in arrivals for end in ends):
        return
    for instrument, entry, _, form in unexcepted(package, ("foreign-forces",), ["stabilisation-force"]):
        yield Diagnostic(
            "TM014", ERROR, f"the {form} may arrive before the last Foreign Forces leave, and is one of them", entry.source.span(entry.id, "definition", "en"),
            f"add “and excludes the {form}” to the definition", "The withdrawal would never be complete, and the neutrality law never due.",
            "TM-14", WITHDRAWAL, instrument,
        )  # fmt: skip


@check("TM015", "force-without-successor")
def force_without_successor(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A stabilisation force with a term and without an end-state: no value in `end-state`, or a text that has none; one of
        which it is not said what succeeds it (`successors`); and one that may end before its successor can begin.

    Why it matters
        A force that leaves on a date, whatever has taken its place, tells everybody until when to wait; “the arrangements
        that succeed it” are none while nobody knows which they are.

    Example
        stabilisation-force.establishment: {variant: eu-csdp, duration: 5 years}     # and no successors

    How to fix it
        Say what must be in operation before the force leaves (`provides: [end-state]`), and name the clauses that set it up:
        `successors: [monitoring.mission, assurances.structure]`.
    """
    because = "A gap between two arrangements is an invitation."
    for id, chosen in package.chosen(FORCE):
        if always(chosen, lambda a: not _provides(a, "end-state") or a.values.get("end-state") is None):
            yield _warning(
                package, "TM015", id, chosen, "the force may leave before anything has taken its place",
                "fill end-state, and say in the text what must be in operation before the force leaves", because,
            )  # fmt: skip
        elif always(chosen, lambda a: prints(a, "successors") and not a.values.get("successors")):
            yield _warning(
                package, "TM015", id, chosen, "it is not said what succeeds the force",
                "name the clauses that take over from it: `successors: [monitoring.mission, assurances.structure]`", because,
            )  # fmt: skip
        yield from _late_successors(package, id, chosen, because)


def _late_successors(package: Package, id: str, chosen: Chosen, because: str) -> Iterator[Diagnostic]:
    """Successors each step of which comes after the earliest end of the force."""
    timeline = timeline_of(package.selection)
    successors = candidates(chosen.alternatives[0].values.get("successors")) if len(chosen.alternatives) == 1 else []
    for clause in successors[0] if len(successors) == 1 and isinstance(successors[0], list) and f"{id}:{FORCE}.ended" in timeline.milestones else ():
        steps = [timeline.milestones[step] for step in timeline.dues.steps_of(clause, id)]
        if steps and all(step.certain and (timeline.least(f"{id}:{FORCE}.ended", step.id) or 0) > 0 for step in steps):
            yield _warning(
                package, "TM015", id, chosen, f"the force may end before {named(package)(steps[0].id)}, with which what succeeds it begins",
                "let the successor begin earlier, or the force stay longer", because,
            )  # fmt: skip


@check("TM016", "assurances-lapse")
def assurances_lapse(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Assurances that end with a term: `duration: fixed-term` of assurances.structure, or final.duration = fixed-term of the
        instrument that contains them.

    Why it matters
        What ends on a day known beforehand leaves a gap from that day; the assurances to Finland and Sweden of 2022 ran until
        accession.

    Example
        final.duration: fixed-term
        assurances.structure: multi-level

    How to fix it
        Let them run `until-replaced`, or give the instrument no term.
    """
    for id, chosen in package.chosen(ASSURANCES):
        because = "From the last day on there would be nothing."
        if always(chosen, lambda a: candidates(a.values.get("duration")) == ["fixed-term"]):
            yield _warning(package, "TM016", id, chosen, "the assurances end with a term", "choose duration: until-replaced", because)
        ends = [c for own, c in package.chosen(DURATION) if own == id and always(c, reads("fixed-term"))]
        if ends and always(chosen):
            yield _warning(package, "TM016", id, ends[0], f"the assurances end with the term of {id}", "give the instrument no term", because)


@check("TM017", "troops-without-status")
def troops_without_status(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A withdrawal whose text does not say what holds for the troops until they have left (`provides: [interim-status]`).

    Why it matters
        Article 20(4) of the State Treaty of 1955 provided for the forces until the last of them had gone; without such words
        the last weeks are the least ruled.

    Example
        withdrawal.foreign-forces: own      # a variant without `provides: [interim-status]`

    How to fix it
        Say which law the troops observe until their last day, and let the variant carry `provides: [interim-status]`.
    """
    for id, chosen in package.chosen(WITHDRAWAL):
        if always(chosen, lambda a: not _provides(a, "interim-status")):
            yield _warning(
                package, "TM017", id, chosen, "nothing is said of the troops for the time until they have left",
                "say which law they observe until their last day", "The last weeks of a presence are the least ruled.",
            )  # fmt: skip


@check("TM018", "unfit-for-provisional-application")
def unfit_for_provisional_application(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Provisional application without a list of articles, or of an article whose performance takes a law, a vote of the
        people or an amendment of a constitution.

    Why it matters
        Before ratification a government can promise only what its law already allows it to do (Vienna Convention on the Law
        of Treaties, Article 25).

    Example
        final.provisional-application: {variant: from-signature, articles: [culture.language, ceasefire.cessation]}

    How to fix it
        List the articles, and take those out that need legislation first.
    """
    because = "Before ratification a government can promise only what its law already allows."
    needs_amendment = {atom.path.clause for _, condition, _ in barred(package) for atom in atoms(condition)}
    for id, chosen in package.chosen(PROVISIONAL):
        if not always(chosen):
            continue
        lists = [value if isinstance(value, list) else [] for a in chosen.alternatives for value in candidates(a.values.get("articles"))]
        if not any(lists):
            yield _warning(package, "TM018", id, chosen, "the articles applied provisionally are not listed", "list them in `articles:`", because)
        for clause in lists[0]:
            if all(clause in others for others in lists) and (clause in LEGISLATION or clause in needs_amendment):
                what = "takes a law or a vote" if clause in LEGISLATION else "waits for an amendment of a constitution"
                yield Diagnostic(
                    "TM018", WARNING, f"{clause} is applied provisionally, and {what}", value_span(package, id, chosen, "articles", lists[0].index(clause)),
                    "take it out of the list", because, "TM-18", PROVISIONAL, id,
                )  # fmt: skip


def _provides(alternative: Alternative, what: str) -> bool:
    return alternative.variant is not None and what in (alternative.variant.card.get("provides") or ())


def _warning(package: Package, code: str, instrument: str, chosen: Chosen, message: str, hint: str, because: str) -> Diagnostic:
    span = package.scenario.source.key_span(*chosen.path)
    return Diagnostic(code, WARNING, message, span, hint, because, f"TM-{code[3:]}", chosen.clause.id, instrument)
