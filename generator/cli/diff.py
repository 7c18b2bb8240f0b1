"""``diff``: what changed between two scenarios, or between a scenario now and at a revision in git."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ..cache import Cache
from ..package import Package
from ..pipeline import draft
from ..revise import show
from ..revise.difference import diff as difference
from . import colour
from .common import cache, deliver, open_scenario
from .git import checked_out

TEMPLATE = "templates/html/diff.html"


@click.command(epilog="Example: peacedraft diff HEAD~3:scenarios/talks scenarios/talks --format html -o changes.html")
@click.argument("old")
@click.argument("new")
@click.option("--format", "format_", type=click.Choice(show.FORMATS), default="text", help="How the difference is printed.")
@click.option("-o", "--output", metavar="FILE", help="File to write to. Default: standard output.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value in NEW first.")
@click.option("-l", "--language", "languages", multiple=True, metavar="LANG", help="Language tag; may be repeated. Default: all of the scenario.")
def diff(old: str, new: str, format_: str, output: str | None, settings: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Show what changed from OLD to NEW, clause by clause; renumbering alone is no change.

    OLD and NEW are scenarios (a file, a folder or a shipped name), or REV:path of one in git.
    """
    with cache() as store, _opened(old, (), store, languages) as before, _opened(new, settings, store, languages) as after:
        found = difference(before, after)
        if format_ == "html":
            made = show.html(found, after.library.project.asset(TEMPLATE).decode())
        elif format_ == "text":
            made = show.text(found, colour(sys.stdout) and not output)
        else:
            made = show.markdown(found) if format_ == "md" else show.dump(found)
    deliver(made, output)


@contextmanager
def _opened(given: str, settings: tuple[str, ...], store: Cache | None, languages: tuple[str, ...]) -> Iterator[Package]:
    """A drafted package."""
    if os.path.exists(given) or ":" not in given:
        yield draft(open_scenario(given, settings, store), list(languages) or None)
        return
    with checked_out(*given.split(":", 1)) as path:
        yield draft(open_scenario(path, settings, store), list(languages) or None)
