"""``intake``: a draft that came back from Word, put to clause, node and author; ``textconv``: a DOCX as text."""

from __future__ import annotations

from contextlib import ExitStack

import click

from ..revise import intake as reading
from ..revise.word import as_text
from . import err
from .common import cache
from .word_files import opened, read_word


@click.command(epilog="Example: peacedraft intake state-treaty.en.docx --format json")
@click.argument("files", nargs=-1, required=True, metavar="EDITED.docx...")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How the changes are printed.")
def intake(files: tuple[str, ...], format_: str) -> None:
    """Read what was changed and commented in drafts that came back, clause by clause.

    Tracked changes keep their authors; what was changed without tracking is found against the draft as it was written,
    which the file's manifest names.
    """
    with cache() as store, ExitStack() as stack:
        found = []
        for path in dict.fromkeys(files):
            draft, origin = opened(path, store, stack)
            one = reading.intake(draft, origin.original)
            if origin.original is None:
                err(f"{path}: {origin.doubt}, so changes that were not tracked are not looked for")
            elif origin.doubt and one.untracked:
                err(f"{path}: {origin.doubt}, so some changes that were not tracked may be those of the clauses")
            found.append(one)
        click.echo(reading.dump(found) if format_ == "json" else reading.text(found), nl=False)


@click.command(epilog="Example: peacedraft textconv state-treaty.en.docx")
@click.argument("file", metavar="FILE.docx")
def textconv(file: str) -> None:
    """Print a DOCX that this program wrote as text, one unit to a line: `git diff` shows it once `git-setup` has run."""
    click.echo(as_text(read_word(file)), nl=False)
