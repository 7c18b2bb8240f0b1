"""``comparison.xlsx``: the choices of every variant, the texts of what differs side by side, and who could accept what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .overview import BESIDE, HOLDS, Overview, Printed
from .sheets import Book, Cell

GOOD, MIDDLING, BAD, NONE = "#d5efd8", "#fff3cd", "#fbd9d3", "#eeeeee"
TINTS = {"acceptable": GOOD, "met": GOOD, "negotiable": MIDDLING, "resisted": "#fde2cf", "rejected": BAD, "not met": BAD, "undecided": NONE}


def comparison(seen: Overview, texts: Iterable[Printed]) -> bytes:
    """The workbook; ``texts`` are the alternatives of the clauses that differ."""
    book = Book(f"{seen.title}: {seen.plan}", TINTS)
    actors = [f"{name}: {what}" for name in seen.actors for what in ("verdict", "score")]
    head = ["Variant", *seen.differing, *actors, "Errors", "Warnings", "Notes"]
    book.sheet("Choices", head, _choices(seen), (12, *(20 for _ in seen.differing), *((14, 8) * len(seen.actors)), 8, 9, 8))
    beside: dict[str, list[Printed]] = {}
    for text in texts:
        beside.setdefault(text.clause, []).append(text)
    most = max(map(len, beside.values()), default=0)
    book.sheet("Texts", ["Clause", *(f"Alternative {n + 1}" for n in range(most))], _texts(beside), (28, *(90 for _ in range(most))))
    head = ["Party", "Statement", "Strength", "Source", "Met in", "Not met in", "Undecided in", *(row.id for row in seen.rows[:BESIDE])]
    book.sheet("Positions", head, _positions(seen), (20, 48, 12, 28, 8, 8, 10, *(10 for _ in seen.rows[:BESIDE])), 2)
    return book.content()


def _choices(seen: Overview) -> Iterator[list[Cell]]:
    for row in seen.rows:
        standings = (cell for standing in row.standings for cell in standing)
        yield [row.id, *(row.choices.get(path, "") for path in seen.differing), *standings, *(row.findings or (None, None, None))]


def _texts(beside: dict[str, list[Printed]]) -> Iterator[list[Cell]]:
    for clause, texts in beside.items():
        yield [clause, *(f"{text.choice} (as in {text.variant})\n\n{text.text}" for text in texts)]


def _positions(seen: Overview) -> Iterator[list[Cell]]:
    for one in seen.statements:
        yield [one.actor, one.text, one.strength, one.source, *(one.answers[holds] for holds in HOLDS), *one.said]
