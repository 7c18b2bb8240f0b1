"""SE: combinations that are no contradiction but need a decision, and the law of neutrality inside a treaty.

Each row of :data:`FLAGS` is a condition; it is judged with all other rules, over what is consistent.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..logic.conditions import read
from ..logic.constraints import Rule
from ..package import Package
from ..prose import place, unavoidable
from ..select import Selection
from ..source import Source
from . import check, fault
from .completeness_flags import FLAGS as COMPLETENESS
from .particulars import lacking

ADOPTING = ("shall adopt", "shall declare", "shall enact", "undertakes to adopt", "undertakes to declare", "undertakes to enact")
_LAW = "neutrality.declaration in (austrian-1955, austrian-1955-official)"
_BOTH = "The law declares neutrality for all time; a settlement that says less beside it invites the question which of the two is meant."
_DEFERRED = "A status that is put off needs a rule for the time until it is settled."
FLAGS = (
    ("SE006", f"alliance.membership = on-hold and {_LAW}", "membership is merely on hold beside a law of perpetual neutrality", _BOTH,
     "decide it on purpose: alliance.membership = renounced or silent, or neutrality.declaration = foreseeable-future"),
    ("SE006", f"process.readiness = foreseeable-future and {_LAW}", "readiness for the foreseeable future stands beside a law of perpetual neutrality", _BOTH,
     "decide it on purpose: process.readiness = perpetual, or neutrality.declaration = foreseeable-future"),
    ("TM010", "assurances.arms-supply = conditional-on-talks and not alliance.membership in (on-hold, moratorium, renounced)",
     "additional arms are to follow the hold on membership, and nothing puts membership on hold",
     "The order reported is first the hold and the agreement to talk, then the arms; without the hold the supply has no condition to follow.",
     "choose alliance.membership = on-hold, moratorium or renounced, or another variant of assurances.arms-supply"),
    ("SE020", "territory.status = deferred-talks and not territory.peaceful-change", "the status is deferred, and nothing excludes force meanwhile", _DEFERRED,
     "add territory.peaceful-change"),
    ("SE020", "territory.status = deferred-talks and not territory.administration", "the status is deferred, and nobody administers the areas", _DEFERRED,
     "add territory.administration"),
    ("SE023",
     f"withdrawal.foreign-forces.area in (outside-listed-areas, line-and-zone) and withdrawal.foreign-forces != redeployment-behind-line and {_LAW}",
     "foreign forces stay on the territory beside a law that bars foreign bases for ever",
     "The law would be untrue from its first day, and the sequence of 1955, withdrawal and then neutrality, would be for show.",
     "withdraw from the entire territory, or choose withdrawal.foreign-forces = redeployment-behind-line, which says openly that forces stay without consent"),
    ("SE024", "territory.status = recognition", "a change of title that force brought about is recognised",
     "States have a duty not to recognise it (Charter, Article 2(4)), and a treaty procured by unlawful force is void (VCLT 52).",
     "choose without-prejudice, deferred-talks or another variant that changes facts and no title, or keep it knowingly"),
)  # fmt: skip
"""Code, condition, what is flagged, why, and the way out."""


def flag_rules(selection: Selection) -> list[Rule]:
    """The rows of :data:`FLAGS`, and those on completeness, as rules of the package."""
    source = selection.scenario.source
    return selection.memory.once("flags", (source.file, source.places), lambda: _flag_rules(source))


def _flag_rules(source: Source) -> list[Rule]:
    made = []
    for code, condition, message, because, hint in (*FLAGS, *COMPLETENESS):
        data = {"code": code, "message": message, "because": because, "hint": hint, "rule": f"{code[:2]}-{code[3:]}"}
        made.append(Rule("flags", read(condition), None, "", "", "", False, "the rules", data, source, ()))
    return made


@fault("SE006", "perpetual-beside-temporary")
def perpetual_beside_temporary() -> None:
    """
    What it finds
        A law of perpetual neutrality together with membership of an alliance merely on hold, or with a declaration of
        readiness for the foreseeable future.

    Why it matters
        Both can be kept, so it is no contradiction; but the law goes further than the treaty, and each side will quote
        the half that suits it.

    Example
        alliance.membership: on-hold
        neutrality.declaration: austrian-1955

    How to fix it
        Decide on purpose: renounce membership or say nothing of it, or make the law one for the foreseeable future.
    """


@check("SE008", "neutrality-law-in-treaty")
def neutrality_law_in_treaty(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        The declaration of neutrality as an article of a treaty; and a sentence of a treaty that obliges the State to adopt
        a law of neutrality (a warning: it is read from the words).

    Why it matters
        On the Austrian model neutrality is voluntary: a law of the State's own, outside every treaty, so that nobody
        but the State itself may interpret or enforce it.

    Example
        instruments:
          state-treaty:
            framing: state-treaty
            clauses: {neutrality.declaration: austrian-1955}

    How to fix it
        Move the clause to an instrument with the framing `constitutional-law`.
    """
    for id, chosen in package.chosen("neutrality.declaration"):
        if package.selection.instruments[id].register == "treaty" and all(alternative.text for alternative in chosen.alternatives):
            yield Diagnostic(
                "SE008",
                ERROR,
                f"{id} is a treaty and contains the declaration of neutrality",
                package.choice_span(id, "neutrality.declaration"),
                "move it to an instrument of its own, with the framing constitutional-law",
                "Neutrality that a treaty contains is no longer the State's own free decision.",
                "SE-08",
                "neutrality.declaration",
                id,
            )
    for id, draft in package.instruments.items():
        if draft.instrument.register != "treaty" or not package.selection.has_text("neutrality.declaration"):
            continue
        for hit in unavoidable(h for h in draft.prose.find(ADOPTING) if "neutral" in h.after):
            yield Diagnostic(
                "SE008", WARNING, f"“{hit.words}” makes the law of neutrality a duty of the treaty",
                place(package, id, hit.passage, hit.words.removeprefix("shall ")),
                "take it out: the State adopts the law of its own free will", "Voluntariness is the point of the Austrian sequence.",
                "SE-08", hit.passage.clause, id,
            )  # fmt: skip


@check("SE020", "deferred-without-rules")
def deferred_without_rules(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A territorial status that is left to later talks, without an article that excludes force meanwhile or one that
        says who administers the areas, or without an end and a forum for the talks.

    Why it matters
        The time of the talks may be long; what is not ruled for it is ruled by force or by nobody.

    Example
        territory.status: deferred-talks        # and neither territory.peaceful-change nor territory.administration

    How to fix it
        Add the two articles, fill in `years:` and `forum:`, or choose another formula for the status.
    """
    yield from lacking(package, "SE020", "territory.status", _DEFERRED, filled=("years", "forum"), variants=("deferred-talks",), severity=WARNING)


@fault("SE023", "law-beside-foreign-forces")
def law_beside_foreign_forces() -> None:
    """
    What it finds
        The Austrian law of neutrality together with a withdrawal that leaves foreign forces on the territory.

    Why it matters
        The law bars foreign bases for all the future and, in 1955, followed the departure of the last soldier.  Where
        forces stay, both are untrue from the first day.

    Example
        neutrality.declaration: austrian-1955
        withdrawal.foreign-forces: {variant: ninety-days, area: outside-listed-areas}

    How to fix it
        Extend the withdrawal to the entire territory, or choose `redeployment-behind-line`, which says that forces
        stay and that nobody consents to it.
    """


@fault("SE024", "recognition-of-force")
def recognition_of_force() -> None:
    """
    What it finds
        The recognition of a change of territorial title that force brought about.

    Why it matters
        The Charter (Article 2(4)) and the duty of non-recognition stand against it, whatever a constitution says; a
        treaty procured by unlawful force is void (VCLT 52).

    Example
        territory.status: recognition

    How to fix it
        Choose a formula that changes facts and no title, or keep it knowing what follows.
    """
