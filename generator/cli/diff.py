"""``diff``: what changed between two scenarios, or between a scenario now and at a revision in git."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import click

from ..cache import Cache
from ..errors import UserError
from ..files import read_bytes
from ..package import Package
from ..pipeline import draft, write
from ..project import Project
from ..revise import show
from ..revise.align import align
from ..revise.difference import Difference, text_difference
from ..revise.difference import diff as difference
from ..revise.word import Draft
from ..revise.word_package import MAX_FILE
from ..values import read_date
from . import colour
from .common import cache, deliver, open_library, open_scenario
from .git import checked_out
from .word_files import is_unaltered, is_word, read_word, written

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
@click.option("--concordance", is_flag=True, help="A last page of the redline lists old and new numbers.")
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
    concordance: bool,
    settings: tuple[str, ...],
    languages: tuple[str, ...],
) -> None:
    """Show what changed from OLD to NEW, clause by clause; renumbering alone is no change.

    OLD and NEW are scenarios (a file, a folder or a shipped name), REV:path of one in git, or DOCX files that this program
    wrote, also after Word or LibreOffice saved them; their tracked changes count as accepted.
    """
    if format_ == "docx" and not (output and author and date):
        raise UserError("a redline needs -o FILE, --author NAME and --date DATE", "what Word shows beside a change is given, never guessed")
    if date and not (_DATE.fullmatch(date) and read_date(date[:10])):
        raise UserError(f"--date {date}: not a date", "write 2027-03-14, or with the time 2027-03-14T09:00:00Z")
    if is_word(old) or is_word(new):
        with cache() as store, ExitStack() as stack:
            sides = [_side(given, store, stack, languages) for given in (old, new)]
            if format_ == "docx":
                _redline_of_files(sides, (old, new), str(output), str(author), _time(str(date)), concordance)
                return
            made = _shown(difference_of_files(sides), format_, output)
        deliver(made, output)
        return
    with cache() as store, _opened(old, (), store, languages) as before, _opened(new, settings, store, languages) as after:
        if format_ == "docx":
            _redline(before, after, instrument, str(output), str(author), str(date), concordance)
            return
        made = _shown(difference(before, after), format_, output)
    deliver(made, output)


def _shown(found: Difference, format_: str, output: str | None) -> str:
    if format_ == "html":
        return show.html(found, Project().asset(TEMPLATE).decode())
    if format_ == "text":
        return show.text(found, colour(sys.stdout) and not output)
    return show.markdown(found) if format_ == "md" else show.dump(found)


def _redline(old: Package, new: Package, instrument: str | None, output: str, author: str, date: str, concordance: bool) -> None:
    from ..output import write_file
    from ..pipeline import redline

    both = [id for id in new if id in old.instruments]
    if instrument not in (None, *both) or not both:
        raise UserError(f"there is no instrument “{instrument}” in both", f"instruments: {', '.join(both) or 'none'}")
    tags = [tag for tag in new.languages if tag in old.languages]
    if len(tags) != 1 or (instrument is None and len(both) > 1):
        choices = [f"{option} {name}" for option, names in (("-i", both), ("-l", tags)) if len(names) > 1 for name in names]
        raise UserError("a redline is of one instrument in one language", f"choose {', '.join(choices)}" if choices else "the two have no language in common")
    id = instrument or both[0]
    write_file(output, redline(old[id], new[id], tags[0], author, _time(date), concordance))


def _time(date: str) -> str:
    return date if "T" in date else f"{date}T00:00:00Z"


def _side(given: str, store: Cache | None, stack: ExitStack, languages: tuple[str, ...]) -> Draft | Package:
    return read_word(given) if is_word(given) else stack.enter_context(_opened(given, (), store, languages))


def difference_of_files(sides: Sequence[Draft | Package]) -> Difference:
    """What changed from one draft to another, one of them or both read from Word files."""
    old, new = _read(sides)
    return Difference((text_difference(new.instrument, new.language or old.language, new.title, old.units(), new.units()),))


def _read(sides: Sequence[Draft | Package]) -> tuple[Draft, Draft]:
    """Both as drafts; a package gives the instrument that the file is of."""
    file = next(side for side in sides if isinstance(side, Draft))
    tag = file.language or "en"
    old, new = (side if isinstance(side, Draft) else written(side, file.instrument, tag, side.scenario.name) for side in sides)
    if old.instrument != new.instrument:
        raise UserError(f"{old.name} is a draft of {old.instrument}, {new.name} one of {new.instrument}", "compare two drafts of one instrument")
    if old.language != new.language:
        raise UserError(f"{old.name} is in “{old.language}”, {new.name} in “{new.language}”", "compare two drafts in one language")
    return old, new


def _redline_of_files(sides: Sequence[Draft | Package], names: tuple[str, str], output: str, author: str, date: str, concordance: bool) -> None:
    from ..output import write_file
    from ..pipeline import redline_of_files
    from ..writers.docx_package import Part, unzip

    old, new = _read(sides)
    parts = []
    for side, draft_, name in zip(sides, (old, new), names, strict=True):
        if isinstance(side, Package):
            data = write(side[draft_.instrument], "docx", draft_.language or "en")
        else:
            data = read_bytes(name, limit=MAX_FILE)
            if not is_unaltered(draft_):
                raise UserError(f"{name}: another program has saved this file", "a redline is made of drafts as `peacedraft draft` wrote them, without notes")
        parts.append([Part(part, content) for part, content in unzip(data).items()])
    library = open_library(None)
    last = (library.language(new.language) or library.language("en")) if concordance else None
    write_file(output, redline_of_files(parts[0], parts[1], align(old.units(), new.units()), author, date, last))


@contextmanager
def _opened(given: str, settings: tuple[str, ...], store: Cache | None, languages: tuple[str, ...]) -> Iterator[Package]:
    """A drafted package."""
    if os.path.exists(given) or ":" not in given:
        yield draft(open_scenario(given, settings, store), list(languages) or None)
        return
    with checked_out(*given.split(":", 1)) as path:
        yield draft(open_scenario(path, settings, store), list(languages) or None)
