"""A draft that remembers others says what it would have said alone: the same findings, the same bytes."""

from __future__ import annotations

from random import Random

import pytest

from generator import diff, draft, load, write
from generator.errors import UserError
from generator.memory import Memory
from generator.scenario import Scenario

from . import support
from .conftest import ROOT
from .test_swaps import SCENARIOS, swaps

DRAFTS = 12
_store = support.Memory()


def walk(scenario: Scenario, random: Random) -> list[list[str]]:
    """Settings one draft after the other: a few swaps at a time, some taken back, some lengths of time changed."""
    every = list(swaps(scenario))
    lengths = [
        f"{id}:{clause}.{name}"
        for id, instrument in scenario.instruments.items()
        for clause, choice in (instrument.get("clauses") or {}).items()
        if isinstance(choice, dict)
        for name, value in choice.items()
        if isinstance(value, str) and value.endswith(" days")
    ]
    made: list[list[str]] = []
    settings: list[str] = []
    for _ in range(DRAFTS):
        settings = random.sample(settings, min(len(settings), 2)) + random.sample(every, random.choice((0, 1, 1, 2)))
        if lengths and random.random() < 0.5:
            settings.append(f"{random.choice(lengths)}={random.choice((20, 45, 400))} days")
        made.append(list(settings))
    return made


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_draft_with_memory_is_the_draft_without(name: str) -> None:
    """Whatever was drafted before: findings, texts, Word files, and what changed since the scenario as it stands."""
    random = Random(name)
    scenario = load(ROOT / "scenarios" / name, _store)
    memory = Memory()
    base = draft(scenario, memory=memory)
    taken = 0
    for settings in walk(scenario, random):
        try:
            other = scenario.with_values(settings)
        except UserError:
            continue
        languages = random.choice((["en"], scenario.languages))
        final, notes = random.random() < 0.2, random.random() < 0.3
        alone, remembering = (draft(other, languages, final, notes, memory=m) for m in (None, memory))
        assert [str(found) for found in remembering.diagnostics] == [str(found) for found in alone.diagnostics], settings
        assert remembering.diagnostics == alone.diagnostics, settings
        for id in alone:
            for tag in languages:
                assert remembering[id][tag] == alone[id][tag].but(leaves=remembering[id][tag].leaves), (settings, id, tag)
                for format in ("md", "docx", "json"):
                    assert write(remembering[id], format, tag) == write(alone[id], format, tag), (settings, id, tag, format)
        assert str(diff(base, remembering)) == str(diff(draft(scenario), alone)), settings
        taken += 1
    assert taken > DRAFTS // 2
