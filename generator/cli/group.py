"""The commands as click knows them; each one's module is loaded when the command is called."""

from __future__ import annotations

from importlib import import_module

import click

from .. import __version__
from . import COMMANDS


class Commands(click.Group):
    """Knows every command's name and summary without loading it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f".{COMMANDS[cmd_name][0]}", __package__), cmd_name.replace("-", "_"))
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from ..diagnostics import near

            like = near(args[0], COMMANDS)
            ctx.fail(f"No such command '{args[0]}'.{f' Did you mean {like[0]}?' if like else ''}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="peacedraft %(version)s")
def peacedraft() -> None:
    """Drafts of peace treaties from a clause library and a scenario.

    \b
    peacedraft draft                     the shipped scenario, to output/
    peacedraft draft my/scenario.yaml    your own
    """


def run() -> int:
    """Runs the command of the process's arguments; returns its exit code."""
    try:
        return int(peacedraft.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        raise KeyboardInterrupt from None
