"""SC: faults of a scenario, found while it is read and its clauses are chosen."""

from __future__ import annotations

from . import fault


@fault("SC002", "unknown-clause")
def unknown_clause() -> None:
    """
    What it finds
        A scenario names a clause that neither your own library nor the shipped one has.

    Why it matters
        Nothing can be printed for it, and a misspelt id would otherwise be left out in silence.

    Example
        instruments:
          law:
            clauses:
              neutrality.executon: government-entrusted

    How to fix it
        Correct the id; `peacedraft library list` lists the clauses, `peacedraft library search WORDS` finds one.
    """
