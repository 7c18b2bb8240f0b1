"""The consistency rules on the shipped settlement: what breaks one and what keeps it, changes that add exactly some rules,
and the findings that the shipped scenarios are expected to have.

``tests/rules/constraints.yaml`` has pairs of changes, ``fixtures.yaml`` changes with the rules that they add,
``expected.yaml`` the findings of each scenario with a reason.
"""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml

from generator import draft, load
from generator.diagnostics import Diagnostic

from .conftest import ROOT
from .support import findings, memory

RULES = Path(__file__).parent / "rules"
BASE = ROOT / "scenarios" / "ukraine-austrian-model" / "scenario.yaml"
SCENARIOS = sorted(path.parent.name for path in (ROOT / "scenarios").glob("*/scenario.yaml"))


def _read(name: str) -> Any:
    return yaml.safe_load((RULES / name).read_text(encoding="utf-8"))


def _merged(base: Any, change: Any) -> Any:
    """A mapping with the values of another put into it; None takes a key out."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    both = base | {key: _merged(base.get(key), value) for key, value in change.items()}
    return {key: value for key, value in both.items() if value is not None}


def _found(folder: Path, change: dict[str, Any], files: dict[str, str] | None = None) -> list[Diagnostic]:
    """The findings on the settlement with a change: a scenario's keys, or the clauses of an instrument by its id."""
    data = yaml.safe_load(BASE.read_text(encoding="utf-8"))
    own = {key: value for key, value in change.items() if key not in data["instruments"]}
    clauses = {"instruments": {id: {"clauses": value} for id, value in change.items() if id in data["instruments"]}}
    copytree(BASE.parent, folder, dirs_exist_ok=True)  # with the actors' positions
    (folder / "clauses").mkdir(exist_ok=True)
    for name, text in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    scenario = folder / "scenario.yaml"
    scenario.write_text(yaml.safe_dump(_merged(_merged(data, clauses), own), sort_keys=False, allow_unicode=True), encoding="utf-8")
    return findings(scenario)


def _told(found: list[Diagnostic]) -> list[str]:
    return [f"{d.code} {d.rule} {d.message}" for d in found]


@pytest.fixture(scope="module")
def base() -> set[tuple[str, str]]:
    """What the settlement reports by itself."""
    return {(d.code, d.message) for d in draft(load(BASE, memory)).diagnostics}


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c['rule']}-{c['name'].replace(' ', '-')}") for c in _read("constraints.yaml")])
def test_a_constraint_is_broken_and_kept(case: dict[str, Any], tmp_path: Path) -> None:
    """One change breaks the rule, with its severity; the other keeps it."""
    broken = [d for d in _found(tmp_path / "breaks", case["breaks"]) if d.rule == case["rule"]]
    assert [d.severity.value for d in broken][:1] == [case.get("severity", "error")], _told(broken)
    kept = _found(tmp_path / "keeps", case["keeps"])
    assert case["rule"] not in {d.rule for d in kept}, _told(kept)


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"].replace(" ", "-")) for c in _read("fixtures.yaml")])
def test_a_change_adds_exactly_its_rules(case: dict[str, Any], base: set[tuple[str, str]], tmp_path: Path) -> None:
    """No rule more, and none less; findings that the change removes do not count."""
    found = [d for d in _found(tmp_path, case["change"], case.get("files")) if (d.code, d.message) not in base]
    assert sorted({d.rule for d in found if d.rule}) == sorted(case["adds"]), _told(found)
    assert not [d for d in found if d.code[:2] in ("YM", "CL", "SC") and d.severity.value == "error"], _told(found)


def test_every_provision_is_answered_by_a_clause() -> None:
    """Profiles name provisions that exist, and the library answers each."""
    library = load(BASE, memory).library
    provisions = {id for id in library.shared("elements") if re.fullmatch(r"T\d\d", id)}
    served = {id for name in library.clause_ids() if (clause := library.clause(name)) for id in clause.data.get("serves") or ()}
    assert provisions <= served
    for profile in library.profiles().values():
        named = [*(profile.get("mandatory") or ()), *(profile.get("expected") or ())]
        assert set(named) <= provisions
        assert len(named) == len(set(named))


def test_a_blank_is_a_warning_until_the_text_is_final(tmp_path: Path) -> None:
    """A force whose ceiling nobody has given may be drafted, and may not be signed."""
    _found(tmp_path, {"state-treaty": {"stabilisation-force.establishment": {"ceiling": None, "contributions": None}}})
    severities = {final: [d.severity.value for d in findings(tmp_path / "scenario.yaml", final) if d.code == "SE013"] for final in (False, True)}
    assert severities == {False: ["warning"], True: ["error"]}


def test_shipped_scenarios_report_what_is_expected() -> None:
    """No error, and the warnings and notes of ``expected.yaml``, each with its reason."""
    expected = _read("expected.yaml")
    assert sorted(expected) == SCENARIOS
    for name in SCENARIOS:
        found = draft(load(ROOT / "scenarios" / name, memory)).diagnostics
        assert not [d for d in found if d.severity.value == "error"], _told(found)
        assert all(entry["reason"] for entry in expected[name])
        listed = sorted((e["code"], e["rule"] or "", e["clause"] or "") for e in expected[name])
        assert sorted((d.code, d.rule, d.clause) for d in found) == listed, f"{name}: {_told(found)}"
