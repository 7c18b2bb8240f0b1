"""``library``: list, show, search and check the clauses, say what they cover, and start a new one."""

from __future__ import annotations

import json
import os
import sys

import click

from .. import describe
from ..diagnostics import has_errors, in_order, near
from ..errors import UserError
from ..library import Library
from ..project import Project, is_name
from ..provisions import Clause
from ..report import render, summary
from . import colour
from .common import cache, open_library, show

FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How the answer is printed.")


@click.group(epilog="Example: peacedraft library show neutrality.declaration")
def library() -> None:
    """Look into the clause library and check it."""


@library.command("list", epilog="Example: peacedraft library list --format json")
@FORMAT
def list_(format_: str) -> None:
    """List every clause with its variants."""
    with cache() as store:
        opened = open_library(store)
        _print(opened, [c for name in opened.libraries() for id in opened.order(name) if (c := opened.clause(id))], format_)


@library.command(epilog="Example: peacedraft library search sanctions return")
@click.argument("words", nargs=-1, required=True)
@FORMAT
def search(words: tuple[str, ...], format_: str) -> None:
    """Find the clauses that hold all WORDS."""
    with cache() as store:
        opened = open_library(store)
        _print(opened, describe.search(opened, list(words)), format_)


def _print(opened: Library, clauses: list[Clause], format_: str) -> None:
    if format_ == "json":
        click.echo(json.dumps([{"id": c.id, "title": c.title, "variants": list(c.variants)} for c in clauses], ensure_ascii=False, indent=1))
    else:
        for clause in clauses:
            click.echo(f"{clause.id} — {clause.title}\n    {', '.join(clause.variants)}")
    show(in_order(opened.found))


@library.command("show", epilog="Example: peacedraft library show sanctions.phasing --format json")
@click.argument("clause")
@FORMAT
def show_(clause: str, format_: str) -> None:
    """Show a CLAUSE: variants, sources, parameters, constraints, milestones, notes."""
    with cache() as store:
        opened = open_library(store)
        found = find(opened, clause)
        click.echo(
            json.dumps(describe.as_json(found), ensure_ascii=False, indent=1) if format_ == "json" else describe.as_text(found, opened), nl=format_ == "json"
        )


def find(opened: Library, id: str) -> Clause:
    """A clause by id; :class:`UserError` with what is near where there is none."""
    clause = opened.clause(id)
    if clause is not None:
        return clause
    if opened.has(id):
        show(in_order(opened.found))
        raise click.exceptions.Exit(1)
    like = near(id, opened.clause_ids(), n=3, cutoff=0.4)
    raise UserError(f"there is no clause {id}", f"did you mean {', '.join(like)}?" if like else "`peacedraft library list` lists the clauses")


@library.command("check", epilog="Example: peacedraft library check --format json")
@FORMAT
def check_(format_: str) -> None:
    """Check every file of the library: syntax, names, references, conditions, sources, translations."""
    from ..library_check import check_library

    with cache() as store:
        found = in_order(check_library(open_library(store)))
    if format_ == "json":
        click.echo(render(found, "json", "", colour(sys.stdout)), nl=False)
    else:
        show(found)
        click.echo(f"library: {summary(found)}", err=True)
    if has_errors(found):
        raise click.exceptions.Exit(1)


@library.command("coverage", epilog="Example: peacedraft library coverage --format json")
@FORMAT
def coverage_(format_: str) -> None:
    """Show what the library covers: topics, languages, sources, elements of a settlement, and what no clause serves."""
    from ..coverage import as_text, coverage

    with cache() as store:
        opened = open_library(store)
        found = coverage(opened)
        click.echo(json.dumps(found, ensure_ascii=False, indent=1) if format_ == "json" else as_text(found), nl=format_ == "json")
        show(in_order(opened.found))


@library.command("new", epilog="Example: peacedraft library new reconciliation.memorials")
@click.argument("clause")
@click.option("-o", "--output", default=".", metavar="DIR", help="The folder that holds clauses/. Default: the current one.")
def new(clause: str, output: str) -> None:
    """Start a CLAUSE: writes clauses/<library>/<clause>.yaml with every key explained; for a shipped clause, one that adds to it."""
    name, dot, rest = clause.partition(".")
    if not dot or not is_name(name) or not is_name(rest) or "." in rest or clause != clause.lower():
        raise UserError(f"{clause}: not a clause's id", "write library.clause in small letters and hyphens, as neutrality.declaration")
    path = os.path.join(output, "clauses", name, f"{rest}.yaml")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "x", encoding="utf-8") as handle:
            handle.write((EXTENSION if Project().find(f"clauses/{name}/{rest}.yaml") else TEMPLATE).replace("CLAUSE", clause))
        listing = os.path.join(output, "clauses", name, "library.yaml")
        if not os.path.exists(listing) and not open_library(None).source(f"clauses/{name}/library.yaml", "library"):
            with open(listing, "x", encoding="utf-8") as handle:
                handle.write(f"title: {name.replace('-', ' ').capitalize()}\nsummary: What these clauses are about, in one sentence.\nclauses:\n  - {rest}\n")
            click.echo(listing)
    except FileExistsError:
        raise UserError(f"{path}: exists already", "choose another name, or edit that file") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({(error.strerror or str(error)).lower()})", "name another folder with -o") from None
    click.echo(path)


TEMPLATE = """# The clause CLAUSE.  `peacedraft library check` says what is missing; `peacedraft schema clause` lists every key.
title: Title of the article
summary: What the clause does, in one sentence.
topics: []                 # PA-X issue codes
serves: []                 # the elements it answers
parameters:
  state: {type: party, role: neutral-state, summary: The State concerned}
variants:                  # mutually exclusive; the first is the default, the least partisan
  standard:
    summary: What this wording does, in one sentence.
    sources:
      - {source: un-charter-1945, at: "Article 2", use: modelled}
    text: |
      {{ state }} {{ shall }} do this.
      One sentence stands on a line. ^first

      A blank line starts a new paragraph, which has points:

      - the first; and
      - the second.
constraints: []            # requires: or excludes: a condition, with because:
notes: |
  What the clause trades, who has asked for it, what follows from it.  Never printed unless asked for.
"""
EXTENSION = """# Adds to the shipped clause CLAUSE, and keeps all that it has: `peacedraft explain CLAUSE` shows it, with the parameters
# that a text may print.  `peacedraft library check` says what is missing here.
extends: shipped
variants:
  own-wording:
    summary: What this wording does, in one sentence.
    # counts-as: …         # the shipped variant that it words differently
    sources:
      - {source: un-charter-1945, at: "Article 2", use: modelled}
    text: |
      {{ parties }} {{ shall }} do this. ^first
"""
