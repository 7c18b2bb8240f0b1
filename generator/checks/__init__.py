"""Checks: one module per family; each check judges what the passes recorded.

A check is a function with ``@check(code, name)`` and a docstring under the headings *What it finds*, *Why it matters*,
*Example*, *How to fix it*; ``peacedraft explain CODE`` prints it.  Faults that are found while files are read or chosen
are declared with ``@fault``: the same, without a judgement of their own.  A code is never reused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from ..diagnostics import Diagnostic
from ..frozen import Record
from ..package import Package

FAMILIES = (
    "yaml_source", "library", "library_files", "scenario", "scenario_faults", "selection", "selection_flags",
    "selection_particulars", "structure", "references", "references_form", "references_annexes", "references_outside",
    "terms", "terms_glossary", "parties", "parties_signing", "parties_roles", "timeline", "timeline_order", "timeline_terms",
    "wording", "wording_substance", "languages", "languages_words", "positions",
    "numbers", "numbers_words", "completeness", "completeness_flags", "completeness_clauses",
)  # fmt: skip
FAULTS = frozenset(("yaml_source", "library_files", "scenario_faults"))
"""The families of faults alone, which no package is judged by."""
Judge = Callable[[Package], Iterable[Diagnostic]]


class Rule(Record):
    """A code, the name of its fault, its documentation, and the function that judges (None for faults found earlier)."""

    code: str
    name: str
    doc: str
    judge: Judge | None


_rules: dict[str, Rule] = {}


def check(code: str, name: str) -> Callable[[Judge], Judge]:
    """Registers a check."""

    def register(function: Judge) -> Judge:
        _add(Rule(code, name, function.__doc__ or "", function))
        return function

    return register


def fault(code: str, name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers the documentation of a fault that is found before a package exists."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        _add(Rule(code, name, function.__doc__ or "", None))
        return function

    return register


def _add(rule: Rule) -> None:
    if rule.code in _rules:
        raise ValueError(f"the code {rule.code} is used twice")
    _rules[rule.code] = rule


def rules() -> dict[str, Rule]:
    """Every code, in order."""
    _load(FAMILIES)
    return dict(sorted(_rules.items()))


def rule_of(code: str) -> Rule | None:
    """The rule of a code, if there is one."""
    return _rules.get(code) or rules().get(code)


def _load(families: Iterable[str]) -> None:
    for family in families:
        import_module(f".{family}", __package__)


def documentation(code: str) -> str:
    """What ``peacedraft explain CODE`` prints."""
    from inspect import cleandoc

    rule = rules()[code]
    return f"{rule.code} {rule.name}\n\n{cleandoc(rule.doc)}\n"


def judge(package: Package) -> list[Diagnostic]:
    """The findings of every check on a package."""
    found: list[Diagnostic] = []
    _load(family for family in FAMILIES if family not in FAULTS)
    for rule in _rules.values():
        if rule.judge is not None:
            found += rule.judge(package)
    return found
