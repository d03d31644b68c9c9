"""The small linear models and the files of their weights."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from fabula.resolve.presence.weigh import NAMES as PRESENCE
from fabula.resolve.scenes.features import NAMES as OPENINGS
from fabula.resolve.scenes.setting import NAMES as PLACES
from fabula.resolve.thoughts.sentences import NAMES as VOICES
from fabula.train.regression import fit_choice, fit_logistic, write_weights

RESOURCES = Path(__file__).parents[2] / "src" / "fabula" / "resources"


def test_logistic_weights_tell_the_classes_apart() -> None:
    rng = np.random.default_rng(0)
    values = np.column_stack([np.ones(400), rng.normal(size=(400, 2))])
    labels = (values[:, 1] + 0.1 * rng.normal(size=400) > 0.5).astype(np.float64)
    weights = fit_logistic(values, labels, 0.1)
    assert weights[1] > 1 and abs(weights[2]) < 0.5 * weights[1]
    assert np.mean((values @ weights > 0) == labels) > 0.95


def test_choices_learn_from_rounds_with_a_right_one() -> None:
    right, wrong = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    told = (np.array([wrong, right]), np.array([False, True]))
    silent = (np.array([right, wrong]), np.array([False, False]))
    weights = fit_choice([told, silent] * 5, 0.1)
    assert weights[0] > 0 > weights[1]


def test_weights_are_written_as_toml(tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    write_weights(
        path, "here.py", ("a b", "c"), np.array([1.0, -2.5]), {"threshold": 0.5}, "layers corpus"
    )
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert data == {"threshold": 0.5, "weights": {"a b": 1.0, "c": -2.5}}


@pytest.mark.parametrize(
    ("name", "features"),
    [
        ("scene", OPENINGS),
        ("place", PLACES),
        ("presence", PRESENCE),
        ("thought", VOICES),
    ],
)
def test_the_weights_that_ship_are_of_the_features_there_are(
    name: str, features: tuple[str, ...]
) -> None:
    text = (RESOURCES / f"{name}_weights.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)["weights"]) == set(features)
