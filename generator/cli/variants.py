"""``variants``: the consistent alternatives of a scenario, counted, listed, covered in pairs, sampled or spread."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import ERROR
from ..errors import UserError, printable
from . import err
from .common import cache, open_scenario, show

if TYPE_CHECKING:
    from ..logic.positions import Acceptance
    from ..logic.variants import Variant, Variants

FIRST = 10
"""How many are listed where nobody says."""


@click.command(epilog="Example: peacedraft variants ukraine-austrian-model --vary territory.status --vary sanctions.phasing=phased,none --pairwise")
@click.argument("scenario")
@click.option(
    "--vary",
    "varied",
    multiple=True,
    metavar="PATH[=V1,V2]",
    help="What varies, and over what; may be repeated. Default: what is open.",
)
@click.option("--where", metavar="COND", default="", help="Only variants in which this condition holds.")
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value first.")
@click.option("--count", "counting", is_flag=True, help="Only how many there are: an exact whole number.")
@click.option("--list", "listed", type=click.IntRange(min=0), metavar="N", help="The first N.")
@click.option("--pairwise", is_flag=True, help="Few that show every two options together that can stand together.")
@click.option("--sample", type=click.IntRange(min=0), metavar="N", help="N drawn with equal chances from all; with --seed, always the same.")
@click.option("--seed", type=click.IntRange(min=0), metavar="S", help="The seed of --sample. Default: 0.")
@click.option("--diverse", type=click.IntRange(min=0), metavar="N", help="N spread far apart: each differs as much as can be found from those before it.")
@click.option("--best", type=click.IntRange(min=0), metavar="N", help="The N most acceptable, by the positions beside the scenario.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "csv"]), default="text", help="How the answer is printed.")
def variants(scenario: str, varied: tuple[str, ...], where: str, settings: tuple[str, ...], seed: int | None, format_: str, **asked: Any) -> None:
    """Show the consistent variants of SCENARIO: what is open varies, unless --vary says otherwise; then the rest stays open.

    A PATH alone varies over what is open there, or over every variant; PATH=all over every variant, PATH=all,omit also without.
    Without an option, the first 10 and their number.
    """
    from ..logic.variants import Variants

    if sum(value is not None and value is not False for value in asked.values()) > 1:
        raise UserError("--count, --list, --pairwise, --sample, --diverse and --best exclude one another", "give one of them")
    if seed is not None and asked["sample"] is None:
        raise UserError("--seed belongs to --sample", "write --sample N --seed S")
    with cache() as store:
        opened = open_scenario(scenario, settings, store)
        found = Variants(opened, varied, where)
        faults = [d for d in found.selection.found if d.severity is ERROR]
        if faults:
            show(faults)
            raise click.exceptions.Exit(1)
        _print(found, asked, seed or 0, format_)


def _print(found: Variants, asked: dict[str, Any], seed: int, format_: str) -> None:
    name = found.scenario.source.file
    if not found.space.solve():
        _none(found)
    if asked["counting"]:
        click.echo(json.dumps({"scenario": name, "count": found.count}) if format_ == "json" else str(found.count))
        return
    if asked["best"] is not None:
        _best(found, asked["best"], format_)
        return
    count = None
    if asked["pairwise"]:
        made = found.pairwise()
    elif asked["sample"] is not None:
        made = found.sample(asked["sample"], seed)
    elif asked["diverse"] is not None:
        made = found.diverse(asked["diverse"])
    elif asked["listed"] is not None:
        made = found.first(asked["listed"])
    else:
        made = found.first(FIRST)
        try:
            count = found.count
        except UserError as refused:
            click.echo(f"not counted: {printable(refused.message)}", err=True)
    _told(made, {"scenario": name} | ({"count": count} if count is not None else {}), [_heading(count, len(made))] if count is not None else [], format_)


def _heading(count: int, told: int) -> str:
    return f"{count:,} consistent variant{'' if count == 1 else 's'}" + (f"; the first {told}:" if count > told else "")


def _best(found: Variants, number: int, format_: str) -> None:
    """The most acceptable variants with what every actor makes of them, and how many cross no red line."""
    from ..logic.ranking import Ranking

    ranking = Ranking(found)
    best, zone = ranking.best(number), ranking.zone()
    standings = [{actor.party: _standing(made) for actor, made in zip(ranking.actors, one.acceptances, strict=True)} for one in best]
    heading = [f"{zone:,} of {found.count:,} consistent variants cross{'es' if zone == 1 else ''} no red line; the most acceptable of them all first"]
    if not ranking.all_judged:
        heading.append("not every variant is judged: these are the best of a sample, each improved by one choice at a time")
    beside = [[_words(actor.party, made) for actor, made in zip(ranking.actors, one.acceptances, strict=True)] for one in best]
    head = {"scenario": found.scenario.source.file, "count": found.count, "uncrossed": zone, "complete": ranking.all_judged}
    _told([one.variant for one in best], head, heading, format_, standings, beside)


def _standing(made: Acceptance) -> dict[str, Any]:
    return {"acceptable": made.acceptable, "score": None if made.score is None else round(made.score, 3), "verdict": made.verdict}


def _words(party: str, made: Acceptance) -> str:
    from ..positions_report import VERDICTS

    score = "" if made.score is None else f", {made.score:.2f}"
    return f"{party}: {VERDICTS[made.verdict]}{score}"


def _told(
    made: list[Variant],
    head: dict[str, Any],
    heading: list[str],
    format_: str,
    standings: list[dict[str, Any]] | None = None,
    beside: list[list[str]] | None = None,
) -> None:
    """Variants in a format; ``standings`` are what actors make of them, ``beside`` the same in words."""
    if format_ == "json":
        told = [{"id": v.id, "choices": v.choices} | ({"positions": standings[n]} if standings else {}) for n, v in enumerate(made)]
        click.echo(json.dumps(head | {"variants": told}, ensure_ascii=False, indent=1))
    elif format_ == "csv":
        _csv(made, standings or [{} for _ in made])
    else:
        click.echo(_text(made, heading, beside or [[] for _ in made]), nl=False)


def _none(found: Variants) -> None:
    """Why there is no variant, on standard error."""
    steps = found.contradiction()
    err("there is no consistent variant; these cannot be kept together:" if steps else "there is no variant in which --where could hold")
    for number, step in enumerate(steps, 1):
        for line in step.lines(f"{number}."):
            err(printable(line))


def _csv(made: list[Variant], standings: list[dict[str, Any]]) -> None:
    """One row for each variant, one column for each path, and one for each actor's score."""
    import csv

    paths = list(dict.fromkeys(path for variant in made for path in variant.choices))
    parties = list(standings[0]) if standings else []
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["id", *paths, *(f"score of {party}" for party in parties)])
    for variant, standing in zip(made, standings, strict=True):
        values = [_shown(variant.choices[path]) if path in variant.choices else "" for path in paths]
        writer.writerow([variant.id, *values, *("" if standing[party]["score"] is None else standing[party]["score"] for party in parties)])


def _text(made: list[Variant], heading: list[str], beside: list[list[str]]) -> str:
    """What all have in common once, then each with what sets it apart."""
    common = dict.fromkeys(made[0].choices) if len(made) > 1 else {}
    common = {path: None for path in common if all(path in v.choices and v.choices[path] == made[0].choices[path] for v in made)}
    lines = list(heading)
    if common:
        lines += ["", "in all of these:", *(f"    {path} = {_shown(made[0].choices[path])}" for path in common)]
    for variant, words in zip(made, beside, strict=True):
        lines += ["", variant.id, *(f"    {word}" for word in words)]
        lines += [f"    {path} = {_shown(value)}" for path, value in variant.choices.items() if path not in common]
    return "".join(f"{printable(line)}\n" for line in (lines if not lines or lines[0] else lines[1:]))


def _shown(value: Any) -> str:
    """A value as it stands in a scenario."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
