"""``explain``: a code's documentation, a clause with all it has, or why a condition can or cannot hold in a scenario."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click

from ..checks import documentation, rules
from ..describe import as_text
from ..errors import UserError, printable
from .common import cache, open_library, open_scenario, show
from .library import find

if TYPE_CHECKING:
    from ..logic.explanations import Answer
    from ..scenario import Scenario

VERDICTS = {
    "holds": "{} holds in {}, however what is open there is closed.",
    "open": "{} can hold in {}: nothing stands in its way.",
    "changeable": "{} does not hold in {} as it stands, but nothing beside the choice itself is in its way.",
    "impossible": "{} cannot hold in {}.",
    "beyond": "{} cannot hold in {}, and no choice of variants or values would change that.",
}


@click.command(epilog='Example: peacedraft explain "alliance.membership = member" ukraine-austrian-model')
@click.argument("what", metavar="CODE|CLAUSE|CONDITION")
@click.argument("scenario", required=False)
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Choose a variant or a value of the scenario first.")
def explain(what: str, scenario: str | None, settings: tuple[str, ...]) -> None:
    """Explain a CODE that a finding carries, a CLAUSE of the library, or whether a CONDITION can hold in SCENARIO.

    Where it cannot: a smallest set of choices and constraints in the way, each with its reason and its place, and the
    fewest changes of the scenario after which it could.
    """
    if scenario is not None:
        with cache() as store:
            _condition(what, open_scenario(scenario, settings, store))
        return
    if re.fullmatch(r"[A-Za-z]{2}[0-9]{3}", what):
        if what.upper() not in rules():
            family = [code for code in rules() if code.startswith(what[:2].upper())]
            raise UserError(
                f"there is no code {what.upper()}",
                f"codes of this family: {', '.join(family)}" if family else f"families: {', '.join(dict.fromkeys(c[:2] for c in rules()))}",
            )
        click.echo(documentation(what.upper()), nl=False)
        return
    if not re.fullmatch(r"[\w.:-]+", what):
        raise UserError(f"explain {what}: a condition is explained in a scenario", f"peacedraft explain {shlex.quote(what)} SCENARIO")
    with cache() as store:
        opened = open_library(store)
        click.echo(as_text(find(opened, what), opened), nl=False)


def _condition(text: str, scenario: Scenario) -> None:
    from ..diagnostics import ERROR
    from ..logic.explanations import explained
    from ..logic.names import condition_of
    from ..select import select

    condition = condition_of(text, scenario, "explain")
    faults = [d for d in select(scenario).found if d.severity is ERROR]
    if faults:
        show(faults)
        raise click.exceptions.Exit(1)
    click.echo("".join(f"{printable(line)}\n" for line in told(text, scenario.name, explained(scenario, condition))), nl=False)


def told(text: str, name: str, answer: Answer) -> list[str]:
    """An answer as the lines of a page."""
    lines = [VERDICTS[answer.verdict].format(text, name) if not answer.contradiction else f"{name} contradicts itself, whatever else is asked of it.", ""]
    for number, step in enumerate(answer.chain, 1):
        lines += step.lines(f"{number}." if answer.verdict == "impossible" else "-")
    if answer.verdict == "impossible":
        lines += ["", "None of this can be spared: without any one of these steps it could hold.", ""]
        if not answer.ways:
            lines.append("No other choices of these clauses would make it possible.")
    for number, way in enumerate(answer.ways):
        count = f"{len(way)} choice{'' if len(way) == 1 else 's'}"
        lines.append("or:" if number else f"The least that would have to change is {count}:")
        lines += [f"- {change.path}: not {change.before}, but {change.after} ({change.span})" for change in way]
    while lines and not lines[-1]:
        lines.pop()
    return lines
