"""``positions``: who could accept a package, and what stands in the way."""

from __future__ import annotations

import click

from ..diagnostics import ERROR, in_order
from ..errors import UserError, printable
from ..logic.indices import Indices
from ..logic.positions import View, view
from ..scenario import Scenario
from ..select import select
from . import err
from .common import cache, deliver, open_scenario, show


@click.command(epilog="Example: peacedraft positions ukraine-austrian-model --format svg -o wall.svg")
@click.argument("scenario", required=False)
@click.option("--format", "format_", type=click.Choice(["text", "json", "svg"]), default="text", help="How the answer is printed.")
@click.option("--party", "parties", multiple=True, metavar="NAME", help="Show this party's private statements too; may be repeated.")
@click.option("--facilitator", is_flag=True, help="Show the private statements of every party.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value first.")
@click.option("-o", "--output", metavar="FILE", help="File to write to. Default: standard output.")
def positions(scenario: str | None, format_: str, parties: tuple[str, ...], facilitator: bool, settings: tuple[str, ...], output: str | None) -> None:
    """Show who could accept SCENARIO, by the statements in positions/ beside it, and what stands in the way.

    Red lines come first: one that is crossed means rejection, whatever the score.  Private statements are shown, and
    count, only when asked for.
    """
    from ..checks.positions import faults_of

    with cache() as store:
        opened = open_scenario(scenario, settings, store)
        selection, indices = select(opened), Indices(opened)
        spoken = [source.data["party"] for source in opened.positions()]
        for party in parties:
            if party not in spoken:
                raise UserError(f"there are no positions of “{party}”", f"positions of {', '.join(spoken) or 'nobody'}")
        found = in_order([*selection.found, *faults_of(selection, indices), *opened.library.found])
        show([finding for finding in found if finding.severity is ERROR])
        if any(finding.severity is ERROR for finding in found):
            raise click.exceptions.Exit(1)
        if not spoken:
            err(f"{printable(opened.source.file)}: nobody's positions are known; write positions/<party>.yaml beside it")
        answer = _answer(opened, view(selection, indices, spoken if facilitator else parties), format_)
    deliver(answer, output)


def _answer(scenario: Scenario, seen: View, format_: str) -> str:
    from ..positions_report import as_json, as_text

    english = scenario.library.language("en")
    title = str(english.choose(scenario.title) if english else scenario.name)
    if format_ == "json":
        return as_json(seen)
    if format_ == "text":
        return as_text(seen, title)
    from ..heat_map import TEMPLATE, as_svg

    return as_svg(seen, title, scenario.library.project.asset(TEMPLATE).decode())
