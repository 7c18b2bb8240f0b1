"""``index.html``: one page that lists every variant, what it chooses, who could accept it, what is said of it, and its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .overview import MOST, Overview, shown, standing_words
from .work import DIFFERENCE

TEMPLATE = "templates/html/batch.html"


def index(seen: Overview, packs: list[tuple[str, list[str]]]) -> bytes:
    """The page, from a Jinja2 template; nothing in it is fetched.  ``packs`` are the packs' folders with their files."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(seen.plan.scenario.library.project.asset(TEMPLATE).decode()).render(
        title=seen.title,
        plan=seen.plan,
        total=seen.total,
        most=MOST,
        paths=seen.differing,
        common=seen.common,
        actors=seen.actors,
        rows=_rows(seen),
        packs=packs,
    )
    return page.encode() + b"\n"


def _formats(names: Iterable[str]) -> dict[str, list[str]]:
    """Files by their names without the format."""
    found: dict[str, list[str]] = {}
    for name in names:
        stem, _, format = name.rpartition(".")
        found.setdefault(stem, []).append(format)
    return found


def _rows(seen: Overview) -> Iterator[dict[str, Any]]:
    for record, _ in zip(seen.all(), range(MOST), strict=False):
        said = [record.get("positions", {}).get(actor.party) for actor in seen.actors]
        names = [entry["path"] for entry in record["files"]]
        yield {
            "id": record["variant"],
            "choices": [shown(record["choices"][path]) if path in record["choices"] else "" for path in seen.differing],
            "standings": [(standing_words(one), one["score"] if one else None) for one in said],
            "findings": record.get("findings"),
            "codes": " ".join(record.get("codes", ())),
            "failure": record.get("failure", ""),
            "files": _formats(name for name in names if name != DIFFERENCE),
            "difference": DIFFERENCE if DIFFERENCE in names else "",
        }
