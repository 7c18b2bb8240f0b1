"""``comparison.xlsx``: the choices of every variant, the texts of what differs side by side, and who could accept what."""

from __future__ import annotations

from collections.abc import Iterator

from ..positions_report import STRENGTHS
from .overview import HOLDS, MOST, Overview, shown, standing_words
from .sheets import Book, Cell

GOOD, MIDDLING, BAD, NONE = "#d5efd8", "#fff3cd", "#fbd9d3", "#eeeeee"
TINTS = {"acceptable": GOOD, "met": GOOD, "negotiable": MIDDLING, "resisted": "#fde2cf", "rejected": BAD, "not met": BAD, "undecided": NONE}
BESIDE = 200
"""So many variants have a column of their own on the sheet of positions."""


def comparison(seen: Overview) -> bytes:
    """The workbook."""
    book = Book(f"{seen.title}: {seen.plan.name}", TINTS)
    actors = [f"{actor.name}: {what}" for actor in seen.actors for what in ("verdict", "score")]
    head = ["Variant", *seen.differing, *actors, "Errors", "Warnings", "Notes"]
    book.sheet("Choices", head, _choices(seen), (12, *(20 for _ in seen.differing), *((14, 8) * len(seen.actors)), 8, 9, 8))
    most = max((len(alternatives) for _, alternatives in seen.texts), default=0)
    book.sheet("Texts", ["Clause", *(f"Alternative {n + 1}" for n in range(most))], _texts(seen), (28, *(90 for _ in range(most))))
    beside = [record for record, _ in zip(seen.all(), range(BESIDE), strict=False)]
    head = ["Party", "Statement", "Strength", "Source", "Met in", "Not met in", "Undecided in", *(str(record["variant"]) for record in beside)]
    book.sheet("Positions", head, _positions(seen, [record.get("positions", {}) for record in beside]), (20, 48, 12, 28, 8, 8, 10, *(10 for _ in beside)), 2)
    return book.content()


def _choices(seen: Overview) -> Iterator[list[Cell]]:
    for record, _ in zip(seen.all(), range(MOST), strict=False):
        said = [record.get("positions", {}).get(actor.party) for actor in seen.actors]
        counted = record.get("findings", {})
        yield [
            record["variant"],
            *(shown(record["choices"][path]) if path in record["choices"] else "" for path in seen.differing),
            *(cell for one in said for cell in (standing_words(one), one["score"] if one else None)),
            *(counted.get(severity) for severity in ("error", "warning", "note")),
        ]


def _texts(seen: Overview) -> Iterator[list[Cell]]:
    for clause, alternatives in seen.texts:
        yield [clause, *(f"{choice} (as in {variant})\n\n{text}" for choice, variant, text in alternatives)]


def _positions(seen: Overview, beside: list[dict[str, dict[str, dict[str, bool | None]]]]) -> Iterator[list[Cell]]:
    for actor in seen.actors:
        for statement in actor.statements:
            answers = seen.answers[actor.party, statement.id]
            said = [standings.get(actor.party, {}).get("holds", {}) for standings in beside]
            yield [
                actor.name,
                statement.text,
                STRENGTHS[statement.strength],
                statement.source,
                *(answers[holds] for holds in HOLDS),
                *(HOLDS[one[statement.id]] if statement.id in one else "" for one in said),
            ]
