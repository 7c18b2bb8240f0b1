"""``git-setup``: git shows a DOCX as text, and names the clause that a change in YAML stands in."""

from __future__ import annotations

import os

import click

from ..files import read_bytes
from .git import NO_REPOSITORY, git

ATTRIBUTES = (
    "*.md text eol=lf",
    "*.yaml text eol=lf",
    "scenarios/**/*.yaml text eol=lf diff=peacedraft-yaml",
    "clauses/**/*.yaml text eol=lf diff=peacedraft-yaml",
    "*.docx binary diff=peacedraft",
)
CONFIG = {
    "diff.peacedraft.textconv": "peacedraft textconv",
    "diff.peacedraft.cachetextconv": "true",
    "diff.peacedraft-yaml.xfuncname": "!^ *(text|title|summary|sources|provides|constraints|variant|open|omit|by|of|notes|because|value):\n"
    r"^ *([a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?):",
}
"""A hunk is named by the nearest name above it: the clause of a scenario, the variant of a clause."""


@click.command("git-setup", epilog="Example: peacedraft git-setup")
def git_setup() -> None:
    """Set up this git repository: `git diff` shows DOCX drafts as text, and names the clause that a change stands in.

    Writes to the repository's own configuration and .gitattributes; what is there already stays.
    """
    top = git("rev-parse", "--show-toplevel", fault=NO_REPOSITORY).decode().strip()
    for key, value in CONFIG.items():
        git("config", "--local", key, value, fault=f"{key} cannot be set")
    path = os.path.join(top, ".gitattributes")
    lines = read_bytes(path).decode("utf-8", "surrogateescape").splitlines() if os.path.exists(path) else []
    missing = [line for line in ATTRIBUTES if line not in lines]
    if missing:
        from ..output import write_file

        write_file(path, "".join(f"{line}\n" for line in [*lines, *missing]).encode("utf-8", "surrogateescape"))
    click.echo(f"{path}: {f'{len(missing)} lines added' if missing else 'as it was'}; `git diff` shows drafts as text")


def attributes() -> str:
    """The ``.gitattributes`` of a new project."""
    return "".join(f"{line}\n" for line in ATTRIBUTES)
