"""Numbers that have to fit: a finding exactly where they do not, whatever they are."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..support import findings

HEAD = """
title: T
languages: [en]
parties: [ukraine, russian-federation, france]
roles: {neutral-state: ukraine, counterpart: russian-federation, guarantors: [france]}
instruments: {t: {framing: state-treaty, signatories: [ukraine, russian-federation, france]}}
"""
several = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _codes(folder: Path, clauses: dict[str, object]) -> set[str]:
    data = yaml.safe_load(HEAD)
    data["instruments"]["t"]["clauses"] = clauses
    (folder / "clauses").mkdir(exist_ok=True)
    (folder / "scenario.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    return {d.code for d in findings(folder / "scenario.yaml")}


@several
@given(troops=st.lists(st.integers(1, 50_000), min_size=1, max_size=4), ceiling=st.integers(1, 100_000))
def test_contributions_fit_under_the_ceiling_or_are_reported(tmp_path: Path, troops: list[int], ceiling: int) -> None:
    """NU001 where the sum is higher than the ceiling, and only there."""
    rows = [{"state": "france", "troops": n} for n in troops]
    codes = _codes(tmp_path, {"stabilisation-force.establishment": {"variant": "eu-csdp", "ceiling": ceiling, "contributions": rows}})
    assert ("NU001" in codes) is (sum(troops) > ceiling)


@several
@given(troops=st.integers(1, 50_000), ceilings=st.lists(st.integers(1, 50_000), min_size=2, max_size=4, unique=True))
def test_an_open_ceiling_is_judged_by_its_highest(tmp_path: Path, troops: int, ceilings: list[int]) -> None:
    """NU001 where no alternative of the ceiling is high enough."""
    opened = {"open": [{"value": value, "by": ["ukraine"]} for value in ceilings]}
    rows = [{"state": "france", "troops": troops}]
    codes = _codes(tmp_path, {"stabilisation-force.establishment": {"variant": "eu-csdp", "ceiling": opened, "contributions": rows}})
    assert ("NU001" in codes) is (troops > max(ceilings))


@several
@given(shares=st.lists(st.one_of(st.none(), st.integers(1, 99)), min_size=1, max_size=4), variant=st.sampled_from(["phased", "partial"]))
def test_shares_make_a_whole_or_are_reported(tmp_path: Path, shares: list[int | None], variant: str) -> None:
    """NU004 where each row states a share and the sum is not 100 per cent, or for partial relief more than that."""
    rows = [{"id": f"p{n}", "phase": f"Phase {n}", "measures": "M", **({"share": s} if s else {})} for n, s in enumerate(shares)]
    codes = _codes(tmp_path, {"sanctions.phasing": {"variant": variant, "phases": rows}})
    total = sum(s or 0 for s in shares)
    assert ("NU004" in codes) is (None not in shares and (total != 100 if variant == "phased" else total > 100))


@several
@given(threshold=st.integers(2, 9), named=st.sampled_from([["ukraine"], ["ukraine", "russian-federation", "france"]]))
def test_a_threshold_is_within_reach_or_reported(tmp_path: Path, threshold: int, named: list[str]) -> None:
    """NU014 where more ratifications are needed than there are signatories, or all of them although only some are named."""
    codes = _codes(tmp_path, {"final.entry-into-force": {"variant": "majority-including", "threshold": threshold, "named": named}})
    assert ("NU014" in codes) is (threshold > 3 or (threshold == 3 and len(named) < 3))
