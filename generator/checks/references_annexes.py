"""XR: annexes that nothing refers to, the article on annexes, and what the maps and schedules of a text must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..diagnostics import ERROR, WARNING, Diagnostic, Related, Severity, Span
from ..package import InstrumentDraft, Package
from ..passes.annexes import refers
from ..prose import place, unavoidable
from ..select import Alternative, Chosen, Instrument
from ..tree import Annex
from . import check
from .choices import always, candidates, value_span
from .references import dangling, ref_span

ANNEXES = "final.annexes"
MAPS = {"scale": "its scale", "datum": "its geodetic datum", "edition": "its edition", "prevails": "which prevails, map or text"}
MAPPED = ("territory.line-of-contact", "demilitarised-zone.establishment")
DATUM = "WGS 84"


@check("XR009", "unreferenced-annex")
def unreferenced_annex(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An annex to which neither the body of its instrument nor another annex refers.

    Why it matters
        Annexes are numbered in the order in which the body refers to them; one that hangs on nothing has no place in
        that order, and nobody can say what it is for.

    Example
        annexes: {map: {title: Map, text: …}}     # the variant's text never says {{ ref("…", annex="map") }}

    How to fix it
        Refer to the annex where it is needed, or take it out of the variant (or out of `annexes:` of the framing).
    """
    for instrument, compiled in package.documents():
        document = compiled.document
        if not document.annexes:
            continue
        found = refers(document, instrument.surveys["en"])
        named = {_key(annex) for annex in document.annexes if annex.id in found}
        for annex in document.annexes:
            if _key(annex) in named:
                continue
            named.add(_key(annex))
            clause, name = _key(annex)
            call = f'ref("{clause}", annex="{name}")' if name else f'ref("{clause}")'
            annexed = f"the annex “{name}” of {clause}" if name else f"{clause}, which is an annex"
            yield Diagnostic(
                "XR009", ERROR, f"nothing in {instrument.id} refers to {annexed}",
                _annex_span(package, instrument, clause, name), f"write {{{{ {call} }}}} where the body needs it, or take the annex out",
                "An annex belongs to the text through the Article that refers to it.", "XR-03", clause, instrument.id,
            )  # fmt: skip


def _key(annex: Annex) -> tuple[str, str]:
    return annex.clause, annex.id.rpartition("/@")[2] if "/@" in annex.id else ""


def _annex_span(package: Package, instrument: InstrumentDraft, clause: str, name: str) -> Span:
    """Where a variant carries an annex; for a clause that is an annex, where it was chosen."""
    for _, chosen in package.chosen(clause, instrument.id) if name else ():
        for alternative in chosen.alternatives:
            if alternative.variant and name in (alternative.variant.data.get("annexes") or {}):
                return alternative.variant.source.key_span("variants", alternative.variant.name, "annexes", name)
    return package.choice_span(instrument.id, clause)


@check("XR011", "annexes-article-without-annexes")
def annexes_article_without_annexes(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An instrument with the article on annexes (final.annexes) and without a single annex.

    Why it matters
        “The Annexes form an integral part” of a text that has none: the reader looks for what was lost.

    Example
        clauses: {final.annexes: integral-part, neutrality.recognition: joint-recognition}

    How to fix it
        Leave final.annexes out, or choose a variant that carries the annex that was meant.
    """
    for instrument, compiled in package.documents():
        for _, chosen in package.chosen(ANNEXES, instrument.id):
            if always(chosen) and not compiled.document.annexes:
                yield Diagnostic(
                    "XR011", ERROR, f"{instrument.id} has an article on its annexes, and no annexes", package.choice_span(instrument.id, ANNEXES),
                    f"write `{ANNEXES}: omit`, or choose a variant that carries an annex", "The article speaks of annexes that are not attached.",
                    "XR-03", ANNEXES, instrument.id,
                )  # fmt: skip


@check("XR012", "annexes-without-article")
def annexes_without_article(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A treaty with annexes whose final clauses do not say what the annexes are.

    Why it matters
        Whether a map or a schedule binds like the body, and what prevails where the two differ, is then left to
        interpretation.

    Example
        clauses: {territory.line-of-contact: agreed-map}     # carries a map; final.annexes is not chosen

    How to fix it
        Add final.annexes to the clauses of the instrument.
    """
    for instrument, compiled in package.documents():
        annexes = compiled.document.annexes
        if compiled.document.register != "treaty" or not annexes or package.chosen(ANNEXES, instrument.id):
            continue
        count = f"{len(annexes)} annexes" if len(annexes) > 1 else "an annex"
        span = package.scenario.source.key_span("instruments", instrument.id, "clauses")
        yield Diagnostic(
            "XR012", WARNING, f"{instrument.id} has {count} and no article that says what they are", span,
            f"add `{ANNEXES}: integral-part` to its clauses", "It should be said that annexes bind like the body, and what prevails where they differ.",
            "XR-03", ANNEXES, instrument.id,
        )  # fmt: skip


@check("XR004", "act-of-one-state-annexed")
def act_of_one_state_annexed(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An article on annexes that refers to a law or to a political instrument of the package.

    Why it matters
        A neutrality law that forms an integral part of a treaty is a treaty duty: the voluntary technique of 1955, when
        Austria declared its neutrality by a law of its own, would be lost.

    Example
        The Annexes and {{ ref("neutrality.declaration") }} form an integral part of {{ this }}.

    How to fix it
        Take the reference out of final.annexes; a law or a declaration may circulate beside a treaty, not inside it.
    """
    for instrument, other, span in _outward(package, ANNEXES):
        if other.register in ("legislation", "political") and instrument.instrument.register == "treaty":
            yield Diagnostic(
                "XR004", ERROR, f"the article on annexes of {instrument.id} draws in {other.id}, which is no treaty", span,
                "take the reference out", "Annexing the law or the declaration makes it a treaty duty.", "XR-04", ANNEXES, instrument.id,
                (Related(package.scenario_span("instruments", other.id), f"{other.id} ({other.register})"),),
            )  # fmt: skip


@check("XR005", "amendment-of-another-instrument")
def amendment_of_another_instrument(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        An amendment article of a treaty that refers to a law of the package, or one of a law that refers to a treaty; and one
        that names the other by its title, or “the neutrality law”, in a sentence that denies nothing.

    Why it matters
        A treaty whose amendment changes the neutrality law, or a law whose change amends the treaty, ties together two
        acts that the Austrian model keeps apart.

    Example
        An amendment of {{ this }} applies to {{ ref("neutrality.declaration") }} likewise.     # in final.amendment

    How to fix it
        Let each instrument speak of its own amendment only.
    """
    amendment = "final.amendment"
    for instrument, other, span in _outward(package, amendment):
        if "legislation" in (instrument.instrument.register, other.register):
            yield Diagnostic(
                "XR005", WARNING, f"the amendment article of {instrument.id} reaches into {other.id}", span, "take the reference out",
                "A change of the treaty should not change the law, nor the reverse.", "XR-05", amendment, instrument.id,
            )  # fmt: skip
    for instrument, _ in package.documents():
        for other in package.selection.instruments.values():
            if (instrument.instrument.register == "legislation") == (other.register == "legislation"):
                continue
            called = [package.title(other.id).lower(), *(("neutrality law", "law on neutrality") if other.register == "legislation" else ())]
            hits = [h for h in instrument.prose.find(called) if h.passage.clause == amendment and not _denies().search(h.sentence)]
            for hit in unavoidable(hits)[:1]:
                yield Diagnostic(
                    "XR005", WARNING, f"the amendment article of {instrument.id} speaks of {other.id}", place(package, instrument.id, hit.passage, hit.words),
                    "let each instrument speak of its own amendment only", "A change of the treaty should not change the law, nor the reverse.",
                    "XR-05", amendment, instrument.id,
                )  # fmt: skip


@cache
def _denies() -> re.Pattern[str]:
    return re.compile(r"\b(?:[Nn]o|[Nn]ot|[Nn]or|[Nn]either|[Nn]othing|[Ww]ithout)\b")


def _outward(package: Package, clause: str) -> Iterator[tuple[InstrumentDraft, Instrument, Span]]:
    """The references of a clause to other instruments: its instrument, the other, and where the reference stands."""
    for instrument, compiled in package.documents():
        survey = instrument.surveys["en"].get(f"{instrument.id}:{clause}")
        for ref in survey.refs if survey else ():
            link = compiled.links.get(ref.id)
            target = link.target.partition(":")[0] if link else ""
            if target not in ("", instrument.id) and target in package.selection.instruments:
                yield instrument, package.selection.instruments[target], ref_span(package, instrument, ref)


# -------------------------------------------------------- maps and schedules


@check("XR007", "map-without-particulars")
def map_without_particulars(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A line or a zone whose map lacks its scale, its geodetic datum (WGS 84), its edition, the annex it stands in, or
        the rule which prevails if the map and the text diverge.

    Why it matters
        A line depends on its map: with another datum it lies elsewhere, and without a rule of precedence two commanders
        read two lines from one treaty.

    Example
        territory.line-of-contact: {variant: as-at-date, date: 2027-03-01}     # no edition

    How to fix it
        Give the value in the scenario, under the clause: `edition: "1 of 2027"`.
    """
    for instrument in package.instruments.values():
        for chosen in instrument.instrument.chosen():
            maps = any("map" in (a.variant.data.get("annexes") or {}) for a in chosen.alternatives if a.variant)
            if chosen.text and (chosen.clause.id in MAPPED or (maps and "datum" in chosen.clause.parameters)):
                yield from _map(package, instrument, chosen)


def _map(package: Package, instrument: InstrumentDraft, chosen: Chosen) -> Iterator[Diagnostic]:
    clause = chosen.clause.id

    def fault(severity: Severity, message: str, name: str, hint: str, because: str = "A line depends on its map.") -> Diagnostic:
        span = value_span(package, instrument.id, chosen, name) if name else package.choice_span(instrument.id, clause)
        return Diagnostic("XR007", severity, f"{clause}: {message}", span, hint, because, "XR-07", clause, instrument.id)

    for name, words in MAPS.items():
        if name in chosen.clause.parameters and always(chosen, lambda a, name=name: a.values.get(name) is None):  # type: ignore[misc]
            yield fault(ERROR, f"the map lacks {words}", name, f"add `{name}:` to {clause} in the scenario")
    data = [datum for a in chosen.alternatives if a.text for datum in candidates(a.values.get("datum"))]
    if data and all(isinstance(datum, str) and datum != DATUM for datum in data):
        because = "Receivers of satellite positions read WGS 84."
        yield fault(WARNING, f"the map is on {data[0]}, not on {DATUM}", "datum", f"write `datum: {DATUM}`, or convert", because)
    if always(chosen, lambda a: not _carries_map(a)):
        yield fault(ERROR, "the variant carries no annex with a map", "", "choose a variant with an annex `map`, or add one to the variant")
    elif always(chosen, lambda a: "map-precedence" not in (a.variant.card.get("provides") or () if a.variant else ())):
        hint = "say it in the variant's text, and add map-precedence to its `provides:`"
        yield fault(ERROR, "nothing says whether map or text prevails", "", hint)


def _carries_map(alternative: Alternative) -> bool:
    return alternative.variant is not None and "map" in (alternative.variant.data.get("annexes") or {})


@check("XR008", "condition-outside-the-text")
def condition_outside_the_text(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A phase of sanctions relief one of whose conditions is a clause that the package does not have, or that prints
        nothing.

    Why it matters
        Relief that waits for something outside the text is never due, or due at somebody's pleasure.

    Example
        phases:
          - {id: phase-1, conditions: [humanitarian.children], …}     # humanitarian.children is not chosen

    How to fix it
        Add the clause to the scenario, or name another condition.
    """
    for missing in dangling(package):
        if (missing.clause, missing.parameter) == ("sanctions.phasing", "phases") and "conditions" in missing.steps:
            target = missing.ref.target.clause
            yield Diagnostic(
                "XR008", missing.severity, f"the condition {target} is no obligation in this package", missing.span,
                f"add {target} to the scenario with a variant that has text, or take it out of the conditions",
                "A condition outside the text is arbitrary.", "XR-08", missing.clause, missing.instrument,
            )  # fmt: skip
