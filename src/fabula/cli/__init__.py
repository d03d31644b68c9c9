"""The ``fabula`` command: one file per subcommand, each thin over plain functions."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from fabula import __version__
from fabula.cli.console import prepare_streams, report_error
from fabula.errors import FabulaError

COMMANDS = (
    "read",
    "show",
    "check",
    "correct",
    "serve",
    "sql",
    "export",
    "booknlp",
    "batch",
    "limits",
    "evaluate",
    "train",
)


class Commands(click.Group):
    """Loads a subcommand when it is called for, so that ``--version`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"fabula.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        prepare_streams()
        try:
            return super().invoke(ctx)
        except FabulaError as error:
            report_error(error)
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fabula", message="%(prog)s %(version)s")
def main() -> None:
    """Read fiction and get the world in it, as data."""
