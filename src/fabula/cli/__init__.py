"""The ``fabula`` command: one file per subcommand, each thin over plain functions."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from fabula import __version__
from fabula.cli.console import prepare_streams, report_error
from fabula.cli.habits import common_options
from fabula.errors import FabulaError

# commands by what somebody wants to do
TASKS = {
    "Read": ("read", "batch"),
    "Look": ("serve", "show", "sql", "check"),
    "Put right": ("correct",),
    "Take elsewhere": ("export", "booknlp"),
    "Behind it": ("limits", "evaluate", "train"),
}
COMMANDS = tuple(name for names in TASKS.values() for name in names)
NOT_POSSIBLE = 2  # exit code: what was asked for cannot be done


class Commands(click.Group):
    """Loads a subcommand when it is called for, so that ``--version`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"fabula.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, COMMANDS))  # so that the columns of all tasks are in line
        for task, names in TASKS.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(task):
                formatter.write_dl(
                    [
                        (name.ljust(width), command.get_short_help_str(formatter.width - width - 4))
                        for name, command in commands
                        if command is not None
                    ]
                )

    def invoke(self, ctx: click.Context) -> Any:
        prepare_streams()
        try:
            return super().invoke(ctx)
        except (FabulaError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise  # whoever reads the output has seen enough; Click ends quietly
            report_error(error)
            ctx.exit(NOT_POSSIBLE)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:  # noqa: BLE001  # told in full with --debug
            report_error(error)
            ctx.exit(1)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""Where a FILE or WORLD is read or written, - is standard input or output.
    Completion of commands and options in bash, and likewise in zsh and fish:
    eval "$(_FABULA_COMPLETE=bash_source fabula)".""",
)
@click.version_option(__version__, prog_name="fabula", message="%(prog)s %(version)s")
@common_options
def main() -> None:
    """Read fiction and get the world in it, as data."""
