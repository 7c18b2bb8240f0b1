"""Writes the pages that come from the program: docs/codes.md, docs/cli.md and docs/schema/*.json.

Run it in the project's environment, ``.venv/bin/python docs/make_docs.py``; ``pytest`` fails while a page is out of date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from generator.checks import rules
from generator.cli.group import peacedraft
from generator.library import KINDS, model_of

DOCS = Path(__file__).parent
FAMILIES = {
    "YM": "YAML source",
    "CL": "Clause library",
    "SC": "Scenario",
    "SE": "Selection and constraints",
    "ST": "Structure",
    "XR": "Cross-references",
    "DF": "Defined terms",
    "TM": "Timeline",
    "NU": "Numbers and amounts",
    "PA": "Parties and roles",
    "RG": "Register and wording",
    "LA": "Languages and concordance",
    "PO": "Positions",
    "CO": "Completeness",
}


def pages() -> dict[str, str]:
    """Path below docs/ → text of every generated page."""
    made = {"codes.md": _codes(), "cli.md": _cli()}
    for kind in KINDS:
        schema = model_of(kind).model_json_schema(by_alias=True) | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        made[f"schema/{kind}.json"] = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
    return made


def commands(group: click.Group = peacedraft, names: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups before what they hold."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        yield " ".join((*names, name)), command
        if isinstance(command, click.Group):
            yield from commands(command, (*names, name))


def help_of(name: str, command: click.Command) -> str:
    """What ``--help`` prints, 100 columns wide."""
    context = click.Context(command, info_name=f"peacedraft {name}", terminal_width=100, max_content_width=100, help_option_names=["-h", "--help"])
    return command.get_help(context)


def _codes() -> str:
    lines = ["# Codes", "", "What every finding means. `peacedraft explain CODE` prints the same. Severities are `error`, `warning` and `note`.", ""]
    known = rules()
    for prefix, title in FAMILIES.items():
        own = [rule for code, rule in sorted(known.items()) if code.startswith(prefix)]
        if own:
            lines += [f"## {prefix} — {title}", ""]
        for rule in own:
            lines += [f"### {rule.code} {rule.name}", "", *_documentation(rule.doc), ""]
    unknown = [code for code in known if code[:2] not in FAMILIES]
    assert not unknown, f"name the family of {', '.join(unknown)} in docs/make_docs.py"
    return "\n".join(lines).rstrip() + "\n"


def _documentation(doc: str) -> Iterator[str]:
    """A docstring's headings in bold; its examples stay indented, so that they print as code."""
    heading = ""
    for line in cleandoc(doc).split("\n"):
        if line and not line.startswith(" "):
            heading = line
            yield from (f"**{line}**", "")
        else:
            yield line if heading == "Example" else line.strip()


def _cli() -> str:
    lines = ["# Commands", "", "What `--help` prints. Results go to standard output, findings to standard error.", ""]
    lines += ["Exit codes: 0 clean, notes or warnings only; 1 findings of severity error; 2 unusable arguments, or a file that is missing or unreadable.", ""]
    for name, command in commands():
        lines += [f"## peacedraft {name}", "", "```text", help_of(name, command).rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    for path, text in pages().items():
        (DOCS / path).parent.mkdir(exist_ok=True)
        (DOCS / path).write_text(text, encoding="utf-8")
