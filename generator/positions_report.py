"""Who could accept a package, as text to read aloud and as JSON.

Goes in: a :class:`~generator.logic.positions.View`.  Comes out: a string.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .errors import printable
from .logic.positions import Acceptance, Actor, Statement, Value, View

VERDICTS = {"accept": "acceptable", "negotiable": "negotiable", "resist": "resisted", "reject": "rejected", None: "undecided"}
STRENGTHS = {"red-line": "red line", "objection": "objection", "preference": "preference"}
BASES = {
    "stated": "the actor said so, as the source reports",
    "assessment": "the source's judgement of the actor, or of the law",
    "prescription": "what the source proposes; not the actor's own position",
    "inference": "inferred by those who entered it",
}


def as_json(view: View) -> str:
    """The shape of ``positions --format json``."""
    made = {
        "parties": {actor.party: _party(actor, standing, coverage) for actor, standing, coverage in view.rows()},
        "indices": {value.index.id: {"value": value.value, "band": value.band} for value in view.values},
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _party(actor: Actor, made: Acceptance, coverage: float) -> dict[str, Any]:
    return {
        "acceptable": made.acceptable,
        "score": None if made.score is None else round(made.score, 3),
        "verdict": made.verdict,
        "coverage": round(coverage, 3),
        "positions": [
            {"id": s.id, "strength": s.strength, "basis": s.basis, "holds": holds, "statement": s.text, "source": s.source or None}
            for s, holds in zip(actor.statements, made.holds, strict=True)
        ],
    }


def as_text(view: View, title: str) -> str:
    """For each actor the verdict, the score, the red lines crossed, and what else is not met or undecided, with its source."""
    lines = [f"{title}: who could accept it", ""]
    lines += [line for value in view.values for line in (index_words(value), "")]
    crossed = [actor.name for actor, made, _ in view.rows() if made.acceptable is False]
    lines += [f"Red lines are crossed of: {', '.join(crossed)}." if crossed else "No red line of any actor is crossed.", ""] if view.actors else []
    for actor, made, coverage in view.rows():
        lines += [*_actor(actor, made, coverage), ""]
    bases = {s.basis for actor, made, _ in view.rows() for s, holds in zip(actor.statements, made.holds, strict=True) if not holds}
    lines += [f"{basis}: {BASES[basis]}" for basis in BASES if basis in bases]
    return "".join(f"{printable(line)}\n" for line in lines)


def index_words(value: Value) -> str:
    """ "Balance index 3.5, balanced: size of the force 2 + assurance 1"."""
    number = "undecided" if value.value is None else f"{value.value:g}"
    sum_ = " + ".join(f"{label} {amount:g}" for label, amount in value.parts).replace("+ -", "- ")
    return f"{value.index.title} {number}{f', {value.band}' if value.band else ''}{f': {sum_}' if sum_ else ''}"


def score_words(made: Acceptance, coverage: float) -> str:
    """ "score 0.84 (97.3 of 116.1), on 19 % of the choices"."""
    score = "no score, nothing is decided" if made.score is None else f"score {made.score:.2f} ({made.held:g} of {made.decided:g})"
    return f"{score}, on {coverage:.0%} of the choices".replace("%", " %")


def _actor(actor: Actor, made: Acceptance, coverage: float) -> Iterator[str]:
    seen = list(zip(actor.statements, made.holds, strict=True))
    verdict = VERDICTS[made.verdict]
    if made.acceptable is None and made.verdict:
        verdict = f"open ({verdict} in what is decided)"
    yield f"{actor.name}: {verdict}, {score_words(made, coverage)}; positions of {actor.date}"
    red_lines = [holds for s, holds in seen if s.is_red_line]
    if not red_lines:
        yield "  It has no red lines here."
    elif False not in red_lines:
        yield f"  No red line is crossed{', but one or more are undecided' if None in red_lines else ''}."
    groups = [
        ("Red lines crossed", [s for s, holds in seen if holds is False and s.is_red_line]),
        ("Objections", [s for s, holds in seen if holds is False and s.strength == "objection"]),
        ("Preferences not met", [s for s, holds in seen if holds is False and s.strength == "preference"]),
        ("Undecided", [s for s, holds in seen if holds is None]),
    ]
    for heading, statements in groups:
        if statements:
            yield f"  {heading}:"
            for statement in statements:
                yield from _statement(statement, heading == "Undecided")


def _statement(statement: Statement, with_strength: bool) -> Iterator[str]:
    marks = [STRENGTHS[statement.strength]] if with_strength else []
    marks += [statement.basis, f"weight {statement.weight:g}", *(["private"] if statement.private else [])]
    yield f"    - {statement.text} [{statement.id}; {', '.join(marks)}]"
    if statement.source:
        yield f"      {statement.source}{f': “{statement.quote}”' if statement.quote else ''}"
