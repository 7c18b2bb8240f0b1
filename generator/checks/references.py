"""XR: references that find nothing.  What they print otherwise: references_form; annexes, maps and other instruments:
references_annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..diagnostics import ERROR, WARNING, Diagnostic, Related, Severity, Span, near
from ..frozen import Record
from ..hints import Any
from ..package import InstrumentDraft, Package
from ..provisions import Variant
from ..select import Alternative, Chosen
from ..tree import Ref, link_text
from . import check
from .choices import value_span


class Missing(Record):
    """A reference that finds nothing: the clause it stands in, and the steps to it inside a value where one made it
    (("conditions", 0) of a row, say); ``parameter`` is "" where it was typed as ``ref()``."""

    instrument: str
    clause: str
    ref: Ref
    span: Span
    severity: Severity
    parameter: str
    steps: tuple[str | int, ...]


@check("XR001", "dangling-reference")
def dangling_reference(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A reference to a clause that does not exist, that no instrument of the package has, or that prints nothing.

    Why it matters
        Where the number of an Article should stand, the reader would find the clause's id; a duty “in accordance with”
        an Article that is not there cannot be performed.

    Example
        {{ parties }} {{ shall }} settle them in accordance with {{ ref("implementation.dispute") }}.

    How to fix it
        Correct the id, add the clause to the scenario, or print the sentence only where the clause is included:
        {% if included("implementation.disputes") %} … {% endif %}.
    """
    for missing in dangling(package):
        target = missing.ref.target
        if (missing.clause, missing.parameter) == ("sanctions.phasing", "phases") and "conditions" in missing.steps:
            continue
        if (target.name or target.annex) and package.selection.has_text(target.clause):
            continue
        what = f"“{missing.parameter}” of {missing.clause} names" if missing.parameter else "this refers to"
        fault, hint, related = _way_out(package, missing)
        yield Diagnostic(
            "XR001", missing.severity, f"{what} {target.clause}, {fault}", missing.span, hint,
            f"The text would print “[{target.clause}]” where a number should stand.", "XR-01", missing.clause, missing.instrument, related,
        )  # fmt: skip


def _way_out(package: Package, missing: Missing) -> tuple[str, str, tuple[Related, ...]]:
    """Why a clause cannot be referred to, the way out, and the place that decides it."""
    target, library = missing.ref.target.clause, package.library
    clause = library.clause(target)
    if not library.has(target) or clause is None:
        like = [id for id in near(target, library.clause_ids(), n=3) if id != missing.clause][:2]
        renamed = library.shared("renamed").get(target)
        hint = f"it is now called {renamed}" if renamed else f"did you mean {' or '.join(like)}?" if like else "`peacedraft library list` lists the clauses"
        return "which is no clause", hint, ()
    unless = "take it off the list" if missing.parameter else f'print the sentence only with {{% if included("{target}") %}}'
    holders = package.chosen(target)
    if holders:
        instrument, chosen = holders[0]
        spoken = [v.name for v in clause.variants.values() if not v.silent]
        names = ", ".join(a.variant.name if a.variant else "omit" for a in chosen.alternatives)
        hint = f"choose {' or '.join(spoken)} for {target}, or {unless}" if not chosen.text else f"see why {target} prints no text, or {unless}"
        return f"which prints nothing ({names})", hint, (Related(package.choice_span(instrument, target), f"{target} is chosen here"),)
    left_out = next((id for id, data in package.scenario.instruments.items() if (data.get("clauses") or {}).get(target) == "omit"), "")
    related = (Related(package.choice_span(left_out, target), "left out here"),) if left_out else ()
    return (
        f"“{clause.title}”, which no instrument of the package has",
        f"add the clause to the scenario (`{target}: {clause.default}` under {missing.instrument}), or {unless}",
        related,
    )


def dangling(package: Package) -> Iterator[Missing]:
    """Every reference of the English texts that finds nothing."""
    for instrument, compiled in package.documents():
        for unit, survey in instrument.surveys["en"].items():
            for ref in survey.refs:
                link = compiled.links.get(ref.id)
                if link is None or link.target or link_text(link) != f"[{ref.target.clause}]":
                    continue
                clause = clause_of(unit)
                chosen = next((c for c in instrument.instrument.chosen() if c.clause.id == clause), None)
                parameter, steps = _given(chosen, ref) if chosen else ("", ())
                if chosen and parameter:
                    span = value_span(package, instrument.id, chosen, parameter, *steps)
                else:
                    span = ref_span(package, instrument, ref)
                yield Missing(instrument.id, clause, ref, span, _severity(chosen, ref), parameter, steps)


def ref_span(package: Package, instrument: InstrumentDraft, ref: Ref) -> Span:
    """Where a reference was typed."""
    place = instrument.places["en"].get(ref.id)
    return place.span if place else package.text_span(clause_of(ref.id), ref.target.clause)


def clause_of(id: str) -> str:
    """The clause that a node's id comes from."""
    return id.partition(":")[2].partition("/")[0].partition("~")[0]


def _severity(chosen: Chosen | None, ref: Ref) -> Severity:
    """An error, unless another alternative of the clause does without the reference."""
    every = chosen is None or all(_typed(a, ref) or in_values(a, ref) for a in chosen.alternatives)
    return ERROR if every or len(chosen.alternatives if chosen else ()) < 2 else WARNING


def _typed(alternative: Alternative, ref: Ref) -> bool:
    return any(f'"{ref.target.clause}"' in text for text in alternative.texts.values())


def in_values(alternative: Alternative, ref: Ref) -> tuple[str, tuple[str | int, ...]] | None:
    """The parameter, and the steps inside its value, that name the target of a reference."""
    found = ((name, _inside(value, ref.target.clause)) for name, value in alternative.values.items())
    return next(((name, steps) for name, steps in found if steps is not None), None)


def _inside(value: Any, wanted: str) -> tuple[str | int, ...] | None:
    if value == wanted:
        return ()
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return next(((key, *steps) for key, inner in items if (steps := _inside(inner, wanted)) is not None), None)


def _given(chosen: Chosen, ref: Ref) -> tuple[str, tuple[str | int, ...]]:
    """The parameter whose value made a reference, and the steps inside it; "" where it was typed in the text."""
    if ref.target.name or ref.target.annex or any(_typed(a, ref) for a in chosen.alternatives):
        return "", ()
    return next((found for a in chosen.alternatives if (found := in_values(a, ref))), ("", ()))


# ------------------------------------------------------- blocks and annexes


@check("XR010", "missing-block")
def missing_block(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A reference to a named paragraph or point that the chosen variant of a clause does not have, or does not print.

    Why it matters
        Variants differ in their paragraphs; a reference that was right for one of them loses its target with another.

    Example
        {{ ref("neutrality.declaration", "alliances-and-bases") }}     # no paragraph ends in ^alliances-and-bases

    How to fix it
        Refer to a paragraph that the variant has, choose a variant that has it, or end the paragraph meant in ^name.
    """
    for missing in dangling(package):
        target = missing.ref.target
        if not target.name or not package.selection.has_text(target.clause):
            continue
        have = {v.name: _names(v) for v in _variants(package, target.clause)}
        chosen = _chosen_names(package, target.clause)
        others = [name for name, names in have.items() if target.name in names]
        fault = f"{target.clause} = {' or '.join(chosen)} has no paragraph or point “^{target.name}”"
        like = near(target.name, sorted({n for c in chosen for n in have.get(c, ())}), n=1)
        if any(c.clause.id == target.clause for i in package.selection.instruments.values() for c in i.preamble):
            hint = f"recitals carry no numbers: refer to {target.clause} as a whole, which prints “the preamble”"
        elif any(c in others for c in chosen):
            fault = f"“^{target.name}” of {target.clause} is not printed here: it stands under a condition that does not hold"
            hint = "put the reference under the same condition, or refer to another paragraph"
        elif like:
            hint = f"did you mean “{like[0]}”?" + (f" The variants {', '.join(others)} have “{target.name}”" if others else "")
        elif others:
            hint = f"the variants {', '.join(others)} have it: choose one of them, or refer to the clause as a whole"
        else:
            hint = f"no variant has it: end the paragraph meant in ^{target.name}, or refer to the clause as a whole"
        yield _about_target(package, "XR010", missing, fault, hint, "XR-01")


@check("XR003", "dangling-annex")
def dangling_annex(package: Package) -> Iterator[Diagnostic]:
    """
    What it finds
        A reference to an annex that the chosen variant of a clause does not carry.

    Why it matters
        An annex that is referred to and not attached leaves open what was agreed: the map, the list or the schedule.

    Example
        {{ ref("sanctions.phasing", annex="schedule") }}     # the variant `maintained` has no annexes

    How to fix it
        Choose a variant that carries the annex, add it to the variant under `annexes:`, or take the reference out.
    """
    for missing in dangling(package):
        target = missing.ref.target
        if not target.annex or not package.selection.has_text(target.clause):
            continue
        have = {v.name: list(v.data.get("annexes") or {}) for v in _variants(package, target.clause)}
        chosen = _chosen_names(package, target.clause)
        others = [name for name, names in have.items() if target.annex in names]
        like = near(target.annex, sorted({n for c in chosen for n in have.get(c, ())}), n=1)
        if like:
            hint = f"did you mean “{like[0]}”?"
        elif others:
            hint = f"the variants {', '.join(others)} carry it: choose one of them, or take the reference out"
        else:
            hint = f"no variant of {target.clause} carries it: add `annexes: {{{target.annex}: {{title: …, text: …}}}}` to the variant"
        fault = f"{target.clause} = {' or '.join(chosen)} carries no annex “{target.annex}”"
        yield _about_target(package, "XR003", missing, fault, hint, "XR-03")


def _variants(package: Package, clause: str) -> list[Variant]:
    found = package.library.clause(clause)
    return list(found.variants.values()) if found else []


def _chosen_names(package: Package, clause: str) -> list[str]:
    return list(dict.fromkeys(a.variant.name for _, c in package.chosen(clause) for a in c.alternatives if a.variant and a.text))


def _about_target(package: Package, code: str, missing: Missing, fault: str, hint: str, rule: str) -> Diagnostic:
    instrument = next(iter(id for id, c in package.chosen(missing.ref.target.clause) if c.text), missing.instrument)
    at = Related(package.choice_span(instrument, missing.ref.target.clause), f"{missing.ref.target.clause} is chosen here")
    because = "A reference needs something to refer to."
    return Diagnostic(code, missing.severity, fault, missing.span, hint, because, rule, missing.clause, missing.instrument, (at,))


def _names(variant: Variant) -> set[str]:
    """The names of a variant's paragraphs and points."""
    return {name for text in variant.texts.values() for name in _named().findall(text)}


@cache
def _named() -> re.Pattern[str]:
    return re.compile(r"\^([a-z0-9][a-z0-9-]*)[ \t]*$", re.MULTILINE)
