"""YAML in, data and places out; every fault a finding with its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.source import MAX_BYTES, parse

KEYS = st.text(alphabet="abcdefghij-", min_size=1, max_size=6)
DATA = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, DATA, min_size=1, max_size=5))
def test_json_is_read_as_it_is(data: dict[str, object]) -> None:
    """JSON is YAML: what is written as JSON comes back equal, and every key has a place."""
    source, found = parse(json.dumps(data, ensure_ascii=False).encode(), "x.yaml")
    assert source is not None, found
    assert source.data == data
    assert all(source.key_span(key).line == 1 for key in data)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("010", "010"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("1_000", 1000),
        ("true", True),
        ("~", None),
        ("1.5", 1.5),
        ("'7'", "7"),
        ("1e3", "1e3"),
    ],
)
def test_values_are_read_narrowly(text: str, value: object) -> None:
    """What YAML 1.1 would turn into something else stays text."""
    source, _ = parse(f"a: {text}\n".encode(), "x.yaml")
    assert source is not None
    assert source.data["a"] == value
    assert type(source.data["a"]) is type(value)


def test_places_are_those_of_the_file() -> None:
    """Lines and columns count from 1; a value that is missing is where its parent is."""
    source, _ = parse(b"a:\n  b: [x, yy]\n", "x.yaml")
    assert source is not None
    assert str(source.span("a", "b", 1)) == "x.yaml:2:10"
    assert str(source.key_span("a", "b")) == "x.yaml:2:3"
    assert str(source.span("a", "b", 7)) == "x.yaml:2:6"


@given(st.binary(max_size=300))
def test_no_bytes_break_it(content: bytes) -> None:
    """Any bytes give data or findings, never an exception."""
    source, found = parse(content, "x.yaml")
    assert source is not None or found


def test_bombs_are_refused_at_once() -> None:
    """Depth, aliases, size and figures are bounded."""
    aliases = b"a: &a [x, x]\n" + b"".join(b"b%d: [*a, *a, *a]\n" % n for n in range(50))
    for content, code in (
        (b"[" * 100_000, "YM004"),
        (b"{a: " * 100_000, "YM004"),
        (aliases, "YM003"),
        (b"a: " + b"9" * 5000, "YM010"),
        (b"x" * (MAX_BYTES + 1), "YM005"),
    ):
        source, found = parse(content, "x.yaml")
        assert source is None
        assert [d.code for d in found] == [code]
