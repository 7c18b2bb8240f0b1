"""``timeline``: when each step of a package falls due, as text, JSON or a plot."""

from __future__ import annotations

import click

from ..diagnostics import ERROR, in_order
from ..select import select
from ..timetable import FORMATS, Timetable, as_json, as_text
from .common import cache, deliver, open_scenario, show


@click.command(epilog="Example: peacedraft timeline austria-1955 --format svg -o timeline.svg")
@click.argument("scenario")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="A list, JSON, or a plot for the wall.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value first.")
@click.option("-o", "--output", metavar="FILE", help="File to write to. Default: standard output.")
def timeline(scenario: str, format_: str, settings: tuple[str, ...], output: str | None) -> None:
    """Show when the steps of SCENARIO fall due: earliest and latest day, by whom, and what each waits for.

    A contradiction is shown as the chain that closes on itself; then the command exits 1.
    """
    with cache() as store:
        opened = open_scenario(scenario, settings, store)
        selection = select(opened)
        found = [*selection.found, *opened.library.found]
        made, holds = "", False
        if selection.instruments:
            timetable = Timetable(selection)
            made, holds = _rendered(timetable, format_), not timetable.conflicts
            found += [fault for builder in timetable.builders.values() for fault in builder.found]
    faults = [d for d in in_order(found) if d.severity is ERROR]
    show(faults)
    if made:
        deliver(made, output)
    if faults or not holds:
        raise click.exceptions.Exit(1)


def _rendered(timetable: Timetable, format_: str) -> str:
    if format_ == "svg":
        from ..plot import as_svg

        return as_svg(timetable)
    return as_json(timetable) if format_ == "json" else as_text(timetable)
