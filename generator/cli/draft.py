"""``draft`` and ``check``: a scenario's texts, and what is to be said about them."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from ..diagnostics import ERROR, NOTE, Diagnostic
from ..errors import UserError
from ..output import OutFile, write_all
from ..package import Package
from ..pipeline import draft as compile_package
from ..pipeline import head, options_for, parties_of, write
from ..report import FORMATS, render, summary
from ..scenario import Scenario
from ..writers import WRITERS
from . import colour
from .common import cache, codes, open_scenario, show

MAX_REFERENCE = 20_000_000


@click.command(epilog="Example: peacedraft draft my/scenario.yaml -f docx -l en -i state-treaty --set withdrawal.foreign-forces.days='120 days'")
@click.argument("scenario", required=False)
@click.option("-f", "--format", "formats", multiple=True, type=click.Choice(list(WRITERS)), help="Format; may be repeated. Default: md and docx.")
@click.option("-l", "--language", "languages", multiple=True, metavar="LANG", help="Language tag; may be repeated. Default: all of the scenario.")
@click.option("-i", "--instrument", "instruments", multiple=True, metavar="ID", help="Instrument; may be repeated. Default: all.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value: [instrument:]clause[.name]=value.")
@click.option("-o", "--output", default="output", metavar="DIR", help="Folder to write to. Default: output.")
@click.option("--alternat", is_flag=True, help="One original for each signatory, named first in its own.")
@click.option(
    "--notes",
    is_flag=False,
    flag_value="footnotes",
    default="",
    type=click.Choice(["", "footnotes", "comments"]),
    metavar="[comments]",
    help="Print drafting notes and sources, as footnotes or as comments in Word.",
)
@click.option("--reference-doc", metavar="FILE", help="A DOCX whose styles and page are used.")
@click.option("--final", is_flag=True, help="A clean text: brackets, blanks and missing translations are errors.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option("--despite", metavar="CODES", help="Write in spite of errors with these codes; still exits 1.")
def draft(scenario: str | None, settings: tuple[str, ...], output: str, alternat: bool, final: bool, force: bool, despite: str | None, **wanted: Any) -> None:
    """Compile SCENARIO and write DIR/<scenario>/<instrument>.<language>.<format> and manifest.json.

    SCENARIO is a file, a folder that holds scenario.yaml, or a shipped scenario's name; without it, the shipped one.
    """
    with cache() as store:
        opened = open_scenario(scenario, settings, store)
        languages = _known(wanted["languages"], opened.library.languages(), "language")
        ids = _known(wanted["instruments"], list(opened.instruments), "instrument") or list(opened.instruments)
        reference = _reference(wanted["reference_doc"])
        package = compile_package(opened, languages or None, final, bool(wanted["notes"]), ids)
        _report(package.diagnostics)
        errors = [d for d in package.diagnostics if d.severity is ERROR]
        if any(d.code not in codes(despite) for d in errors):
            raise click.exceptions.Exit(1)
        formats = list(dict.fromkeys(wanted["formats"])) or ["md", "docx"]
        files = (
            _alternat(opened, ids, languages, formats, final, wanted["notes"], reference, settings)
            if alternat
            else _files(package, ids, formats, wanted["notes"], reference, settings, "")
        )
        folder = os.path.join(output, opened.name)
        changed = write_all(folder, files, head(package, settings), force)
        for path in changed:
            click.echo(path)
        if not changed:
            click.echo(f"{folder}: nothing has changed", err=True)
        if errors:
            raise click.exceptions.Exit(1)


def _files(package: Package, ids: list[str], formats: list[str], notes: str, reference: bytes | None, settings: tuple[str, ...], party: str) -> list[OutFile]:
    made = []
    for id in ids:
        if id not in package.instruments:
            continue
        middle = f".{party}" if party else ""
        for tag in package.languages:
            for format in formats:
                content = write(package[id], format, tag, options_for(package, id, tag, format, notes, reference, settings))
                made.append(OutFile(f"{id}{middle}.{tag}.{format}", id, tag, format, content))
    return made


def _alternat(
    opened: Scenario, ids: list[str], languages: list[str], formats: list[str], final: bool, notes: str, reference: bytes | None, settings: tuple[str, ...]
) -> list[OutFile]:
    """One original of each instrument for each of its signatories."""
    made = []
    for party in parties_of(opened, ids):
        package = compile_package(opened.with_first(party), languages or None, final, bool(notes))
        own = [id for id in ids if party in (opened.instruments[id].get("signatories") or [])]
        made += _files(package, own, formats, notes, reference, settings, party)
    return made


def _known(given: tuple[str, ...], known: list[str], what: str) -> list[str]:
    for name in given:
        if name not in known:
            raise UserError(f"there is no {what} “{name}”", f"{what}s: {', '.join(known)}")
    return list(dict.fromkeys(given))


def _reference(path: str | None) -> bytes | None:
    if path is None:
        return None
    try:
        if os.path.getsize(path) > MAX_REFERENCE:
            raise UserError(f"{path}: larger than {MAX_REFERENCE:,} bytes", "give a DOCX that holds styles only")
        with open(path, "rb") as handle:
            return handle.read()
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({(error.strerror or str(error)).lower()})") from None


def _report(found: list[Diagnostic]) -> None:
    """Errors and warnings on standard error; notes are counted."""
    show([d for d in found if d.severity is not NOTE])
    notes = sum(d.severity is NOTE for d in found)
    if notes:
        click.echo(f"{notes} note{'s' if notes > 1 else ''}: `peacedraft check` shows them", err=True)


@click.command(epilog="Example: peacedraft check my/scenario.yaml --format github --ignore SC009")
@click.argument("scenario", required=False)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="How findings are printed.")
@click.option("--select", metavar="CODES", help="Only these codes or families, with commas: XR,SE002.")
@click.option("--ignore", metavar="CODES", help="All but these codes or families.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value first.")
@click.option("--final", is_flag=True, help="Judge as a clean text: brackets, blanks and missing translations are errors.")
def check(scenario: str | None, format_: str, select: str | None, ignore: str | None, settings: tuple[str, ...], final: bool) -> None:
    """Show every finding on SCENARIO, with place, reason and way out; exits 1 where there is an error."""
    from ..scenario import FaultyFile

    shown = scenario or ""
    with cache() as store:
        try:
            opened = open_scenario(scenario, settings, store)
            shown = opened.source.file
            found = compile_package(opened, final=final).diagnostics
        except FaultyFile as faulty:
            found = faulty.findings
    wanted, unwanted = codes(select), codes(ignore)
    found = [d for d in found if (not wanted or d.code.startswith(wanted)) and not (unwanted and d.code.startswith(unwanted))]
    if format_ == "text":
        show(found)
        click.echo(f"{shown}: {summary(found)}", err=True)
    else:
        click.echo(render(found, format_, shown, colour(sys.stdout)), nl=False)
    if any(d.severity is ERROR for d in found):
        raise click.exceptions.Exit(1)
