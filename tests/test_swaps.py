"""Swapping any one variant for any other, in every shipped scenario: a clean draft or named findings, never a hole in the text.

Every clause takes each of its other variants and is left out once; an open choice is closed with each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import generator.memory
from generator import draft, load, write
from generator.checks import rules
from generator.diagnostics import ERROR
from generator.package import Package
from generator.scenario import Scenario
from generator.select import select
from generator.tree import Compiled, articles, paragraphs

from .conftest import ROOT
from .support import Memory

SCENARIOS = sorted(path.parent.name for path in (ROOT / "scenarios").glob("*/scenario.yaml"))
BARE_LABEL = re.compile(r"^\s*(?:\d+\.|\(\w+\)|\*\*\[[^\]]*:\*\*\s*\*\*\]\*\*)\s*$", re.MULTILINE)
_memory = Memory()


def swaps(scenario: Scenario) -> Iterator[str]:
    """Every swap as ``instrument:clause=variant``."""
    for instrument in select(scenario).instruments.values():
        for chosen in instrument.chosen():
            settled = _name(chosen.alternatives[0].variant) if len(chosen.alternatives) == 1 else ""
            yield from (f"{instrument.id}:{chosen.clause.id}={name}" for name in (*chosen.clause.variants, "omit") if name != settled)


def _name(variant: object) -> str:
    return getattr(variant, "name", "omit")


def holes(package: Package) -> Iterator[str]:
    """What a reader of the drafts would stumble over, and no finding names; in an alternative that may yet go, a warning does."""
    reported = {finding.code for finding in package.diagnostics if finding.severity is ERROR or finding.code in ("XR001", "XR008")}
    for draft_, compiled in package.documents():
        yield from (f"{draft_.id}: empty {id}" for id in empty(compiled))
        if any(not link.target for link in compiled.links.values()) and not any(code.startswith(("XR", "SE")) for code in reported):
            yield f"{draft_.id}: a reference to nothing that no finding names"
        for bare in BARE_LABEL.finditer(write(draft_, "md").decode()):
            yield f"{draft_.id}: a label without text: {bare.group().strip()}"


def empty(compiled: Compiled) -> Iterator[str]:
    """Articles and annexes without blocks, and paragraphs and points without a word."""
    document = compiled.document
    for unit in (*articles(document), *document.annexes):
        if not unit.blocks:
            yield unit.id
        for paragraph in paragraphs(unit.blocks):
            points = [point.content for point in paragraph.points]
            if not all((paragraph.content or paragraph.tables, *points)):
                yield paragraph.id


@pytest.mark.parametrize("name", SCENARIOS)
def test_any_swap_leaves_a_text_or_a_named_finding(name: str) -> None:
    """No traceback, no reference to nothing that goes unreported, no empty paragraph; every finding is documented and says where."""
    scenario = load(ROOT / "scenarios" / name, _memory)
    known, remembered = rules(), generator.memory.Memory()
    faults: list[str] = []
    tried = 0
    for swap in swaps(scenario):
        tried += 1
        package = draft(scenario.with_values([swap]), ["en"], memory=remembered)
        faults += [f"{swap}: {hole}" for hole in holes(package)]
        faults += [
            f"{swap}: {finding.code} {finding.message}"
            for finding in package.diagnostics
            if finding.code not in known or not finding.message or finding.span is None or (finding.severity is ERROR and not finding.hint)
        ]
    assert tried > 30
    assert not faults, "\n".join(faults)
