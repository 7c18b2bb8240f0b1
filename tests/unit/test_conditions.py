"""The condition language: reading, precedence, three values, the own instrument first; and names in conditions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.library import Library
from generator.logic.conditions import Compare, ConditionError, Junction, Not, Path, Pick, World, atoms, evaluate, read, read_path
from generator.logic.constraints import readable, shown
from generator.logic.names import Known
from generator.project import Project

VALUES: dict[str, Any] = {"days": "90 days", "count": 40000, "how": "fast", "sure": True, "who": ["north", "south"], "blank": None, "on": "2027-03-01"}
WORLD = World(
    {
        "treaty": {"x.a": Pick("one", True, VALUES), "x.silent": Pick("none", False, {})},
        "law": {"x.a": Pick("two", True, {"count": 3}), "x.b": Pick("one", True, {})},
    },
    {"treaty": {"guarantors": ("north",)}, "law": {"guarantors": ()}, "": {"guarantors": ("north", "south")}},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x.a", True),
        ("x.silent", False),
        ("x.silent = none", True),
        ("x.nowhere", False),
        ("x.nowhere != one", False),
        ("x.a = one", True),
        ("x.a = two", True),
        ("x.a = three", False),
        ("treaty:x.a = two", False),
        ("law:x.a = two", True),
        ("x.a in (three, two)", True),
        ("x.a != one", True),
        ("treaty:x.a != one", False),
        ("x.a.count <= 40000", True),
        ("treaty:x.a.count < 40000", False),
        ("x.a.count > 40000", False),
        ("treaty:x.a.days >= 3 months", False),
        ("x.a.days >= 3 months", None),
        ("x.a.days <= 3 months", True),
        ("treaty:x.a.days = 90 days", True),
        ("x.a.on > 2027-02-28", True),
        ("x.a.how = fast", True),
        ("x.a.sure", True),
        ("x.a.sure = true", True),
        ("x.a.who has south", True),
        ("x.a.who has east", None),
        ("treaty:x.a.who has east", False),
        ("treaty:x.a.blank = 3", None),
        ("x.nowhere.blank = 3", False),
        ("guarantors has south", True),
        ("treaty:guarantors has south", False),
        ("strangers has south", False),
        ("balance-index <= 6", None),
    ],
)
def test_atoms(text: str, value: bool | None) -> None:
    """What each atom says of a world, for the package."""
    assert evaluate(read(text), WORLD) is value


def test_the_own_instrument_comes_first() -> None:
    """A clause's own condition judges its instrument's copy; what it does not have is looked for elsewhere."""
    assert evaluate(read("x.a = two"), WORLD, "treaty") is False
    assert evaluate(read("x.a = two"), WORLD, "law") is True
    assert evaluate(read("x.b"), WORLD, "treaty") is True
    assert evaluate(read("guarantors has south"), WORLD, "treaty") is False


def test_undecided_is_neither_true_nor_false() -> None:
    """Kleene's three values: what decides without the blank decides."""
    blank = "treaty:x.a.blank = 3"
    assert evaluate(read(f"not {blank}"), WORLD) is None
    assert evaluate(read(f"{blank} and x.a"), WORLD) is None
    assert evaluate(read(f"{blank} and x.nowhere"), WORLD) is False
    assert evaluate(read(f"{blank} or x.a"), WORLD) is True
    assert evaluate(read(f"{blank} or x.nowhere"), WORLD) is None


def test_precedence() -> None:
    """``not`` before ``and`` before ``or``; parentheses before all."""
    assert read("x.a or x.b and not x.c") == Junction("or", (read("x.a"), Junction("and", (read("x.b"), Not(read("x.c"))))))
    assert read("(x.a or x.b) and x.c") == Junction("and", (Junction("or", (read("x.a"), read("x.b"))), read("x.c")))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        ("x.a =", 6),
        ("x.a in (one, two", 17),
        ("x.a and", 8),
        ("not", 4),
        ("alliance", 1),
        ("x.a x.b", 5),
        ("x.a & x.b", 5),
        ("and", 1),
        ("(" * 50 + "x.a", 42),
        ("x.a = or", 7),
    ],
)
def test_what_cannot_be_read(text: str, column: int) -> None:
    """The error says where."""
    with pytest.raises(ConditionError) as error:
        read(text)
    assert error.value.column == column
    assert readable(text) is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("t:x.a.days", Path("t", "x.a", "days")),
        ("x.a", Path("", "x.a", "")),
        ("signature", Path("", "", "signature")),
        ("t:signature", Path("t", "", "signature")),
    ],
)
def test_paths(text: str, path: Path) -> None:
    """``[instrument:]clause[.name]`` or a bare word."""
    assert read_path(text) == path


@pytest.mark.parametrize("text", ["", "x..a", "x.a.b.c", ":x.a", "a:b:x.a", "x."])
def test_no_paths(text: str) -> None:
    """What is none."""
    assert read_path(text) is None


WORDS = st.sampled_from(["x.a", "x.b = one", "x.a in (one, two)", "x.a.count <= 3", "guarantors has north", "t:x.a != two", "balance-index <= 6"])
CONDITIONS = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
    ),
)


@given(CONDITIONS)
def test_shown_reads_back(text: str) -> None:
    """A condition as it is shown in a finding is the same condition."""
    condition = read(text)
    assert read(shown(condition)) == condition
    assert all(isinstance(atom, Compare) for atom in atoms(condition))


@given(st.text(alphabet='xab.=<>!(),: notandrhi-3"', max_size=60))
def test_reading_never_fails_otherwise(text: str) -> None:
    """Any text is a condition or a :class:`ConditionError`."""
    try:
        value: object = evaluate(read(text), WORLD)
    except ConditionError as raised:
        value = None if 1 <= raised.column <= len(text) + 1 else raised.column
    assert value in (True, False, None)


@given(CONDITIONS)
def test_not_is_the_opposite(text: str) -> None:
    """``not`` turns true and false round and leaves the undecided."""
    value = evaluate(read(text), WORLD)
    assert evaluate(read(f"not ({text})"), WORLD) is (None if value is None else not value)


def test_names_of_the_shipped_library() -> None:
    """Names are looked up with what is near."""
    known = Known(Library(Project()), ["ukraine"], ["witness"])

    def faults(text: str) -> list[tuple[str, str]]:
        return [fault for atom in atoms(read(text)) for fault in known.faults(atom)]

    assert faults("alliance.membership = membr") == [("alliance.membership has no variant “membr”", "did you mean “member”?")]
    assert faults("alliance.membershp") == [("there is no clause alliance.membershp", "did you mean “alliance.membership”?")]
    assert faults("witness has ukraine") == []
    assert faults("witnes has ukraine") == [("there is no role “witnes”", "did you mean “witness”?")]
