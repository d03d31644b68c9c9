"""Fits the model that tells where somebody is in relation to a place.

    python -m fabula.train.relations DIR

reads the train part of the grounding data below DIR (Soni et al. 2023, MIT licence) and
writes ``relation_weights.toml`` beside the word lists. Takes some seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import click
import numpy as np

from fabula.evaluate.gold.grounding import Grounded, load_grounding
from fabula.resolve.places.relation import RELATIONS, relation_features
from fabula.train.regression import HEAD, Floats, fit_softmax

_FEWEST = 3  # pairs a feature is learnt from
_PENALTY = 0.004
_RARE = 0.5  # how far rare relations are weighed up: 0 not at all, 1 wholly
_LEAST = 0.1  # weights all nearer to 0 are left out

Pair = tuple[tuple[str, ...], str]


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
def main(data: Path) -> None:
    """Write the weights."""
    names, weights = fit_relations([_features(pair) for pair in load_grounding(data, "train")])
    kept = [n for n in range(len(names)) if np.abs(weights[n]).max() >= _LEAST]
    lines = [HEAD.format(where="resolve/places/relation.py", how="relations DIR"), "[weights]"]
    for n in kept:
        name = names[n].replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'"{name}" = [{", ".join(f"{value:.2f}" for value in weights[n])}]')
    path = Path(str(files("fabula.resources"))) / "relation_weights.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _features(pair: Grounded) -> Pair:
    words = [word.lower() for word in pair.words]
    found = dict.fromkeys(relation_features(words, pair.person, pair.place))
    return tuple(found), pair.relation


def fit_relations(pairs: Sequence[Pair]) -> tuple[list[str], Floats]:
    """Features in order of the alphabet, and their weights (k, 6) for ``RELATIONS``."""
    counts = Counter(feature for features, _ in pairs for feature in features)
    names = sorted(feature for feature, count in counts.items() if count >= _FEWEST)
    number = {name: n for n, name in enumerate(names)}
    rows = [[number[f] for f in features if f in number] for features, _ in pairs]
    labels = np.array([RELATIONS.index(relation) for _, relation in pairs])
    classes = np.bincount(labels, minlength=len(RELATIONS))
    rarity = (len(pairs) / (len(RELATIONS) * np.maximum(classes, 1))) ** _RARE
    shape = (len(names), len(RELATIONS))
    return names, fit_softmax(rows, labels, rarity[labels], shape, _PENALTY)


if __name__ == "__main__":
    main()
