"""``diff``: what changed between two scenarios, or between a scenario now and at a revision in git."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from ..cache import Cache
from ..errors import UserError
from ..package import Package
from ..pipeline import draft
from ..revise import show
from ..revise.difference import diff as difference
from . import colour
from .common import cache, deliver, open_scenario
from .git import checked_out

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)?")
TEMPLATE = "templates/html/diff.html"


@click.command(epilog="Example: peacedraft diff HEAD~3:scenarios/talks scenarios/talks --format html -o changes.html")
@click.argument("old")
@click.argument("new")
@click.option("--format", "format_", type=click.Choice([*show.FORMATS, "docx"]), default="text", help="How the difference is printed; docx is a redline.")
@click.option("-o", "--output", metavar="FILE", help="File to write to. Default: standard output.")
@click.option("-i", "--instrument", metavar="ID", help="The instrument of a redline, where there are several.")
@click.option("--author", metavar="NAME", help="Who made the changes of a redline.")
@click.option("--date", metavar="DATE", help="When: 2027-03-14 or 2027-03-14T09:00:00Z.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value in NEW first.")
@click.option("-l", "--language", "languages", multiple=True, metavar="LANG", help="Language tag; may be repeated. Default: all of the scenario.")
def diff(
    old: str,
    new: str,
    format_: str,
    output: str | None,
    instrument: str | None,
    author: str | None,
    date: str | None,
    settings: tuple[str, ...],
    languages: tuple[str, ...],
) -> None:
    """Show what changed from OLD to NEW, clause by clause; renumbering alone is no change.

    OLD and NEW are scenarios (a file, a folder or a shipped name), or REV:path of one in git.
    """
    if format_ == "docx" and not (output and author and date):
        raise UserError("a redline needs -o FILE, --author NAME and --date DATE", "what Word shows beside a change is given, never guessed")
    if date and not _DATE.fullmatch(date):
        raise UserError(f"--date {date}: not a date", "write 2027-03-14, or with the time 2027-03-14T09:00:00Z")
    with cache() as store, _opened(old, (), store, languages) as before, _opened(new, settings, store, languages) as after:
        if format_ == "docx":
            _redline(before, after, instrument, str(output), str(author), str(date))
            return
        found = difference(before, after)
        if format_ == "html":
            made = show.html(found, after.library.project.asset(TEMPLATE).decode())
        elif format_ == "text":
            made = show.text(found, colour(sys.stdout) and not output)
        else:
            made = show.markdown(found) if format_ == "md" else show.dump(found)
    deliver(made, output)


def _redline(old: Package, new: Package, instrument: str | None, output: str, author: str, date: str) -> None:
    from ..output import write_file
    from ..pipeline import redline

    both = [id for id in new if id in old.instruments]
    if instrument not in (None, *both) or not both:
        raise UserError(f"there is no instrument “{instrument}” in both", f"instruments: {', '.join(both) or 'none'}")
    tags = [tag for tag in new.languages if tag in old.languages]
    if len(tags) != 1 or (instrument is None and len(both) > 1):
        raise UserError("a redline is of one instrument in one language", f"-i {'|'.join(both)}, -l {'|'.join(tags)}")
    id = instrument or both[0]
    write_file(output, redline(old[id], new[id], tags[0], author, date if "T" in date else f"{date}T00:00:00Z"))


@contextmanager
def _opened(given: str, settings: tuple[str, ...], store: Cache | None, languages: tuple[str, ...]) -> Iterator[Package]:
    """A drafted package."""
    if os.path.exists(given) or ":" not in given:
        yield draft(open_scenario(given, settings, store), list(languages) or None)
        return
    with checked_out(*given.split(":", 1)) as path:
        yield draft(open_scenario(path, settings, store), list(languages) or None)
