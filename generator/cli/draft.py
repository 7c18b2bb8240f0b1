"""``draft`` and ``check`` as click knows them."""

from __future__ import annotations

import sys
from typing import Any

import click

from ..cache import Cache
from ..diagnostics import ERROR, Diagnostic
from ..errors import UserError, printable
from ..pipeline import draft as compile_package
from ..report import FORMATS, render, summary
from ..writers import WRITERS
from . import colour
from .common import cache, codes, open_library, open_scenario, show
from .drafting import run_draft


@click.command(epilog="Example: peacedraft draft my/scenario.yaml -f docx -l en -i state-treaty --set withdrawal.foreign-forces.days='120 days'")
@click.argument("scenario", required=False)
@click.option("-f", "--format", "formats", multiple=True, type=click.Choice(list(WRITERS)), help="Format; may be repeated. Default: md and docx.")
@click.option("-l", "--language", "languages", multiple=True, metavar="LANG", help="Language tag; may be repeated. Default: all of the scenario.")
@click.option("-i", "--instrument", "instruments", multiple=True, metavar="ID", help="Instrument; may be repeated. Default: all.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value: [instrument:]clause[.name]=value.")
@click.option("-o", "--output", default="output", metavar="DIR", help="Folder to write to. Default: output.")
@click.option("--parallel", is_flag=True, help="The languages side by side in one file: <instrument>.en-uk-ru.<format>; md and docx.")
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
def draft(**options: Any) -> None:
    """Compile SCENARIO and write DIR/<scenario>/<instrument>.<language>.<format> and manifest.json.

    SCENARIO is a file, a folder that holds scenario.yaml, or a shipped scenario's name; without it, the shipped one.
    """
    raise click.exceptions.Exit(run_draft(**options))


@click.command(epilog="Example: peacedraft check my/scenario.yaml --format github --ignore SC009")
@click.argument("scenario", required=False)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="How findings are printed.")
@click.option("--select", metavar="CODES", help="Only these codes or families, with commas: XR,SE002.")
@click.option("--ignore", metavar="CODES", help="All but these codes or families.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value first.")
@click.option("--final", is_flag=True, help="Judge as a clean text: brackets, blanks and missing translations are errors.")
@click.option(
    "--register",
    type=click.Choice(["treaty", "political", "legislation", "resolution"]),
    help="What a text is meant to be. Default: treaty, or by how it begins.",
)
def check(scenario: str | None, format_: str, select: str | None, ignore: str | None, settings: tuple[str, ...], final: bool, register: str | None) -> None:
    """Show every finding on SCENARIO, with place, reason and way out; exits 1 where there is an error.

    SCENARIO may be a treaty that exists as English text (.txt, or Markdown .md): its wording, numbering, references and
    final clauses are judged.
    """
    from ..scenario import FaultyFile

    shown = scenario or ""
    with cache() as store:
        try:
            if shown.lower().endswith((".txt", ".md")):
                found = _check_text(shown, register, bool(settings or final), store)
            elif shown.lower().endswith((".docx", ".odt", ".pdf")):
                raise UserError(f"{shown}: check reads scenarios and plain texts", "save it as plain text in UTF-8 (.txt), with the numbers of its units")
            elif register:
                raise UserError("--register goes with a text", "an instrument has its register in its framing, or `register:` in the scenario")
            else:
                opened = open_scenario(scenario, settings, store)
                shown = opened.source.file
                found = compile_package(opened, final=final).diagnostics
        except FaultyFile as faulty:
            found = faulty.findings
    wanted, unwanted = _existing(codes(select)), _existing(codes(ignore))
    found = [d for d in found if (not wanted or d.code.startswith(wanted)) and not (unwanted and d.code.startswith(unwanted))]
    if format_ == "text":
        show(found)
        click.echo(f"{printable(shown)}: {summary(found)}", err=True)
    else:
        click.echo(render(found, format_, shown, colour(sys.stdout)), nl=False)
    if any(d.severity is ERROR for d in found):
        raise click.exceptions.Exit(1)


def _existing(given: tuple[str, ...]) -> tuple[str, ...]:
    """Codes and families, each of which is one."""
    from ..checks import rules

    for code in given:
        if not any(known.startswith(code) for known in rules()):
            raise UserError(f"there is no code or family {code}", f"families: {', '.join(dict.fromkeys(known[:2] for known in rules()))}")
    return given


def _check_text(path: str, register: str | None, of_scenarios: bool, store: Cache | None) -> list[Diagnostic]:
    """The findings on a text that exists."""
    from ..text_check import check_text, register_of
    from ..treaty_text import read_text

    if of_scenarios:
        raise UserError("--set and --final go with a scenario", "a text is judged as it stands")
    english = open_library(store).language("en")
    if english is None:
        raise UserError("templates/languages/en.yaml cannot be used", "`peacedraft library check` says why")
    text = read_text(path)
    return check_text(text, register or register_of(text), english)
