"""Who could accept a package, as a picture for a workshop's wall: actors down the side, a tile for every statement.

Goes in: a :class:`~generator.logic.positions.View`.  Comes out: an SVG image, made by templates/svg/positions.svg; it
needs no colour, no script and no font of its own, and the same view gives the same bytes.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from .logic.positions import Acceptance, Actor, Statement, View
from .positions_report import BASES, STRENGTHS, VERDICTS, index_words, score_words

TEMPLATE = "templates/svg/positions.svg"
COLUMNS, LETTERS, LINES = 8, 27, 4
WIDTH, HEIGHT, GAP = 172, 84, 8
MARGIN, SIDE, TOP, LINE = 32, 236, 100, 21
"""Tiles in a row, letters in a line, lines in a tile; the tile's size and the space between; the picture's margin, the
actors' column, the heading, and a line of it or of an actor's name."""
_ORDER = ("red-line", "objection", "preference")
STATES = {"held": "satisfied", "missed": "preference not met", "opposed": "objection not respected", "crossed": "red line crossed", "open": "undecided"}


def as_svg(view: View, title: str, template: str) -> str:
    """The picture; ``template`` is the text of :data:`TEMPLATE`."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    rows, top = [], TOP + LINE * len(view.values)
    for actor, made, coverage in view.rows():
        rows.append(_row(actor, made, coverage, top))
        top += rows[-1]["height"] + 2 * GAP
    environment = ImmutableSandboxedEnvironment(autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    private = [actor.name for actor in view.actors if any(statement.private for statement in actor.statements)]
    picture: str = environment.from_string(template).render(
        title=title,
        indices=[index_words(value) for value in view.values],
        private=", ".join(private),
        dates=", ".join(sorted({actor.date for actor in view.actors})),
        rows=rows,
        legend={"top": top, "states": STATES, "strengths": STRENGTHS, "bases": BASES},
        width=2 * MARGIN + SIDE + COLUMNS * (WIDTH + GAP) - GAP,
        height=top + 118,
        margin=MARGIN,
        side=MARGIN + SIDE,
        tile_width=WIDTH,
        tile_height=HEIGHT,
    )
    return picture.translate({0xFFFE: "\ufffd", 0xFFFF: "\ufffd"})  # which XML cannot hold


def _row(actor: Actor, made: Acceptance, coverage: float, top: int) -> dict[str, Any]:
    """One actor: its name and verdict, and its tiles, the gravest and weightiest first."""
    seen = sorted(zip(actor.statements, made.holds, strict=True), key=lambda pair: (_ORDER.index(pair[0].strength), -pair[0].weight))
    tiles = [_tile(statement, holds, n, top) for n, (statement, holds) in enumerate(seen)]
    name, lines = wrap(actor.name, 22)[:2], -(-len(tiles) // COLUMNS)
    score, _, rest = score_words(made, coverage).partition(", ")
    return {
        "top": top,
        "height": max(lines * (HEIGHT + GAP) - GAP, len(name) * LINE + 66),
        "name": name,
        "verdict": VERDICTS[made.verdict],
        "rejects": made.verdict == "reject",
        "score": score,
        "bar": round((made.score or 0) * (SIDE - 36), 1),
        "rest": rest,
        "tiles": tiles,
    }


def _tile(statement: Statement, holds: bool | None, n: int, top: int) -> dict[str, Any]:
    missed = {"red-line": "crossed", "objection": "opposed", "preference": "missed"}[statement.strength]
    state = "open" if holds is None else "held" if holds else missed
    words = f"{statement.text} — {STATES[state]}; {STRENGTHS[statement.strength]}, {statement.basis}, weight {statement.weight:g}"
    lines = wrap(statement.text, LETTERS)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][: LETTERS - 1].rstrip()}…"]
    return {
        "x": MARGIN + SIDE + n % COLUMNS * (WIDTH + GAP),
        "y": top + n // COLUMNS * (HEIGHT + GAP),
        "state": state,
        "strength": statement.strength,
        "mark": f"{statement.basis[0].upper()} {statement.weight:g}",
        "label": STRENGTHS[statement.strength] + (" (private)" if statement.private else ""),
        "lines": lines,
        "words": f"{words} ({statement.source})" if statement.source else words,
    }
