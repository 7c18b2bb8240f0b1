"""CO: what a package of a profile is expected to hold, and the final clauses that every treaty is expected to have."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import ERROR, NOTE, WARNING, Diagnostic, near
from ..package import InstrumentDraft, Package
from ..select import Chosen
from . import check
from .particulars import lacking

IN_FORCE = "final.entry-into-force"
OTHERS = "final.relation-to-other-agreements"
SIGNATURES = "T46"
"""The provision that no clause answers, but the closing of the framing."""
BEYOND = ("assurances.", "european-union.", "alliance.", "neutrality.partnerships")
"""Libraries and clauses that touch duties under the Charter, the law of the European Union or an alliance."""


@check("CO001", "missing-provision")
def missing_provision(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A provision that the profile of the scenario asks for and no clause of the package answers: an error where it is mandatory, a
        warning where it is expected and nothing records that the parties keep silent.  Also a profile that does not exist.
        Profiles stand in `templates/profiles.yaml`, provisions in `clauses/elements.yaml`; a clause names in `serves:` what it answers.

    Why it matters
        What a treaty forgets is missed on the day it is needed: the prisoners, the missing, the settlement of disputes.

    Example
        profile: interstate-peace
        clauses: {humanitarian.missing: omit}

    How to fix it
        Add one of the clauses that the hint names; for an expected provision, a variant that says nothing on purpose will do.
    """
    name = str(package.scenario.data.get("profile") or "")
    known = package.library.profiles() if name else {}
    if not known:
        return
    span = package.scenario_span("profile")
    profile = known.get(name)
    if profile is None:
        hint = f"did you mean {like[0]}?" if (like := near(name, known)) else f"the profiles are {', '.join(known)}"
        yield Diagnostic("CO001", ERROR, f"there is no profile {name}", span, hint, rule="CO-01")
        return
    said, decided = _answered(package)
    missing = {id: ERROR for id in profile.get("mandatory") or () if id not in said}
    missing |= {id: WARNING for id in profile.get("expected") or () if id not in said | decided}
    answers = _answers(package, set(missing))
    elements = package.library.shared("elements") if missing else {}
    for id, severity in missing.items():
        tier = "mandatory" if severity is ERROR else "expected"
        hint = (
            f"add {' or '.join(answers[id])}"
            if answers.get(id)
            else "close an instrument with a testimonium"
            if id == SIGNATURES
            else "add a clause that serves it"
        )
        yield Diagnostic(
            "CO001", severity, f"{id}, {elements.get(id, {}).get('says', 'a provision')}: {tier} in the profile {name}, and not in the package", span, hint,
            "What a treaty forgets is missed on the day it is needed.", "CO-01",
        )  # fmt: skip


def _answered(package: Package) -> tuple[set[str], set[str]]:
    """The provisions that some text of the package answers, and those on which it records a silence."""
    said: set[str] = set()
    decided: set[str] = set()
    for instrument in package.selection.instruments.values():
        if instrument.get("closing") == "testimonium":
            said.add(SIGNATURES)
    for spoken, silent in package.selection.memory.each("serves", None, package.selection.choices, lambda _, chosen: _served(chosen)).values():
        said.update(spoken)
        decided.update(silent)
    return said, decided


def _served(chosen: Chosen) -> tuple[list[str], list[str]]:
    """The provisions that a choice answers, and those on which it records a silence."""
    served = list(chosen.clause.data.get("serves") or ())
    if chosen.text:
        return served, []
    return [], served if any(alternative.variant for alternative in chosen.alternatives) else []


def _answers(package: Package, wanted: set[str]) -> dict[str, list[str]]:
    """The clauses of the library that answer each of some provisions."""
    found: dict[str, list[str]] = {}
    for id in package.library.clause_ids() if wanted else ():
        clause = package.library.clause(id)
        for provision in wanted.intersection(clause.data.get("serves") or ()) if clause else ():
            found.setdefault(provision, []).append(id)
    return found


def _treaties_without(package: Package, clause: str) -> Iterator[InstrumentDraft]:
    """The treaties that say how they enter into force and do not have a clause."""
    holders = {id for id, chosen in package.chosen(clause) if chosen.text}
    in_force = {id for id, chosen in package.chosen(IN_FORCE) if chosen.text}
    for id, draft in package.instruments.items():
        if draft.instrument.register == "treaty" and id in in_force and id not in holders:
            yield draft


@check("CO021", "treaty-unregistered")
def treaty_unregistered(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A treaty with an article on entry into force and none on registration.

    Why it matters
        An unregistered treaty cannot be invoked before an organ of the United Nations (Charter, Article 102).

    Example
        final.registration: omit

    How to fix it
        Choose final.registration: un-charter-102.
    """
    for draft in _treaties_without(package, "final.registration"):
        yield Diagnostic(
            "CO021", NOTE, f"{draft.id} has no article on registration", package.choice_span(draft.id, "final.registration"),
            "choose final.registration: un-charter-102", "What is not registered cannot be invoked before the United Nations.",
            "CO-21", "final.registration", draft.id,
        )  # fmt: skip


@check("CO023", "reservations-undecided")
def reservations_undecided(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A treaty with an article on entry into force and none on reservations.

    Why it matters
        Without one, reservations are allowed unless they defeat the object and purpose of the treaty (Vienna Convention on the Law
        of Treaties, Articles 19 and 20): each side may take out what it conceded.

    Example
        final.reservations: omit

    How to fix it
        Choose none-permitted, as peace treaties do, or permitted with its list.
    """
    for draft in _treaties_without(package, "final.reservations"):
        yield Diagnostic(
            "CO023", WARNING, f"{draft.id} does not deal with reservations", package.choice_span(draft.id, "final.reservations"),
            "choose final.reservations: none-permitted", "Without a word each side may take out what it conceded.", "CO-23", "final.reservations", draft.id,
        )  # fmt: skip


@check("CO024", "conflict-of-obligations")
def conflict_of_obligations(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A package whose treaties touch the Charter, the law of the European Union or an alliance (assurances, association, membership,
        partnerships) and do not say how they relate to other agreements; or a variant of that article without the savings for the
        Charter and for the law of the European Union.

    Why it matters
        Obligations under the Charter prevail (Article 103); members of the Union and of an alliance keep their duties there.  Without
        a word each court decides for itself which promise counts.

    Example
        final.relation-to-other-agreements: omit

    How to fix it
        Choose final.relation-to-other-agreements: charter-prevails, or a variant that provides charter-savings and eu-savings.
    """
    because = "Duties under the Charter, in the Union and in an alliance remain, and the treaty should say so."
    yield from lacking(package, "CO024", OTHERS, because, says=("charter-savings", "eu-savings"))
    if package.selection.has_text(OTHERS):
        return
    for draft in _treaties_without(package, OTHERS):
        touching = [c.clause.id for c in draft.instrument.chosen() if c.text and c.clause.id.startswith(BEYOND)]
        if touching:
            yield Diagnostic(
                "CO024", ERROR, f"{draft.id} has {touching[0]}, and nothing on its relation to other agreements", package.choice_span(draft.id, OTHERS),
                f"choose {OTHERS}: charter-prevails", because, "CO-24", OTHERS, draft.id,
            )  # fmt: skip
