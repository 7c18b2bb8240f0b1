"""PA: signatures, the lists of Parties, and the depositary."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..package import Package
from . import check
from .choices import always, called, candidates, value_span


@check("PA006", "organisation-without-competence")
def organisation_without_competence(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An organisation, such as the European Union, that signs a treaty which does not say how competence is divided between
        it and its members, or has no article on signature or on how signatories conclude it (ratification, approval,
        formal confirmation).

    Why it matters
        An organisation is bound within its competence and by its own procedure (for the Union, Article 218 of the Treaty
        on its Functioning); the others must know whom to hold to what.

    Example
        signatories: [ukraine, russian-federation, european-union]   # no clause mentions competence

    How to fix it
        Add a clause in which the organisation declares its competence, with final.signature and final.ratification; or
        let the member States sign and invite the organisation.
    """
    for id, draft in package.instruments.items():
        instrument = draft.instrument
        signing = [p for p in instrument.signatories if package.scenario.parties[p].get("kind") == "organisation"]
        if instrument.register != "treaty" or not signing:
            continue
        printed = {c.clause.id for c in instrument.chosen() if c.text}
        missing = []
        if not draft.prose.has(("competence", "competences")):
            missing.append("how competence is divided")
        if "final.signature" not in printed:
            missing.append("an article on signature")
        if "final.ratification" not in printed and not draft.prose.has(("approval", "formal confirmation", "conclusion")):
            missing.append("how it is concluded")
        for party in signing if missing else ():
            yield Diagnostic(
                "PA006", WARNING, f"{called(package, party)} is a Party to {id}, which does not have: {', '.join(missing)}",
                package.scenario_span("instruments", id, "signatories", instrument.signatories.index(party)),
                "add what is missing, or let its members sign and invite the organisation",
                "An organisation is bound within its competence and by its own procedure.", "PA-06", "", id,
            )  # fmt: skip


@check("PA011", "unequal-lists-of-parties")
def unequal_lists_of_parties(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A preamble that lists other parties than sign the instrument, or a party that signs twice.

    Why it matters
        Whoever is named at the head and does not sign, or signs without being named, leaves open who is bound.  The order
        is free: in each original its own holder comes first.

    Example
        signatories: [ukraine, russian-federation, france]
        clauses:
          preamble.parties: {states: [ukraine, russian-federation]}

    How to fix it
        Leave `states:` out, so that the preamble lists the signatories by itself, or make the two lists the same.
    """
    for id, draft in package.instruments.items():
        instrument = draft.instrument
        signing = draft["en"].document.closing.signatures
        signatories = [block.party for block in signing]
        twice = sorted({party for party in signatories if signatories.count(party) > 1})
        for party in twice:
            yield Diagnostic(
                "PA011", ERROR, f"{called(package, party)} signs {id} twice",
                package.scenario_span("instruments", id, "signatories", len(signatories) - 1 - signatories[::-1].index(party)),
                "name it once", "Each Party has one signature block.", "PA-11", "", id,
            )  # fmt: skip
        for chosen in instrument.preamble:
            for name, spec in chosen.clause.parameters.items():
                if spec["type"] != "parties" or spec.get("role") != "signatories":
                    continue
                listed = [v for a in chosen.alternatives for v in candidates(a.values.get(name)) if v is not None]
                if not signatories or not always(chosen) or not listed or any(set(v) == set(signatories) for v in listed):
                    continue
                lacking = ", ".join(called(package, p) for p in sorted(set(signatories) ^ set(listed[0])))
                yield Diagnostic(
                    "PA011", ERROR, f"the preamble of {id} and its signature blocks do not name the same Parties: {lacking} stands in one alone",
                    value_span(package, id, chosen, name), f"leave “{name}” out: the preamble then lists the signatories",
                    "Whoever is named at the head signs, and whoever signs is named.", "PA-11", chosen.clause.id, id,
                )  # fmt: skip


@check("PA012", "unrecognised-signatory")
def unrecognised_signatory(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A signatory whose `recognised-by:` leaves out another signatory, and for which no `capacity:` is stated.

    Why it matters
        To sign beside an entity may be read as recognising it.  At Minsk, names stood without any capacity for that
        reason; it must be decided, not happen.

    Example
        parties:
          - {id: northland, name: Northland, kind: state, recognised-by: [austria]}
        instruments:
          treaty: {signatories: [ukraine, northland]}

    How to fix it
        Leave the entity out of the signatories; or, if it must sign, state in its party file a `capacity:` that is neutral,
        and let it sign on a separate page.
    """
    for id, draft in package.instruments.items():
        signatories = draft.instrument.signatories
        for index, party in enumerate(signatories):
            data = package.scenario.parties[party]
            known = data.get("recognised-by")
            if not isinstance(known, list) or data.get("capacity"):
                continue
            without = [called(package, other) for other in signatories if other not in (party, *known)]
            if without:
                yield Diagnostic(
                    "PA012", WARNING, f"{called(package, party)}, which {', '.join(without)} does not recognise, signs {id} as a Party",
                    package.scenario_span("instruments", id, "signatories", index),
                    "leave it out, or let it sign on a separate page in a neutral `capacity:`",
                    "To sign beside an entity may be read as recognising it.", "PA-12", "", id,
                )  # fmt: skip


@check("PA018", "depositary-unfit-for-number")
def depositary_unfit_for_number(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A treaty of three or more signatories without a depositary, or one of two signatories with a depositary.

    Why it matters
        Two States exchange instruments and keep an original each; among three or more, somebody has to keep the original,
        receive the instruments and say when the treaty enters into force.

    Example
        signatories: [ukraine, russian-federation, france]
        clauses: {final.depositary: omit}

    How to fix it
        Choose final.depositary for three or more signatories; leave it out for two.
    """
    for id, draft in package.instruments.items():
        instrument = draft.instrument
        count = len(instrument.signatories)
        chosen = next((c for c in instrument.chosen() if c.clause.id == "final.depositary"), None)
        if instrument.register != "treaty" or count < 2:
            continue
        if count == 2 and chosen is not None and always(chosen):
            yield Diagnostic(
                "PA018", WARNING, f"{id} has two signatories and a depositary", package.choice_span(id, "final.depositary"),
                "leave final.depositary out; each keeps an original", "Two States exchange their instruments.",
                "PA-18", "final.depositary", id,
            )  # fmt: skip
        elif count > 2 and (chosen is None or not chosen.text):
            yield Diagnostic(
                "PA018", WARNING, f"{id} has {count} signatories and no depositary", package.scenario_span("instruments", id, "signatories"),
                "choose final.depositary", "Somebody has to keep the original and receive the instruments.", "PA-18", "final.depositary", id,
            )  # fmt: skip
