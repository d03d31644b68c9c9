"""What all commands have in common: --quiet, --debug, --json, and ``-`` for a stream."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

STREAM = Path("-")  # standard input where a file is read, standard output where one is written

F = TypeVar("F", bound=Callable[..., Any])


def _remember(ctx: click.Context, parameter: click.Parameter, given: bool) -> None:
    if given:  # wherever on the line it stands: meta is shared with the commands around
        ctx.meta[f"{__name__}.{parameter.name}"] = True


def common_options(command: F) -> F:
    """Give a command --quiet and --debug; what they say is asked with ``asked``."""
    quiet = click.option(
        "-q",
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Print nothing but what was asked for, and errors.",
    )
    debug = click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Show where in Fabula an error comes from.",
    )
    return quiet(debug(command))


def json_option(command: F) -> F:
    """Give a command a --json that is asked for with ``asked("json")``."""
    return click.option(
        "--json",
        is_flag=True,
        expose_value=False,
        callback=_remember,
        help="Print JSON.",
    )(command)


def asked(option: str) -> bool:
    """Whether ``quiet``, ``debug`` or ``json`` was given to the command that is running."""
    ctx = click.get_current_context(silent=True)
    return ctx is not None and f"{__name__}.{option}" in ctx.meta


@contextmanager
def as_file(path: Path) -> Iterator[Path]:
    """``path``; where it is ``-``, a temporary file with what comes on standard input."""
    if path != STREAM:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="fabula-") as folder:
        file = Path(folder) / "standard input"
        with file.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        yield file
