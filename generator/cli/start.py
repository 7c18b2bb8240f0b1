"""``schema`` and ``init``: what a newcomer needs first."""

from __future__ import annotations

import json
import os
import shlex
from typing import Any

import click

from ..errors import UserError
from ..library import KINDS, model_of
from ..schema import with_names
from .common import cache, open_scenario
from .git_setup import attributes

SCHEMA_KINDS = tuple(kind for kind in KINDS)


@click.command(epilog="Example: peacedraft schema clause > docs/schema/clause.json")
@click.argument("kind", type=click.Choice(SCHEMA_KINDS), metavar="KIND")
@click.argument("scenario", required=False)
def schema(kind: str, scenario: str | None) -> None:
    """Print the JSON Schema of a KIND of file; with SCENARIO, it lists that library's ids, variants and parameters."""
    made: dict[str, Any] = model_of(kind).model_json_schema(by_alias=True)
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    if scenario and kind == "scenario":
        with cache() as store:
            made = with_names(made, open_scenario(scenario, (), store))
    click.echo(json.dumps(made, ensure_ascii=False, indent=1))


schema.help = f"{schema.help}\n\nKIND is {', '.join(SCHEMA_KINDS[:-1])} or {SCHEMA_KINDS[-1]}."


@click.command(epilog="Example: peacedraft init my-talks")
@click.argument("folder", metavar="DIR")
def init(folder: str) -> None:
    """Start a project in DIR: a scenario to edit, a clauses/ folder of your own, .gitattributes and editor settings."""
    if os.path.exists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise UserError(f"{folder}: exists and is not an empty folder", "name a folder that does not exist yet, or an empty one")
    name = "".join(c if c.isalnum() else "-" for c in os.path.basename(os.path.abspath(folder)).lower()).strip("-") or "talks"
    for path, text in _files(name).items():
        full = os.path.join(folder, *path.split("/"))
        try:
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "x", encoding="utf-8") as handle:
                handle.write(text)
        except OSError as error:
            raise UserError(f"{full}: cannot be written ({(error.strerror or str(error)).lower()})", "name a folder that you may write to") from None
        click.echo(full)
    there = "" if os.path.abspath(folder) == os.getcwd() else f"cd {shlex.quote(folder)} && "
    click.echo(f"now: {there}peacedraft draft scenarios/{name}", err=True)


def _files(name: str) -> dict[str, str]:
    return {
        f"scenarios/{name}/scenario.yaml": SCENARIO,
        "clauses/README.md": CLAUSES,
        ".gitattributes": attributes(),
        ".gitignore": "output/\n",
        ".vscode/settings.json": json.dumps(EDITOR, indent=2) + "\n",
    }


EDITOR = {"editor.wordWrap": "on", "files.eol": "\n", "yaml.validate": True, "yaml.customTags": []}
CLAUSES = """# Clauses of your own

A file here replaces the shipped file of the same path; one that starts with `extends: shipped` only adds variants,
constraints and milestones.  `peacedraft library new LIBRARY.CLAUSE` writes a file to start from.
"""
SCENARIO = """# A scenario: the parties, the instruments, and what is chosen in them.
# `peacedraft library list` lists the clauses; `peacedraft check` says what is missing.
title: Talks between two States
languages: [en]
# profile: interstate-peace     # or ceasefire, normalisation: `check` then says what such a package lacks
parties:
  - {id: northland, name: Northland, formal: the Republic of Northland, possessive: its, adjective: Northlandic, kind: state}
  - {id: southland, name: Southland, formal: the Republic of Southland, possessive: its, adjective: Southlandic, kind: state}
roles:
  neutral-state: northland
  counterpart: southland
instruments:
  treaty:
    framing: state-treaty
    title: Treaty of Peace between Northland and Southland
    short-title: Treaty of Peace
    signatories: [northland, southland]
    clauses:
      preamble.parties: standard
      preamble.recitals: principles-only
      definitions.terms: generated
      sovereignty.integrity: respect-and-maintain
      final.relation-to-other-agreements: charter-prevails
      final.reservations: none-permitted
      final.amendment: by-agreement
      final.signature: {variant: signatories-only, place: the capital of Northland}
      final.ratification: {variant: parliamentary}
      final.entry-into-force: all-named
      final.duration: unlimited
      final.depositary: omit
      final.registration: un-charter-102
      final.authentic-texts: equally-authentic
"""
