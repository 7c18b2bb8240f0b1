"""Every check against its cases in ``tests/cases/<CODE>.yaml``: which findings of that code a project has, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.checks import FAULTS, documentation, rules

from .support import findings, library_findings, text_findings, write_project

CASES = Path(__file__).parent / "cases"
HEADINGS = ("What it finds", "Why it matters", "Example", "How to fix it")


def _cases() -> list[Any]:
    return [
        pytest.param(path.stem, case, id=f"{path.stem}-{case['name'].replace(' ', '-')}")
        for path in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("code", "case"), _cases())
def test_case(code: str, case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The findings of the code, as file:line:column, are exactly those of the case."""
    write_project(tmp_path, case["files"])
    monkeypatch.chdir(tmp_path)
    if case.get("library"):
        found = library_findings(tmp_path, case["files"])
    elif case.get("text"):
        found = text_findings(Path(case["text"]), case.get("register", "treaty"))
    else:
        found = findings(Path(case.get("scenario", "scenario.yaml")), final=case.get("final", False))
    assert [str(d.span) for d in found if d.code == code] == case["finds"], [f"{d.span} {d.code} {d.message}" for d in found]
    for part in case.get("says", ()):
        assert any(part in f"{d.message} {d.hint}" for d in found if d.code == code), part


@pytest.mark.parametrize("code", sorted(rules()))
def test_every_code_is_documented_and_has_cases(code: str) -> None:
    """Four headings, and at least one case that fails and one that passes."""
    text = documentation(code)
    assert [h for h in HEADINGS if f"\n{h}\n" in text] == list(HEADINGS)
    cases = yaml.safe_load((CASES / f"{code}.yaml").read_text(encoding="utf-8"))
    assert any(case["finds"] for case in cases)
    assert any(not case["finds"] for case in cases)


def test_a_family_of_faults_judges_nothing() -> None:
    """Such a family is not loaded for a draft: a check in it would never be asked."""
    assert [rule.code for rule in rules().values() if rule.judge and rule.judge.__module__.rpartition(".")[2] in FAULTS] == []
