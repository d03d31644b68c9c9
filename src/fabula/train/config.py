"""Training configurations: TOML in, frozen dataclasses out; an unknown key is an error."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from fabula.errors import DataError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DataConfig:
    """Paths are relative to the data folder; treebanks may be glob patterns."""

    litbank: str
    treebanks: list[str]
    treebank_dev: list[str]
    dev_documents: int
    stories: bool
    renamed: float
    silver: str
    silver_passages: int
    silver_characters: int
    silver_without: list[str]


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Encoder and sizes; see the comments in configs/base.toml."""

    encoder: str
    width: int
    window: int
    context: int


@dataclass(frozen=True, slots=True)
class DistilConfig:
    """The configuration of the teacher ("" for none) and the passages it is asked about."""

    teacher: str
    passages: int
    words: int


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """Optimisation; rates are peak learning rates of AdamW with linear decay."""

    epochs: int
    treebank_epochs: float
    encoder_rate: float
    head_rate: float
    warmup: float
    weight_decay: float
    mix_from: int
    refine_epochs: int
    refine_repeat: int
    refine_rate: float


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Everything a training run depends on besides the data itself."""

    name: str
    seed: int
    data: DataConfig
    model: ModelConfig
    distil: DistilConfig
    schedule: ScheduleConfig


def load_config(name: str) -> TrainConfig:
    """Read a configuration by path, or by name from those that come with the package."""
    path = Path(name)
    if path.suffix == ".toml":
        if not path.is_file():
            raise DataError("no such configuration.", "Give a TOML file or a name.", path=name)
        text = path.read_text(encoding="utf-8")
    else:
        file = resources.files("fabula.train") / "configs" / f"{name}.toml"
        if not file.is_file():
            raise DataError(f"no configuration named {name}.", "Try `base`.")
        text = file.read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    parts = {
        "data": DataConfig,
        "model": ModelConfig,
        "distil": DistilConfig,
        "schedule": ScheduleConfig,
    }
    for key, kind in parts.items():
        raw[key] = _build(kind, raw.get(key, {}), key)
    return _build(TrainConfig, raw, "configuration")


def _build(kind: type[T], values: dict[str, Any], where: str) -> T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    if set(values) != known:
        wrong = sorted(set(values) ^ known)
        raise DataError(
            f"{where}: unknown or missing keys {wrong}.", "See train/configs/base.toml."
        )
    return kind(**values)
