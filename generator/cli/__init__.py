"""The command line.  Nothing imports it; each command's module is loaded when the command is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from ..errors import UserError

VERSION = "0.1.0"

COMMANDS = {
    "draft": ("draft", "Compile a scenario and write its drafts."),
    "check": ("draft", "Show every finding: place, reason and way out."),
    "explain": ("explain", "Explain a code or a clause."),
    "library": ("library", "Look into the clause library and check it."),
    "schema": ("start", "Print the JSON Schema of a kind of file."),
    "init": ("start", "Start a new project of your own."),
}
"""Command → (module, what it does)."""


class Commands(click.Group):
    """Knows every command's name and summary without loading it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f".{COMMANDS[cmd_name][0]}", __package__), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, "--version", message="peacedraft %(version)s")
def peacedraft() -> None:
    """Drafts of peace treaties from a clause library and a scenario.

    \b
    peacedraft draft                     the shipped scenario, to output/
    peacedraft draft my/scenario.yaml    your own
    """


def main() -> None:
    """Runs a command; whatever goes wrong ends in a message and an exit code, never a traceback."""
    try:
        sys.exit(peacedraft.main(standalone_mode=False) or 0)
    except UserError as error:
        sys.exit(fail(error))
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if os.environ.get("PEACEDRAFT_DEBUG"):
            raise
        click.echo(f"peacedraft: a fault of the program, not of your files: {type(error).__name__}: {error}", err=True)
        click.echo("    way out: report it with the scenario; PEACEDRAFT_DEBUG=1 shows where it happened", err=True)
        sys.exit(2)


def fail(error: UserError) -> int:
    """Shows a user error and returns its exit code."""
    findings = getattr(error, "findings", None)
    if findings:
        from ..report import render

        click.echo(render(findings, "text", "", colour(sys.stderr)), err=True, nl=False)
    click.echo(f"peacedraft: {error.message}", err=True)
    if error.hint:
        click.echo(f"    way out: {error.hint}", err=True)
    return error.exit_code


def colour(stream: object) -> bool:
    """Whether a stream is a terminal that wants colour."""
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty()) and not os.environ.get("NO_COLOR")
