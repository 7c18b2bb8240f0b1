"""Clause text: what it becomes, and what is refused, with its line and column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text import parse, parse_line

HOLE = ["h", ["n", "x"], 1, 1]


def test_paragraphs_points_and_names() -> None:
    """A blank line starts a paragraph, a list is its points, ^name its name."""
    blocks, faults = parse("One.\nTwo. ^first\n\nThese:\n\n- a; and\n- b:\n  - c. ^deep\n")
    assert not faults
    assert blocks == [
        ["p", "first", ["One.", ["br"], "Two."], [], []],
        ["p", "", ["These:"], [["p", "", ["a; and"], [], []], ["p", "", ["b:"], [["p", "deep", ["c."], [], []]], []]], []],
    ]


def test_statements_surround_blocks_points_rows_and_words() -> None:
    """The same statement works around paragraphs, points, rows, and inside a line."""
    blocks, faults = parse(
        "A {% if x %}b{% else %}c{% endif %}.\n\n{% if x %}\nWhole.\n{% endif %}\n\nList:\n\n{% for r in rows %}\n- {{ r.a }};\n{% endfor %}\n\n"
        "Table:\n\n| H |\n|---:|\n{% for r in rows %}\n| {{ r.b }} |\n{% endfor %}\n"
    )
    assert not faults
    assert blocks[0][2] == ["A ", ["if", ["n", "x"], ["b"], ["c"]], "."]
    assert blocks[1][0] == "if"
    assert blocks[2][3][0][:3] == ["for", "r", ["n", "rows"]]
    head, right, rows = blocks[3][4][0]
    assert (head, right, rows[0][0]) == ([["H"]], [True], "for")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("ok\n\n{{ x + 1 }}", "CL004", (3, 1)),
        ("{{ x|upper }}", "CL004", (1, 1)),
        ("{{ ''.__class__ }}", "CL004", (1, 1)),
        ("{{ x.__class__ }}", "CL004", (1, 1)),
        ("{{ lipsum() }}", "CL004", (1, 1)),
        ("{{ ref(x) }}", "CL004", (1, 1)),
        ("{{ range(9) }}", "CL004", (1, 1)),
        ("a {% set b = 1 %}", "CL004", (1, 3)),
        ("{% include 'x' %}", "CL004", (1, 1)),
        ("{# note #}", "CL004", (1, 1)),
        ("{% raw %}{{ x }}{% endraw %}", "CL004", (1, 1)),
        ("{% if a == b %}c{% endif %}", "CL004", (1, 1)),
        ("a {{ b", "CL003", (1, 3)),
        ("{{ }}", "CL003", (1, 1)),
        ("{% if x %}", "CL003", (1, 1)),
        ("{% endif %}", "CL003", (1, 1)),
        ("# Heading", "CL006", (1, 1)),
        ("a\n\n1. one", "CL006", (3, 1)),
        ("- a list alone", "CL006", (1, 1)),
        ("> quoted", "CL006", (1, 1)),
    ],
)
def test_what_is_refused(text: str, code: str, place: tuple[int, int]) -> None:
    """Nothing but the permitted constructs compiles."""
    blocks, faults = parse(text)
    assert not blocks
    assert [(f.code, (f.line, f.column)) for f in faults] == [(code, place)]


@given(st.text(alphabet="ab {}%#-*_|^\n\t'\"().x", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """Any text gives blocks or one fault."""
    blocks, faults = parse(text)
    assert len(faults) <= 1
    assert not (blocks and faults)
    parse_line(text)


def test_a_hole_is_one_hole() -> None:
    """A hole keeps its place in the text."""
    assert parse("{{ x }}")[0] == [["p", "", [HOLE], [], []]]
