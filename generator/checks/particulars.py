"""What a chosen clause says: the features its variants name, the values they print, and what is lacking of either."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product

from ..diagnostics import ERROR, WARNING, Diagnostic, Severity
from ..hints import Any
from ..package import Package
from ..provisions import Variant
from ..select import Alternative, Chosen, Instrument
from .choices import always, candidates, value_span

PHASING = "sanctions.phasing"


def provides(alternative: Alternative) -> set[str]:
    """The features that a variant names in its `provides:`."""
    return set((alternative.variant.card.get("provides") if alternative.variant else None) or ())


def prints(alternative: Alternative, parameter: str) -> bool:
    """Whether an alternative's text or one of its annexes has a hole for the parameter."""
    return is_printed(alternative.variant, parameter)


def is_printed(variant: Variant | None, parameter: str) -> bool:
    """Whether a variant's text or one of its annexes has a hole for the parameter."""
    name = parameter.replace("-", "_")
    return any(name in text and name in _in_holes(text) for text in (variant.texts if variant else {}).values())


@cache
def _in_holes(text: str) -> frozenset[str]:
    """The words that stand in the holes of a text."""
    return frozenset(word for hole in _hole().findall(text) for word in _word().findall(hole))


@cache
def _hole() -> re.Pattern[str]:
    return re.compile(r"\{[{%](.*?)[%}]\}")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"\w+")


def is_variant(alternative: Alternative, names: Iterable[str]) -> bool:
    """Whether an alternative is one of some variants."""
    return alternative.variant is not None and alternative.variant.name in names


def rows(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """The rows of a table with their numbers; none where it is blank or open."""
    return [(n, row) for n, row in enumerate(value) if isinstance(row, dict)] if isinstance(value, list) else []


def phases(package: Package) -> Iterator[tuple[str, Instrument, Chosen, int, dict[str, Any]]]:
    """The rows of the phases of relief from sanctions, where the clause is not open."""
    for id, chosen in package.chosen(PHASING):
        if len(chosen.alternatives) == 1 and chosen.text and prints(chosen.alternatives[0], "phases"):
            for number, row in rows(chosen.alternatives[0].values.get("phases")):
                yield id, package.selection.instruments[id], chosen, number, row


def never(chosen: Chosen, names: tuple[str, ...], fault: Callable[..., bool], variants: tuple[str, ...] = ()) -> bool:
    """Whether every completion of a clause has a fault, which is judged on the values of some parameters.

    A blank is undecided and no fault; neither is a value that the variant does not print, or another variant."""

    def faulty(alternative: Alternative) -> bool:
        if variants and not is_variant(alternative, variants):
            return False
        if any(name not in chosen.clause.parameters or not prints(alternative, name) for name in names):
            return False
        worlds = list(product(*(candidates(alternative.values.get(name)) for name in names)))
        return all(None not in values and fault(*values) for values in worlds)

    return always(chosen, faulty)


def lacking(
    package: Package, code: str, clause: str, because: str, *, filled: tuple[str, ...] = (), says: tuple[str, ...] = (),
    variants: tuple[str, ...] = (), severity: Severity = ERROR, elsewhere: tuple[str, ...] = (), own: str = "",
) -> Iterator[Diagnostic]:  # fmt: skip
    """A finding for each copy of a clause, or the one of the instrument ``own``, that leaves blank what has to be ``filled``, or does not say what it has to.

    A blank is a warning until the text is called final; what is open counts as filled.
    ``variants`` are those that are judged (none: all), ``says`` features of `provides:`, which the clauses ``elsewhere``
    in the package may provide as well."""
    others = {feature for other in elsewhere for _, c in package.chosen(other) for a in c.alternatives if a.text for feature in provides(a)}
    for id, chosen in package.chosen(clause, own):
        found = [_lacks(chosen, a, filled, [s for s in says if s not in others], variants) for a in chosen.alternatives]
        if not found[0] or not all(found):
            continue
        blank, unsaid = found[0]
        if blank:
            yield Diagnostic(
                code, severity if package.final else WARNING, f"{clause} leaves blank: {', '.join(blank)}", value_span(package, id, chosen, blank[0]),
                f"fill in {' and '.join(f'`{name}:`' for name in blank)}", because, rule_of(code), clause, id,
            )  # fmt: skip
        if unsaid:
            yield Diagnostic(
                code, severity, f"{clause} does not say: {', '.join(unsaid)}", package.scenario.source.key_span(*chosen.path),
                f"choose a variant that provides {' and '.join(unsaid)}", because, rule_of(code), clause, id,
            )  # fmt: skip


def rule_of(code: str) -> str:
    """The rule that a code of the same number stands for: CO007 → CO-07."""
    return f"{code[:2]}-{code[3:]}"


def _lacks(chosen: Chosen, alternative: Alternative, filled: tuple[str, ...], says: list[str], variants: tuple[str, ...]) -> tuple[list[str], list[str]] | None:
    """What one alternative leaves blank, and what it does not say; None where it lacks nothing or is not judged."""
    if not alternative.text or (variants and not is_variant(alternative, variants)):
        return None
    empty = [name for name in filled if name in chosen.clause.parameters and alternative.values.get(name) in (None, "", [])]
    blank = [name for name in empty if prints(alternative, name)]
    unsaid = [feature for feature in says if feature not in provides(alternative)]
    return (blank, unsaid) if blank or unsaid else None
