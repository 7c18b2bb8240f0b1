"""``explain``: a code's documentation, or a clause with its variants, sources and constraints."""

from __future__ import annotations

import re

import click

from ..checks import documentation, rules
from ..describe import as_text
from ..errors import UserError
from .common import cache, open_library
from .library import find


@click.command(epilog="Example: peacedraft explain XR001")
@click.argument("what", metavar="CODE|CLAUSE")
def explain(what: str) -> None:
    """Explain a CODE that a finding carries, or a CLAUSE of the library."""
    if re.fullmatch(r"[A-Za-z]{2}[0-9]{3}", what):
        if what.upper() not in rules():
            family = [code for code in rules() if code.startswith(what[:2].upper())]
            raise UserError(
                f"there is no code {what.upper()}",
                f"codes of this family: {', '.join(family)}" if family else f"families: {', '.join(dict.fromkeys(c[:2] for c in rules()))}",
            )
        click.echo(documentation(what.upper()), nl=False)
        return
    with cache() as store:
        opened = open_library(store)
        click.echo(as_text(find(opened, what), opened), nl=False)
