"""SE: what a force, a zone, an assurance, a withdrawal or relief from sanctions must say, and what prose elsewhere takes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..package import Package
from ..prose import Hit, place, unavoidable
from . import check
from .choices import always, names, value_span
from .particulars import is_variant, lacking, never, phases

FORCES = "neutrality.armed-forces"
FORCE = "stabilisation-force.establishment"
MANDATE = "stabilisation-force.mandate"
LIMITING = ("shall not exceed", "not more than", "no more than", "shall not hold", "shall not have more than", "shall be limited to", "a maximum of")
HOLDING = tuple(f"shall not {verb}" for verb in ("possess", "acquire", "hold", "have", "develop", "produce", "deploy", "retain"))
ARMS = "arms."
"""The library whose clauses limit categories of arms; one-sided ones are barred by a constraint."""
COMBAT = (
    "offensive operations", "combat operations", "enforce by combat", "restore the territory", "restore territory", "retake", "recapture",
    "liberate", "expel", "defeat", "enforce peace", "peace enforcement", "impose by force",
)  # fmt: skip


@check("SE025", "limit-on-free-forces")
def limit_on_free_forces(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Where neutrality.armed-forces leaves the forces to the State's own choice: a sentence of a treaty, in another clause
        or an annex, that limits the number of that State's forces, or forbids it a category of conventional arms.  Limits to a
        zone or a distance from the line, and the clauses on arms, which bind both sides, are not meant.

    Why it matters
        A ceiling somewhere else silently takes away the freedom that one article gives.

    Example
        The armed forces of Ukraine {{ shall }} not exceed 85,000 personnel.     # beside neutrality.armed-forces: self-determined

    How to fix it
        Take the limit out, or choose numerical-ceiling or category-limits, which say it where it is looked for.
    """
    for id, chosen in package.chosen(FORCES):
        if not always(chosen, lambda a: is_variant(a, ("self-determined",))):
            continue
        states = {v for a in chosen.alternatives if isinstance(v := a.values.get("state"), str)}
        own = [name for state in states for name in names(package, state)]
        for other, draft in package.instruments.items():
            found = [h for h in draft.prose.find(LIMITING) if _forces(own).search(h.before) and _figure().search(h.after)]
            found += [h for h in draft.prose.find(HOLDING) if h.before.rstrip().endswith(tuple(own)) and _category().search(h.after)]
            limits = [h for h in found if h.passage.clause != FORCES and not h.passage.clause.startswith(ARMS)]
            for hit in unavoidable(limits) if draft.instrument.register == "treaty" else ():
                yield Diagnostic(
                    "SE025", WARNING, f"“{hit.words}” limits forces that {FORCES} of {id} leaves to the State's own choice",
                    place(package, other, hit.passage, hit.words.removeprefix("shall ")), "take the limit out, or choose numerical-ceiling or category-limits",
                    "A ceiling elsewhere overrides the freedom given here.", "SE-03", hit.passage.clause, other,
                )  # fmt: skip


def _forces(names: list[str]) -> re.Pattern[str]:
    """The forces of a State, as a subject: “the armed forces of Ukraine”, “Ukraine's armed forces”."""
    name = "|".join(re.escape(n) for n in names) or "(?!)"
    return re.compile(rf"\b[Ff]orces of (?:{name})\b|\b(?:{name})(?:’s|'s)? (?:[a-z]+ )?forces\b")


@cache
def _category() -> re.Pattern[str]:
    """A category of conventional arms, held anywhere: no zone and no distance stands in the sentence."""
    kinds = "tanks|missiles|rockets|artillery|combat aircraft|helicopters|warships|submarines|armoured|drones|uncrewed aircraft|heavy weapons"
    return re.compile(rf"\A(?!.*\b(?:within|[Zz]one|Line|nuclear)\b).*\b(?:{kinds})\b")


@cache
def _figure() -> re.Pattern[str]:
    return re.compile(r"\d")


@check("SE012", "zone-without-particulars")
def zone_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A demilitarised zone that does not say where its limits run, by which co-ordinates, or whether map or text prevails.
        A value left blank is a warning until the text is called final.

    Why it matters
        A zone that nobody can locate cannot be verified, and every patrol in it can be called a violation.

    Example
        provides: [limits]          # of a variant of demilitarised-zone.establishment: no coordinates

    How to fix it
        Fill in what is blank, and say the rest in the variant's text, with its name in `provides:`.
    """
    because = "A zone that nobody can locate cannot be verified."
    yield from lacking(package, "SE012", "demilitarised-zone.establishment", because, filled=("prevails",), says=("limits", "coordinates"))


@check("SE013", "force-without-particulars")
def force_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A stabilisation force without a ceiling, place, time, financing, legal basis or end-state, or for which neither its own
        article nor its mandate has rules on the use of force.
        A value left blank is a warning until the text is called final.

    Why it matters
        Each of these is asked by every parliament that is to send soldiers; what is missing stops the deployment.

    Example
        stabilisation-force.establishment: eu-csdp      # no ceiling

    How to fix it
        Give the value in the scenario; a number that is not agreed is an open value with its alternatives.
    """
    yield from lacking(
        package, "SE013", FORCE, "Each missing item stops the deployment.",
        filled=("ceiling", "location", "duration", "financing", "legal-basis", "end-state"), says=("use-of-force",), elsewhere=(MANDATE,),
    )  # fmt: skip


@check("SE014", "assurance-without-particulars")
def assurance_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Assurances of security that name no trigger, no way to invoke them, no duration, no report to the Security Council
        or no relation to the right of self-defence (Charter, Article 51), in their own article or in those on consultation and response.
        A value left blank is a warning until the text is called final.

    Why it matters
        A promise without trigger and response is a declaration: on the day it is needed, everybody reads it differently.

    Example
        provides: [beneficiary, obligors, several]      # of a variant of assurances.structure: when, and on whose call?

    How to fix it
        Say it in the text and name it in `provides:`; fill in `duration:`.
    """
    yield from lacking(
        package, "SE014", "assurances.structure", "A promise without trigger and response is a declaration.", filled=("duration",),
        says=("trigger", "invocation", "security-council-report", "self-defence"), elsewhere=("assurances.consultation", "assurances.response"),
    )  # fmt: skip


@check("SE015", "withdrawal-without-particulars")
def withdrawal_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A withdrawal of foreign forces without a deadline, start, area or rule on equipment, or that says nothing of the
        status of troops until they leave, or of irregular forces (there or in security.irregular-formations).

    Why it matters
        Troops that the article forgets stay; those it remembers need a status until their last day.

    Example
        withdrawal.foreign-forces: own-wording      # provides: [deadline, start, equipment]

    How to fix it
        Fill in the value; say the rest in the text, with interim-status or irregular-forces in `provides:`, or add
        security.irregular-formations.
    """
    yield from lacking(
        package, "SE015", "withdrawal.foreign-forces", "Troops left out of the article stay.", filled=("days", "start", "area", "equipment"),
        says=("interim-status", "irregular-forces"), elsewhere=("security.irregular-formations",), severity=WARNING,
    )  # fmt: skip


@check("SE016", "relief-without-particulars")
def relief_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Relief from sanctions in phases without phases, or a phase that does not say which measures end, on what conditions, who
        certifies them and when it may begin; or a variant that says nothing of baseline or certification.
        A value left blank is a warning until the text is called final.

    Why it matters
        Relief that nobody can certify is never given, and a phase without conditions is given for nothing.

    Example
        phases:
          - {id: phase-1, measures: Measures on aviation, conditions: [withdrawal.foreign-forces]}    # certified by whom, when?

    How to fix it
        Fill in `measures:`, `conditions:`, `verified-by:` and `due:` of every row.
    """
    phased = ("phased", "partial")
    because = "Relief that nobody can certify is never given."
    yield from lacking(package, "SE016", "sanctions.phasing", because, filled=("phases",), says=("baseline", "certification"), variants=phased)
    for id, _, chosen, number, row in phases(package):
        missing = [column for column in ("measures", "conditions", "verified-by", "due") if row.get(column) in (None, "", [])]
        if missing:
            yield Diagnostic(
                "SE016", ERROR, f"{row.get('phase') or row.get('id') or f'phase {number + 1}'} does not say: {', '.join(missing)}",
                value_span(package, id, chosen, "phases", number), f"fill in {' and '.join(f'`{m}:`' for m in missing)}",
                because, "SE-16", "sanctions.phasing", id,
            )  # fmt: skip


@check("SE017", "suspension-without-end")
def suspension_without_end(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        The formula of Cyprus (territory.status = cyprus-suspension) that does not say what is suspended in the areas, or who
        decides that the suspension ends.
        A value left blank is a warning until the text is called final.

    Why it matters
        Protocol No 10 says both: application is suspended in the areas outside effective control, and the Council, unanimous,
        decides on the withdrawal of the suspension.  Without the second the suspension is for ever.

    Example
        territory.status: cyprus-suspension     # decision-maker is blank

    How to fix it
        Fill in `decision-maker:` and `suspended:`.
    """
    because = "A suspension that nobody can end is for ever."
    filled = ("decision-maker", "suspended")
    yield from lacking(package, "SE017", "territory.status", because, filled=filled, says=("suspension",), variants=("cyprus-suspension",))


@check("SE021", "war-fighting-mandate")
def war_fighting_mandate(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A force led by the European Union whose mandate speaks of combat: offensive operations, retaking territory, enforcing peace.

    Why it matters
        The Union plans and conducts operations of peacekeeping and stabilisation; enforcement belongs to the Security Council
        (Charter, Article 53(1)), and a mandate that the force cannot perform protects nobody.

    Example
        The Stabilisation Force {{ shall }} conduct offensive operations to restore the territory.

    How to fix it
        Take the task out, or choose another body for the force.
    """
    if not any(always(chosen, lambda a: is_variant(a, ("eu-csdp",))) for _, chosen in package.chosen(FORCE)):
        return
    for id, draft in package.instruments.items():
        for hit in unavoidable(h for h in draft.prose.find(COMBAT) if h.passage.clause == MANDATE and not _denied(h)):
            yield Diagnostic(
                "SE021", WARNING, f"“{hit.words}” is no task for a force of the European Union", place(package, id, hit.passage, hit.words),
                "take the task out, or choose another body for the force", "The Union keeps and stabilises peace; enforcement is for the Security Council.",
                "SE-21", MANDATE, id,
            )  # fmt: skip


@check("SE022", "assurance-beside-its-territory")
def assurance_beside_its_territory(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Assurances whose area is not that of the territorial formula: the entire territory, where the instrument applies to
        a part of it; a part, where the rest is to be given back.

    Why it matters
        An assurance for an area that the text treats as given up is empty, or a trap; one that stops short of what is to be
        returned invites the next conflict there.

    Example
        assurances.structure: {variant: multi-level, area: entire-territory}
        final.territorial-application: government-controlled-areas

    How to fix it
        Bring `area:` of assurances.structure and final.territorial-application together.
    """
    part = ("government-controlled-areas", "specified-areas")
    partial = _settled(package, "final.territorial-application", part)
    restored = _settled(package, "territory.status", ("restoration",))
    for id, chosen in package.chosen("assurances.structure"):
        if partial and never(chosen, ("area",), lambda area: area == "entire-territory"):
            message, hint = "cover the entire territory, the instrument does not apply to it", "area: government-controlled-areas"
        elif restored and never(chosen, ("area",), lambda area: area in part):
            message, hint = "stop short of areas that are to be given back", "area: entire-territory"
        else:
            continue
        yield Diagnostic(
            "SE022", WARNING, f"the assurances {message}", value_span(package, id, chosen, "area"), f"choose `{hint}`, or change the territorial formula",
            "An assurance for an area that the text treats as given up is empty or a trap.", "SE-22", "assurances.structure", id,
        )  # fmt: skip


def _settled(package: Package, clause: str, variants: tuple[str, ...]) -> bool:
    """Whether a clause is there, and one of some variants however it is completed."""
    held = package.chosen(clause)
    return bool(held) and all(always(chosen, lambda a: is_variant(a, variants)) for _, chosen in held)


def _denied(hit: Hit) -> bool:
    return not {"not", "no", "nor", "neither", "never", "without"}.isdisjoint(hit.before.lower().split())
