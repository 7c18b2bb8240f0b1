"""Findings: where a fault stands, how grave it is, what it is and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from .frozen import Record


class Severity(Enum):
    """Errors stop a draft; warnings need a decision; notes inform."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for errors, 1 for warnings, 2 for notes."""
        return ("error", "warning", "note").index(self.value)


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Span(Record):
    """A place in a file: ``file`` as the user would type it, ``line`` and ``column`` from 1 (0: the whole file)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Related(Record):
    """A second place that belongs to a finding, and what it is."""

    span: Span
    message: str


class Diagnostic(Record):
    """One finding.  ``code`` is stable (``XR001``); ``rule`` is an id of the consistency rules where one applies."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hint: str = ""
    because: str = ""
    rule: str = ""
    clause: str = ""
    instrument: str = ""
    related: tuple[Related, ...] = ()


class Fault(Record):
    """What is wrong with a clause's text, at a line and column counted from 1 inside it."""

    code: str
    line: int
    column: int
    message: str
    hint: str = ""


def near(word: str, known: Iterable[str], n: int = 1, cutoff: float = 0.6) -> list[str]:
    """The names most like a misspelt one, the best first."""
    from difflib import get_close_matches

    if len(word) > 100:
        return []
    return get_close_matches(word, list(known), n=n, cutoff=cutoff)


def in_order(found: list[Diagnostic]) -> list[Diagnostic]:
    """Without repetition: errors first, then by file, line, column and code."""
    unique = list(dict.fromkeys(found))
    return sorted(
        unique,
        key=lambda d: (
            d.severity.rank,
            (d.span.file, d.span.line, d.span.column) if d.span else ("", 0, 0),
            d.code,
            d.message,
        ),
    )


def has_errors(found: list[Diagnostic]) -> bool:
    """Whether a draft must not be written."""
    return any(d.severity is ERROR for d in found)
