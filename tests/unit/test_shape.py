"""The quick look at a file agrees with the models."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from generator.library import KINDS, model_of
from generator.project import shipped
from generator.shape import fits
from generator.source import parse

FILES = {
    "scenario": "scenarios/ukraine-austrian-model/scenario.yaml",
    "clause": "clauses/sanctions/phasing.yaml",
    "framing": "templates/framings/state-treaty.yaml",
    "glossary": "clauses/neutrality/glossary.yaml",
    "party": "scenarios/parties/ukraine.yaml",
    "language": "templates/languages/en.yaml",
    "position": "scenarios/ukraine-austrian-model/positions/ukraine.yaml",
    "indices": "scenarios/ukraine-austrian-model/indices.yaml",
    "plan": "scenarios/fictional-river-border/workshop.yaml",
}
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(-2, 2), st.text(max_size=5), st.lists(st.integers(), max_size=2), st.just({}), st.just({"a": 1})
)


def _data(kind: str) -> Any:
    source, found = parse((Path(shipped()) / FILES[kind]).read_bytes(), kind)
    assert source is not None, found
    return source.data


def _valid(kind: str, data: Any) -> bool:
    try:
        model_of(kind).model_validate(data)
    except ValidationError:
        return False
    return True


def _spoil(node: Any, steps: list[int], junk: Any) -> None:
    """Puts junk somewhere inside, where the steps lead."""
    for n, step in enumerate(steps):
        if not isinstance(node, (dict, list)) or not node:
            return
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = keys[step % len(keys)]
        if n == len(steps) - 1 or not isinstance(node[key], (dict, list)) or not node[key]:
            if step % 5 == 0 and isinstance(node, dict):
                node[f"{key}x"] = node.pop(key)
            else:
                node[key] = junk
            return
        node = node[key]


@pytest.mark.parametrize("kind", sorted(FILES))
@given(steps=st.lists(st.integers(0, 50), min_size=1, max_size=7), junk=JUNK)
def test_it_agrees_with_the_model(kind: str, steps: list[int], junk: Any) -> None:
    """A shipped file with something spoilt in it is accepted by both or by neither."""
    data = copy.deepcopy(_data(kind))
    _spoil(data, steps, junk)
    assert fits(data, model_of(kind).model_json_schema(by_alias=True)) == _valid(kind, data)


@pytest.mark.parametrize("count", [0, 1, 1000, 1001])
def test_a_number_has_its_bounds(count: int) -> None:
    """The least and the most that a number may be are kept by both."""
    data = _data("plan") | {"teams": count}
    assert fits(data, model_of("plan").model_json_schema(by_alias=True)) == _valid("plan", data) == (1 <= count <= 1000)


def test_every_kind_has_a_schema() -> None:
    """Each kind of file has a model that writes a schema."""
    assert all(model_of(kind).model_json_schema(by_alias=True) for kind in KINDS)
