"""``status``: what is still open, who holds it, and what became of it over the rounds in git."""

from __future__ import annotations

import json
import os

import click

from ..cache import Cache
from ..errors import UserError
from ..pipeline import draft
from ..revise import status as state
from ..scenario import Scenario, load
from .common import cache, deliver, open_scenario
from .git import checked_out, rounds

TEMPLATE = "templates/svg/status.svg"
MOST = 100
"""How many rounds are drafted."""


@click.command(epilog="Example: peacedraft status ukraine-2025-01-open")
@click.argument("scenario", required=False)
@click.option("--since", metavar="REV", help="A revision in git: what closed, opened, moved, reopened or stalled since then.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "svg"]), default="text", help="A list, JSON, or a plot for the wall.")
@click.option("-o", "--output", metavar="FILE", help="File to write to. Default: standard output.")
def status(scenario: str | None, since: str | None, format_: str, output: str | None) -> None:
    """Show what is still open in SCENARIO: brackets, their options and blanks, article by article, and who holds what.

    With --since, every commit since then is drafted and counted, and the files as they are now are the last round.
    """
    with cache() as store:
        opened = open_scenario(scenario, (), store)
        course = [*(_past(opened, since, store) if since else ()), _round("now", "", opened)]
        if format_ == "svg":
            title = opened.title if isinstance(opened.title, str) else next(iter(opened.title.values()))
            made = state.svg(title, course, opened.library.project.asset(TEMPLATE).decode())
        elif format_ == "json":
            made = json.dumps(state.as_json(opened.source.file, course), ensure_ascii=False, indent=1) + "\n"
        else:
            made = state.text(course)
    deliver(made, output)


def _round(name: str, date: str, scenario: Scenario) -> state.Round:
    return state.Round(name, date, state.open_points(draft(scenario, ["en"])))


def _past(scenario: Scenario, since: str, store: Cache | None) -> list[state.Round]:
    """The rounds in git; of very many, those at even steps."""
    path = scenario.source.path
    found = rounds(since, path)
    if len(found) > MOST:
        found = [found[n * (len(found) - 1) // (MOST - 1)] for n in range(MOST)]
    made = []
    for commit, date, relative in found:
        try:
            with checked_out(commit, relative, os.path.dirname(os.path.abspath(path))) as old:
                made.append(_round(commit[:9], date, load(old, store)))
        except UserError:
            continue  # a round in which the scenario could not be read is no round
    return made
