"""``index.html``: one page that lists every variant, what it chooses, who could accept it, what is said of it, and its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .overview import MOST, SEVERITIES, Overview
from .plan import Plan
from .work import DIFFERENCE

TEMPLATE = "templates/html/batch.html"


def index(plan: Plan, seen: Overview, packs: list[tuple[str, list[str]]]) -> bytes:
    """The page, from a Jinja2 template; nothing in it is fetched.  ``packs`` are the packs' folders with their files."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(plan.scenario.library.project.asset(TEMPLATE).decode()).render(
        title=seen.title,
        plan=plan,
        total=seen.total,
        most=MOST,
        paths=seen.differing,
        common=seen.common,
        actors=[{"name": name} for name in seen.actors],
        rows=_rows(seen),
        packs=packs,
    )
    return page.encode() + b"\n"


def _rows(seen: Overview) -> Iterator[dict[str, Any]]:
    for row in seen.rows:
        yield {
            "id": row.id,
            "choices": [row.choices.get(path, "") for path in seen.differing],
            "standings": row.standings,
            "findings": dict(zip(SEVERITIES, row.findings, strict=True)) if row.findings else None,
            "codes": " ".join(row.codes),
            "failure": row.failure,
            "files": _formats(name for name in row.files if name != DIFFERENCE),
            "difference": DIFFERENCE if DIFFERENCE in row.files else "",
        }


def _formats(names: Iterable[str]) -> dict[str, list[str]]:
    """Files by their names without the format."""
    found: dict[str, list[str]] = {}
    for name in names:
        stem, _, format = name.rpartition(".")
        found.setdefault(stem, []).append(format)
    return found
