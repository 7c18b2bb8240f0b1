"""PA: who is bound, and on whom a text may lay a duty.  Signatures: parties_signing; what single clauses say: parties_roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from ..diagnostics import ERROR, WARNING, Diagnostic, Related
from ..memory import Memory
from ..package import InstrumentDraft, Package
from ..prose import Hit, Stretch, place, unavoidable
from ..select import Chosen, Instrument
from . import check
from .choices import always, called, candidates, names, roles_named, value_span

GUARANTORS = "guarantors"
WITNESSES = ("witness", "witnesses")
AGREED = ("treaty", "political")  # registers of what several parties settle together

BODIES = (  # a party's id, and what it and its organs are called
    ("united-nations", "the United Nations", "the Security Council", "the General Assembly", "the Secretary-General"),
    ("united-nations", "the Security Council of the United Nations", "the General Assembly of the United Nations"),
    ("united-nations", "the Secretary-General of the United Nations", "the International Court of Justice"),
    ("unhcr", "UNHCR", "the United Nations High Commissioner for Refugees"),
    ("iaea", "the IAEA", "the International Atomic Energy Agency"),
    ("osce", "the OSCE", "the Organization for Security and Co-operation in Europe"),
    ("icrc", "the ICRC", "the International Committee of the Red Cross"),
    ("european-union", "the European Union", "the Council of the European Union", "the European Council", "the European Commission"),
    ("council-of-europe", "the Council of Europe"),
    ("nato", "NATO", "the North Atlantic Treaty Organization", "the North Atlantic Treaty Organisation"),
    ("icc", "the International Criminal Court"),
    ("imf", "the IMF", "the International Monetary Fund"),
    ("world-bank", "the World Bank"),
    ("china", "China", "the People's Republic of China"),
)

BOUND = tuple(
    f" {verb}"
    for verb in (
        "must", "undertakes to", "undertake to", "agrees to", "agree to", "is obliged to", "are obliged to", "is bound to", "are bound to",
        "is responsible for", "are responsible for", "commits itself to", "commit themselves to",
    )
)  # fmt: skip
"""Words of duty besides “shall”."""


@check("PA003", "unsigned-guarantor")
def unsigned_guarantor(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A State that the text names as a guarantor or assuring State, but that signs neither the instrument nor another
        one of the package in which it gives its assurance.

    Why it matters
        A treaty creates no obligation for a State that has not consented to it (Vienna Convention on the Law of
        Treaties, Articles 34 and 35): the assurance would be nobody's.

    Example
        roles: {guarantors: [france, germany]}
        instruments:
          state-treaty:
            signatories: [ukraine, russian-federation, france]
            clauses: {assurances.structure: bilateral-network}

    How to fix it
        Add the State to the signatories, give it an instrument of its own (framing bilateral-assurance), or take it out
        of the role.
    """
    instruments = package.selection.instruments
    named = {id: _obligors(instrument, package.selection.memory) for id, instrument in instruments.items() if instrument.signatories}
    signed = {party for id, found in named.items() if found for party in instruments[id].signatories}
    reported: set[str] = set()
    for id, found in named.items():
        for party, chosen in found.items():
            if party in signed or party in reported:
                continue
            reported.add(party)
            yield Diagnostic(
                "PA003", ERROR, f"{chosen.clause.id} names {called(package, party)} as a guarantor, which signs no text that makes it one",
                package.scenario_span("instruments", id, "signatories"),
                f"add {party} to the signatories, give it an instrument of its own, or take it out of the role",
                "A treaty creates no obligation for a State without its consent.",
                "PA-03", chosen.clause.id, id, (Related(value_span(package, id, chosen, _guarantors_of(chosen)), "named here"),),
            )  # fmt: skip


def _obligors(instrument: Instrument, memory: Memory) -> dict[str, Chosen]:
    """The guarantors that an instrument names in any case, each with the clause that obliges it, or else the first one."""
    found: dict[str, Chosen] = {}
    obliging: dict[str, Chosen] = {}
    role = instrument.roles.get(GUARANTORS, ())
    naming = memory.each(("guarantors", instrument.id), None, {chosen.clause.id: chosen for chosen in instrument.chosen()}, lambda _, chosen: _named(chosen))
    for chosen, obliges, parties in [each for each in naming.values() if each] if instrument.register in AGREED else ():
        for party in parties:
            if obliges:
                obliging.setdefault(party, chosen)
            elif party in role:
                found.setdefault(party, chosen)
    return found | obliging


def _named(chosen: Chosen) -> tuple[Chosen, bool, list[str]] | None:
    """Whether a clause that is there in any case obliges guarantors, and whom it names as such."""
    name = _guarantors_of(chosen)
    if not name or not always(chosen):
        return None
    obliges = all("obligors" in (a.variant.card.get("provides") or ()) for a in chosen.alternatives if a.variant)
    sets = [set(value or ()) for a in chosen.alternatives for value in candidates(a.values.get(name))]
    return chosen, obliges, sorted(set.intersection(*sets))


def _guarantors_of(chosen: Chosen) -> str:
    """The parameter of a clause that lists the guarantors."""
    return next((n for n, spec in chosen.clause.parameters.items() if spec.get("role") == GUARANTORS and spec["type"] == "parties"), "")


# ------------------------------------------------------------------- duties


@check("PA004", "duty-on-non-party")
def duty_on_non_party(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A treaty in which an organisation, or a State that does not sign it, stands directly before “shall”, or (a warning)
        before “must”, “undertakes to”, “agrees to” or another word of duty.
        Rights are not meant: that a body shall have access, or shall be informed, binds the Parties alone.

    Why it matters
        A treaty cannot oblige the United Nations, the International Atomic Energy Agency or any other third body
        (Vienna Convention on the Law of Treaties, Articles 34 and 35).  At Dayton the Security Council “is invited”.

    Example
        The International Atomic Energy Agency {{ shall }} verify the removal of the material.

    How to fix it
        Invite or request the body: “{{ parties }} request the International Atomic Energy Agency to verify …”; or
        let it sign.
    """
    for id, draft in package.instruments.items():
        instrument = draft.instrument
        if instrument.register != "treaty" or not instrument.signatories:
            continue
        apart = {*instrument.signatories, *instrument.roles.get(GUARANTORS, ()), *_witnesses(instrument)}
        third = [name for party in package.scenario.parties if party not in apart for name in names(package, party)]
        third += [name for party, *called in BODIES if party not in instrument.signatories for name in called]
        for hit in duties(package, draft, third):
            yield Diagnostic(
                "PA004", ERROR, f"“{hit.words} shall” lays a duty on one that is not a Party to {id}",
                place(package, id, hit.passage, hit.words),
                "write that the Parties invite or request it to act, or make it a signatory",
                "A treaty obliges no third State or organisation without its consent.", "PA-04", hit.passage.clause, id,
            )  # fmt: skip
        for hit in duties(package, draft, third, BOUND):
            yield Diagnostic(
                "PA004", WARNING, f"“{hit.words}” binds one that is not a Party to {id}", place(package, id, hit.passage, hit.words),
                "write that the Parties invite or request it to act, or make it a signatory",
                "A treaty obliges no third State or organisation without its consent.", "PA-04", hit.passage.clause, id,
            )  # fmt: skip


def duties(package: Package, draft: InstrumentDraft, subjects: list[str], verbs: tuple[str, ...] = ()) -> list[Hit]:
    """Where one of these names is the subject of a duty: at the head of a main clause, directly before “shall”, or before
    one of some verbs, which then belong to what is found."""
    prose = draft.prose
    likely = [name for name in dict.fromkeys(subjects) if prose.has([name.lower()])]
    called = tuple(sorted({form for name in likely for form in (name, name[:1].upper() + name[1:])}, key=lambda n: -len(n)))
    if not called:
        return []
    others = tuple(name for party in package.scenario.parties for name in names(package, party))
    find = partial(_bound, called, others, verbs) if verbs else partial(_duties, called, others)
    return unavoidable(hit for hits in prose.each("bound" if verbs else "duties", find, called, others) for hit in hits)


def _duties(called: tuple[str, ...], others: tuple[str, ...], stretch: Stretch) -> list[Hit]:
    before = [(hit, hit.at + len(hit.words) + len(" shall")) for hit in _subjects(called, others, " shall", stretch)]
    return [hit for hit, end in before if not _right().match(hit.passage.text, end)]


def _bound(called: tuple[str, ...], others: tuple[str, ...], verbs: tuple[str, ...], stretch: Stretch) -> list[Hit]:
    return [Hit(hit.passage, hit.words + verb, hit.at) for verb in verbs for hit in _subjects(called, others, verb, stretch)]


def _subjects(called: tuple[str, ...], others: tuple[str, ...], verb: str, stretch: Stretch) -> list[Hit]:
    """The names that stand at the head of a main clause, directly before a verb."""
    found: list[Hit] = []
    for passage in stretch.passages if verb in stretch.whole else ():
        if passage.kind == "recital":
            continue
        text = passage.text
        at = text.find(verb)
        while at >= 0:
            if text.endswith(called, 0, at):
                name = next(n for n in called if text.endswith(n, 0, at))
                if _heads_clause(text[: at - len(name)], (*called, *others)):
                    found.append(Hit(passage, name, at - len(name)))
            at = text.find(verb, at + len(verb))
    return found


def _heads_clause(before: str, others: tuple[str, ...]) -> bool:
    """Whether a name that follows ``before`` is a subject, alone or in a list of names, and not the object of a
    preposition."""
    joined = ""
    listed = False
    while True:
        bare = before.rstrip()
        if not bare or bare[-1] in ".;:\n":
            return True
        joined = next((j for j in (", and ", ", or ", ", but ", ", ", " and ", " or ") if before.endswith(j)), "")
        if not joined:
            return False
        rest = before[: -len(joined)]
        other = next((name for name in others if rest.endswith(name)), "")
        if not other:
            return not listed and joined.startswith(",")
        listed = True
        before = rest[: -len(other)]


@cache
def _right() -> re.Pattern[str]:
    """After “shall”, what gives a right and lays no duty."""
    bound = "responsible|obliged|required|bound|charged|tasked"
    return re.compile(rf"\s+(?:(?:not|also|then|thereafter|further)\s+)*(?:be\s+(?!{bound})|have\s+(?!to\b)|enjoy\b|receive\b|benefit\b|retain\b)")


@check("PA010", "duty-of-witness")
def duty_of_witness(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A party in the role `witnesses` that does not sign the instrument as a Party, but by whom a milestone of it is to
        be reached, or who stands directly before “shall” or (a warning) another word of duty.

    Why it matters
        A witness attests the signatures and is not bound, as at Dayton in 1995: a duty laid on a witness is owed by nobody.

    Example
        roles: {witnesses: [france]}
        instruments:
          state-treaty:
            signatories: [ukraine, russian-federation]   # a clause says: “France {{ shall }} provide the observers.”

    How to fix it
        Let the State sign as a Party (`signatories:`), or give the duty to a Party and invite the witness to help.
    """
    for id, draft in package.instruments.items():
        instrument = draft.instrument
        witnesses = _witnesses(instrument)
        if not witnesses or instrument.register not in AGREED:
            continue
        because = "A witness attests the signatures and owes nothing."
        hint = "let it sign as a Party, or give the duty to a Party"
        for chosen in instrument.chosen():
            for name, by in _performers(instrument, chosen).items():
                for party in sorted(witnesses & by):
                    yield Diagnostic(
                        "PA010", ERROR, f"the milestone {chosen.clause.id}.{name} is due by {called(package, party)}, a witness",
                        package.scenario.source.key_span(*chosen.path), hint, because, "PA-10", chosen.clause.id, id,
                    )  # fmt: skip
        if instrument.register == "treaty":
            called_so = [name for party in sorted(witnesses) for name in names(package, party)]
            for hit in duties(package, draft, called_so):
                yield Diagnostic(
                    "PA010", ERROR, f"“{hit.words} shall” lays a duty on a witness", place(package, id, hit.passage, hit.words),
                    hint, because, "PA-10", hit.passage.clause, id,
                )  # fmt: skip
            for hit in duties(package, draft, called_so, BOUND):
                yield Diagnostic(
                    "PA010", WARNING, f"“{hit.words}” binds a witness", place(package, id, hit.passage, hit.words), hint, because, "PA-10",
                    hit.passage.clause, id,
                )  # fmt: skip


def _witnesses(instrument: Instrument) -> set[str]:
    """The parties that witness an instrument and do not sign it as Parties."""
    return {party for role in WITNESSES for party in instrument.roles.get(role, ())} - set(instrument.signatories)


def _performers(instrument: Instrument, chosen: Chosen) -> dict[str, set[str]]:
    """The milestones of a clause that is there in any case, each with the parties by whom it is due."""
    if not always(chosen):
        return {}
    variants = [a.variant.name for a in chosen.alternatives if a.variant]
    milestones = chosen.clause.milestones_of(variants)
    return {n: {party for role in roles_named(data, "by") for party in instrument.roles.get(role, ())} for n, (data, _) in milestones.items()}
