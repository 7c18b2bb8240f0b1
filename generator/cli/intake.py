"""``intake``: a draft that came back from Word, put to clause, node and author; ``textconv``: a DOCX as text."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache as functools_cache
from typing import Any

import click

from ..cache import Cache
from ..errors import UserError
from ..package import Package
from ..pipeline import draft as draft_package
from ..revise import intake as reading
from ..revise.rewrite import Unwritten, proposals
from ..revise.word import Draft, as_text
from ..scenario import Scenario, load
from . import err
from .common import cache
from .word_files import Origin, opened, read_word


@click.command(epilog="Example: peacedraft intake northland.docx southland.docx --by northland --by southland --write")
@click.argument("files", nargs=-1, required=True, metavar="EDITED.docx...")
@click.option(
    "--by", "parties", multiple=True, metavar="PARTY", help="Whose file it is; once for all files, or once for each. Default: told by author or file name."
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How the changes are printed.")
@click.option("--write", "writes", is_flag=True, help="Put them into the scenario, as attributed alternatives, values and notes.")
def intake(files: tuple[str, ...], parties: tuple[str, ...], format_: str, writes: bool) -> None:
    """Read what was changed and commented in drafts that came back, clause by clause.

    Tracked changes keep their authors; what was changed without tracking is found against the draft as it was written,
    which the file's manifest names.  With --write, a changed wording becomes an alternative of the clause, a changed number
    one of the parameter's value, a comment a note; a text with brackets is read as what that delegation wants now.  What
    cannot be put into the scenario is listed with the reason, and kept as a note.
    """
    files = tuple(dict.fromkeys(files))
    if len(parties) not in (0, 1, len(files)):
        raise UserError("--by is given once for all files, or once for each", f"{len(files)} files: --by PARTY {len(files)} times, in their order")
    with cache() as store, ExitStack() as stack:
        found: list[tuple[reading.Intake, Origin]] = []
        for path in files:
            draft, origin = opened(path, store, stack)
            one = reading.intake(draft, origin.original)
            if origin.original is None:
                err(f"{path}: {origin.doubt}, so changes that were not tracked are not looked for")
            elif origin.doubt and one.untracked:
                err(f"{path}: {origin.doubt}, so some changes that were not tracked may be those of the clauses")
            found.append((one, origin))
        ones = [one for one, _ in found]
        click.echo(reading.dump(ones) if format_ == "json" else reading.text(ones), nl=False)
        if writes:
            _write(found, parties * len(files) if len(parties) == 1 else parties, store)


def _write(found: list[tuple[reading.Intake, Origin]], parties: tuple[str, ...], store: Cache | None) -> None:
    """Puts all files' changes into the scenario, or into none of its files."""
    from ..output import write_files
    from ..revise.writing import Writing

    paths = {origin.path for _, origin in found}
    if len(paths) > 1 or not all(paths):
        raise UserError("these are drafts of several scenarios, or of none that is here", "write those of one scenario at a time")
    scenario = load(paths.pop(), store)
    writing = Writing(scenario)
    left: list[tuple[str, Unwritten]] = []
    follows: list[str] = []
    owners = [whose(parties[n] if parties else "", one.draft, scenario) for n, (one, _) in enumerate(found)]
    for (one, origin), party in sorted(zip(found, owners, strict=True), key=lambda given: given[0][0].draft.language != "en"):
        if origin.package is None or origin.original is None:
            raise UserError(f"{one.draft.name}: {origin.doubt}", "put the scenario back as it was when the draft was written, or commit every round to git")
        made, unwritten = proposals(origin.package, origin.original, one.draft, party, drawing(origin.package, one.draft.instrument))
        for proposal in made:
            before = len(writing.done)
            writing.put(proposal)
            for name, places in proposal.elsewhere.items() if len(writing.done) > before else ():
                follows.append(
                    f"{proposal.clause}.{name}: printed in {', '.join(places)} too, which {one.draft.name} left as it was: one value, so it changes there"
                )
        left += [(one.draft.name, item) for item in unwritten]
        where = {unit.id: unit.address for unit in origin.original.units()}
        for item in unwritten:
            if item.is_note:
                writing.keep(item, where.get(item.node, ""), party)
        for comment in one.comments:
            writing.note(comment, where.get(comment.node, ""), party)
    files = writing.files()
    if writing.done:
        write_files(files)
    for line in writing.done:
        err(f"written: {line}")
    if not writing.done and not left:
        err("nothing is written: the scenario has all of it")
    for line in follows:
        err(f"follows: {line}")
    for name, item in left:
        err(f"not written: {name}: [{item.node.partition(':')[2]}] “{item.words}”: {item.why}")


def drawing(package: Package, instrument: str) -> Callable[..., Package]:
    """Drafts a package again with some choices set."""

    @functools_cache
    def draw(*settings: str) -> Package:
        return draft_package(package.scenario.with_values(list(settings)), package.languages, instruments=[instrument])

    return draw


def whose(given: str, draft: Draft, scenario: Scenario) -> str:
    """The party whose file it is: as given, or as the authors of its changes or its own name say."""
    if given:
        if given not in scenario.parties:
            raise UserError(f"--by {given}: not one of the scenario's parties", f"parties: {', '.join(scenario.parties)}")
        return given
    authors = " ".join([c.author for c in draft.tracked] + [c.author for c in draft.comments] + [draft.saved_by, os.path.basename(draft.name)]).lower()
    found = [id for id, party in scenario.parties.items() if any(name.lower() in authors for name in _names(id, party))]
    if len(found) != 1:
        raise UserError(f"{draft.name}: whose changes are these?", f"--by {'|'.join(found or scenario.parties)}")
    return found[0]


def _names(id: str, party: dict[str, Any]) -> Iterator[str]:
    yield id
    for key in ("name", "adjective"):
        value = party.get(key)
        value = value.get("en", value) if isinstance(value, dict) else value
        value = value.get("nominative") if isinstance(value, dict) else value
        if isinstance(value, str):
            yield value


@click.command(epilog="Example: peacedraft textconv state-treaty.en.docx")
@click.argument("file", metavar="FILE.docx")
def textconv(file: str) -> None:
    """Print a DOCX that this program wrote as text, one unit to a line: `git diff` shows it once `git-setup` has run."""
    click.echo(as_text(read_word(file)), nl=False)
