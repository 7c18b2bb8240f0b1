"""PA: the parties that single clauses name: who assures, lifts, certifies, trains, decides and ratifies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..diagnostics import ERROR, WARNING, Diagnostic
from ..hints import Any
from ..package import Package
from ..select import Alternative, Chosen, Instrument
from . import check
from .choices import always, called, candidates, roles_named, value_span
from .particulars import PHASING, phases, prints, provides, rows

AUTHORITIES = "sanctions.authorities"
SNAP_BACK = "sanctions.snap-back"
ASSURANCES = "assurances.structure"
IN_FORCE = "final.entry-into-force"
TRAINING = "neutrality.training-teams"


def _held(package: Package, clause: str) -> Iterator[tuple[str, Instrument, Chosen]]:
    for id, chosen in package.chosen(clause):
        yield id, package.selection.instruments[id], chosen


def _copy(package: Package, clause: str, own: str) -> tuple[str, Chosen] | None:
    """An instrument's own copy of a clause, or else the first one of the package."""
    copies = package.chosen(clause, own) or package.chosen(clause)
    return copies[0] if copies else None


# ----------------------------------------------------------------- sanctions


@check("PA005", "measure-without-authority")
def measure_without_authority(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A row of the list of restrictive measures (sanctions.authorities) that does not name the authority which imposed
        the measure or the legal act on which it rests; or a variant of that clause which does not keep each authority's own rule of
        decision (`provides: [decision-caveat]`).

    Why it matters
        Only the authority that imposed a measure can undertake to lift it, by the rule of that measure: unanimity in the
        Council of the European Union, a statute in the United States.

    Example
        sanctions.authorities:
          measures: [{authority: united-kingdom, measure: financial restrictions}]   # which legal act?

    How to fix it
        Fill in `authority:` and `instrument:` of every row, and choose a variant that leaves the decision with the authority.
    """
    for id, _, chosen in _held(package, AUTHORITIES):
        because = "Only the authority that imposed a measure can lift it, by the rule of that measure."
        if always(chosen, lambda a: "decision-caveat" not in provides(a)):
            yield Diagnostic(
                "PA005", ERROR, f"{AUTHORITIES} does not say that each measure is lifted by the rule of decision under which it was imposed",
                package.scenario.source.key_span(*chosen.path), "choose a variant that provides decision-caveat", because, "PA-05", AUTHORITIES, id,
            )  # fmt: skip
        values = chosen.alternatives[0].values.get("measures") if len(chosen.alternatives) == 1 else None
        for number, row in rows(values):
            missing = [column for column in ("authority", "instrument") if row.get(column) in (None, "")]
            if missing:
                yield Diagnostic(
                    "PA005", ERROR, f"“{row.get('measure') or f'measure {number + 1}'}” has no {' and no '.join(missing)}",
                    value_span(package, id, chosen, "measures", number), f"fill in {' and '.join(f'`{m}:`' for m in missing)}",
                    because, "PA-05", AUTHORITIES, id,
                )  # fmt: skip


def _conditions(row: dict[str, Any]) -> list[tuple[int, str]]:
    value = row.get("conditions")
    return [(n, c) for n, c in enumerate(value) if isinstance(c, str)] if isinstance(value, list) else []


def _performers(package: Package, clause: str, own: str) -> set[str]:
    """The parties by whom the milestones of a clause are due, in the instrument that has it."""
    copy = _copy(package, clause, own)
    if copy is None:
        return set()
    roles = package.selection.instruments[copy[0]].roles
    variants = [a.variant.name for a in copy[1].alternatives if a.variant]
    due = [role for data, _ in copy[1].clause.milestones_of(variants).values() for role in roles_named(data, "by")]
    return {party for by in due for party in roles.get(by, ())}


def _judges(package: Package, body: str, instrument: Instrument) -> set[str]:
    """Who makes up a body: itself if it is a party or a role, the members of the clause that sets it up."""
    if body in package.scenario.parties:
        return {body}
    if body in instrument.roles:
        return set(instrument.roles[body])
    copy = _copy(package, body, instrument.id)
    values = [a.values.get("members") for a in copy[1].alternatives] if copy else []
    return {party for value in values if isinstance(value, list) for party in value}


@check("PA008", "judge-in-own-cause")
def judge_in_own_cause(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A phase of sanctions relief whose certifying body is the performer of one of its conditions, is made up of the
        performer alone, or is set up by the very clause whose performance it certifies; and a milestone that the same
        role performs and verifies.

    Why it matters
        A verdict on oneself certifies nothing.  In the Joint Comprehensive Plan of Action the verifier is the International
        Atomic Energy Agency, not the State that performs.

    Example
        phases:
          - {id: phase-1, conditions: [withdrawal.foreign-forces], verified-by: counterpart}   # who withdraws

    How to fix it
        Name another body in `verified-by:`: monitoring.mission, implementation.joint-commission.
    """
    because = "Nobody judges its own compliance."
    for id, instrument, chosen, number, row in phases(package):
        body = row.get("verified-by")
        if not isinstance(body, str):
            continue
        judges = _judges(package, body, instrument)
        for _, condition in _conditions(row):
            performers = _performers(package, condition, id)
            if condition == body or (judges and judges <= performers):
                who = "itself" if condition == body else "those who perform it: " + ", ".join(called(package, p) for p in sorted(judges))
                yield Diagnostic(
                    "PA008", ERROR, f"{condition} is certified by {who}", value_span(package, id, chosen, "phases", number, "verified-by"),
                    "name another body, as monitoring.mission or implementation.joint-commission", because, "PA-08", PHASING, id,
                )  # fmt: skip
    yield from package.by_choice("PA008", partial(_verified_by_performers, package, because))


def _verified_by_performers(package: Package, because: str, id: str, chosen: Chosen) -> Iterator[Diagnostic]:
    roles = package[id].instrument.roles
    variants = [a.variant.name for a in chosen.alternatives if a.variant]
    for name, (data, source) in chosen.clause.milestones_of(variants).items() if always(chosen) else ():
        performers = {party for role in roles_named(data, "by") for party in roles.get(role, ())}
        judges = {party for role in roles_named(data, "verified-by") for party in roles.get(role, ())}
        if judges and judges <= performers:
            yield Diagnostic(
                "PA008", ERROR, f"the milestone {chosen.clause.id}.{name} is verified by those who perform it",
                source.key_span("milestones", name, "verified-by"), "name another role, or a clause that sets up a body",
                because, "PA-08", chosen.clause.id, id,
            )  # fmt: skip


@check("PA014", "snap-back-on-non-party")
def snap_back_on_non_party(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An automatic return of restrictive measures (sanctions.snap-back), where an authority in the list of measures does
        not sign the instrument.

    Why it matters
        The treaty can restore no duty of one that it does not bind (Vienna Convention on the Law of Treaties, Article 34):
        for that authority's measures nothing returns by itself.

    Example
        signatories: [ukraine, russian-federation]
        clauses:
          sanctions.snap-back: automatic
          sanctions.authorities: {measures: [{authority: european-union, measure: …, instrument: …}]}

    How to fix it
        Let the authority sign, choose the political return, or accept that its members only propose and support the return.
    """
    for id, instrument, chosen in _held(package, SNAP_BACK):
        if not instrument.signatories or not always(chosen, lambda a: a.variant is not None and a.variant.name == "automatic"):
            continue
        copy = _copy(package, AUTHORITIES, id)
        listed = rows(copy[1].alternatives[0].values.get("measures")) if copy and len(copy[1].alternatives) == 1 else []
        authorities = dict.fromkeys(row["authority"] for _, row in listed if isinstance(row.get("authority"), str))
        outside = [called(package, party) for party in authorities if party not in instrument.signatories]
        if outside:
            yield Diagnostic(
                "PA014", WARNING, f"measures are to return by themselves, but {id} does not bind {', '.join(outside)}",
                package.scenario.source.key_span(*chosen.path), "let the authority sign, or choose sanctions.snap-back = political",
                "A treaty restores no duty of one that it does not bind.", "PA-14", SNAP_BACK, id,
            )  # fmt: skip


@check("PA015", "relief-hangs-on-third-state")
def relief_hangs_on_third_state(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A phase of sanctions relief with a condition that one who does not sign has to perform: a milestone of the clause
        is due by a role whose parties stand outside the instrument.

    Why it matters
        The party that waits for relief can do nothing about it, and the third State owes nothing to anybody.

    Example
        phases:
          - {id: phase-1, conditions: [withdrawal.third-state-forces], …}   # a milestone there is due by a third State

    How to fix it
        Make the condition an act of a signatory (to have the forces of the third State leave its territory), or let the
        third State sign.
    """
    for id, instrument, chosen, number, row in phases(package):
        for index, condition in _conditions(row):
            third = sorted(_performers(package, condition, id) - set(instrument.signatories))
            if third and instrument.signatories:
                names = ", ".join(called(package, party) for party in third)
                yield Diagnostic(
                    "PA015", WARNING, f"relief waits for {condition}, which is due by one that does not sign: {names}",
                    value_span(package, id, chosen, "phases", number, "conditions", index), "make it an act of a signatory, or let the third State sign",
                    "Who waits for relief cannot bring about the acts of a third State.", "PA-15", PHASING, id,
                )  # fmt: skip


# ---------------------------------------------------------------- assurances


@check("PA007", "incomplete-assurance")
def incomplete_assurance(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A variant of assurances.structure that does not say who benefits, who is obliged, or (where States of the package
        give the assurance) whether they answer severally or jointly; and a beneficiary that stands among its own guarantors.

    Why it matters
        Where obligors answer jointly, one who fails can be replaced; where severally, each owes its own part.  A text that
        leaves it open is read both ways on the day it is needed.

    Example
        variants:
          own-form:
            provides: [beneficiary, obligors]        # several or joint?
            text: "{{ assurers }} {{ shall }} protect {{ state }}."

    How to fix it
        Say it in the text, with the parameter `several`, and name it in `provides:`; take the beneficiary out of the role.
    """
    for id, _, chosen in _held(package, ASSURANCES):
        lacking = [_unsaid(alternative) for alternative in chosen.alternatives]
        because = "An assurance names who benefits, who is obliged, and whether each answers alone."
        if always(chosen) and all(lacking):
            yield Diagnostic(
                "PA007", ERROR, f"{ASSURANCES} does not say: {', '.join(lacking[0])}", package.scenario.source.key_span(*chosen.path),
                "choose a variant that says it, and names it in `provides:`", because, "PA-07", ASSURANCES, id,
            )  # fmt: skip
        if "assurers" in chosen.clause.parameters and always(chosen, _assures_itself):
            yield Diagnostic(
                "PA007", ERROR, f"{called(package, chosen.alternatives[0].values['state'])} stands among the guarantors of its own security",
                value_span(package, id, chosen, "assurers"), "take it out of the guarantors", because, "PA-07", ASSURANCES, id,
            )  # fmt: skip


def _unsaid(alternative: Alternative) -> list[str]:
    """What an assurance leaves out, in words."""
    said = provides(alternative)
    wanted = {"beneficiary": "who benefits", "obligors": "who is obliged"}
    if prints(alternative, "assurers"):
        wanted["several"] = "whether the guarantors answer severally or jointly"
    return [words for feature, words in wanted.items() if feature not in said]


def _assures_itself(alternative: Alternative) -> bool:
    sets = [value for value in candidates(alternative.values.get("assurers")) if isinstance(value, list)]
    states = candidates(alternative.values.get("state"))
    return bool(sets) and prints(alternative, "assurers") and all(state in members for state in states for members in sets)


@check("PA016", "consensus-with-counterpart")
def consensus_with_counterpart(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        Assurances (assurances.structure) on which the guarantors decide by consensus, with the counterpart among them.

    Why it matters
        The State complained of could stop the assistance against itself.  That was proposed in 2022 and not agreed.

    Example
        roles: {counterpart: russian-federation, guarantors: [russian-federation, france]}
        clauses: {assurances.structure: {variant: multilateral-compact, decision-rule: consensus}}

    How to fix it
        Let each guarantor decide for itself (`decision-rule: each`), or take the counterpart out of the guarantors.
    """
    for id, instrument, chosen in _held(package, ASSURANCES):
        adversaries = set(instrument.roles.get("counterpart", ()))

        def vetoed(alternative: Alternative, adversaries: set[str] = adversaries) -> bool:
            rules = candidates(alternative.values.get("decision-rule"))
            sets = [set(value or ()) for value in candidates(alternative.values.get("assurers"))]
            return prints(alternative, "decision-rule") and all(r == "consensus" for r in rules) and all(s & adversaries for s in sets)

        if adversaries and always(chosen, vetoed):
            names = ", ".join(called(package, party) for party in sorted(adversaries))
            yield Diagnostic(
                "PA016", ERROR, f"the guarantors decide by consensus, and {names} is one of them", value_span(package, id, chosen, "decision-rule"),
                "choose `decision-rule: each`, or take the counterpart out of the guarantors",
                "The State complained of would have a veto over assistance against itself.", "PA-16", ASSURANCES, id,
            )  # fmt: skip


@check("PA013", "training-by-organisation")
def training_by_organisation(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An organisation among the providers of training teams (neutrality.training-teams).

    Why it matters
        Teams of individual States are compatible with neutrality; a team of an alliance is the alliance on the ground.

    Example
        neutrality.training-teams: {variant: individual-states, providers: [united-kingdom, nato]}

    How to fix it
        Name the States that send the teams.
    """
    for id, _, chosen in _held(package, TRAINING):
        if "providers" not in chosen.clause.parameters:
            continue

        def organised(alternative: Alternative) -> bool:
            sets = [value or () for value in candidates(alternative.values.get("providers"))]
            return prints(alternative, "providers") and all(any(_is_organisation(package, p) for p in members) for members in sets)

        if not always(chosen, organised):
            continue
        providers = candidates(chosen.alternatives[0].values.get("providers"))[0]
        for index, party in enumerate(providers):
            if _is_organisation(package, party):
                yield Diagnostic(
                    "PA013", ERROR, f"{called(package, party)} is an organisation and sends training teams",
                    value_span(package, id, chosen, "providers", index), "name the individual States that send them",
                    "The teams come from States, not from an alliance.", "PA-13", TRAINING, id,
                )  # fmt: skip


def _is_organisation(package: Package, party: str) -> bool:
    return (package.scenario.parties.get(party) or {}).get("kind") == "organisation"


# ---------------------------------------------------------------- final clauses


@check("PA017", "essential-ratifier-not-party")
def essential_ratifier_not_party(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A State without whose ratification the instrument does not enter into force (`named:` of final.entry-into-force), and
        which does not sign it.

    Why it matters
        One that is not a Party cannot ratify, and the instrument would never take effect.

    Example
        signatories: [ukraine, russian-federation]
        clauses:
          final.entry-into-force: {variant: all-named, named: [ukraine, russian-federation, france]}

    How to fix it
        Add the State to the signatories, or take it out of `named:`; left out, `named:` is the signatories.
    """
    for id, instrument, chosen in _held(package, IN_FORCE):
        if "named" not in chosen.clause.parameters or not instrument.signatories:
            continue
        outside: dict[str, int] = {}
        values = [v for a in chosen.alternatives for v in candidates(a.values.get("named"))]
        if always(chosen, lambda a: prints(a, "named")) and all(isinstance(v, list) for v in values):
            for index, party in enumerate(values[0]):
                if party not in instrument.signatories and all(party in v for v in values):
                    outside[party] = index
        for party, index in outside.items():
            yield Diagnostic(
                "PA017", ERROR, f"{called(package, party)} must ratify for {id} to enter into force, but does not sign it",
                value_span(package, id, chosen, "named", index), "add it to the signatories, or take it out of `named:`",
                "Only a Party can ratify.", "PA-17", IN_FORCE, id,
            )  # fmt: skip
