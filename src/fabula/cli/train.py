"""``fabula train``: a training run from a configuration."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from fabula.cli.console import note, told
from fabula.cli.habits import common_options
from fabula.errors import MissingExtra

NEEDED = ("torch", "transformers", "onnx", "safetensors")


@click.command("train")
@click.argument("config")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="The folder the paths in CONFIG start from.",
)
@click.option(
    "--stories",
    type=click.Path(path_type=Path),
    default=Path("corpus"),
    show_default=True,
    help="The folder of our own annotated stories.",
)
@click.option(
    "--run",
    type=click.Path(path_type=Path),
    help="Where checkpoints and the log go; runs/NAME if not given.",
)
@common_options
def command(config: str, data: Path, stories: Path, run: Path | None) -> None:
    """Train a model as CONFIG says.

    CONFIG is a TOML file, or the name of one that comes along. A run that was stopped goes on
    from its last checkpoint. At the end the model bundle is written to the folder bundle in
    the run (a teacher has none).
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            f"training needs {', '.join(missing)}.", 'Install with: pip install "fabula[train]".'
        )
    from fabula.train.config import load_config
    from fabula.train.export import export
    from fabula.train.loop import train

    settings = load_config(config)
    folder = run or Path("runs") / settings.name
    finished = train(settings, data, stories, folder, note)
    if settings.model.encoder == "minilm":  # a teacher is not shipped
        finished = export(settings, folder, folder / "bundle")
    told(f"Wrote {finished}")
