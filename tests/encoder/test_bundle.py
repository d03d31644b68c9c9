"""A bundle is used only if it is the one its manifest names."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from fabula.encoder.bundle import FILES, default_folder, load_bundle
from fabula.encoder.encode import Encoder
from fabula.encoder.spill import Spill
from fabula.errors import ModelError


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_folder(), tmp_path / "model"))


def test_the_shipped_bundle_is_whole_and_small() -> None:
    loaded = load_bundle()
    assert loaded.labels["types"] == ["PER", "FAC", "LOC", "GPE", "VEH", "ORG"]
    assert sum((default_folder() / name).stat().st_size for name in FILES) < 60e6


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_refused(bundle: Path, name: str) -> None:
    data = bytearray((bundle / name).read_bytes())
    data[len(data) // 2] ^= 1
    (bundle / name).write_bytes(data)
    with pytest.raises(ModelError, match="manifest") as error:
        load_bundle(bundle)
    assert name in str(error.value)


@pytest.mark.parametrize("name", ["manifest.json", *FILES])
def test_a_missing_file_is_named(bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    with pytest.raises(ModelError, match=name):
        load_bundle(bundle)


def test_another_format_is_refused(bundle: Path) -> None:
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    manifest["format"] = 99
    (bundle / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match="99"):
        load_bundle(bundle)


def test_vectors_hardly_depend_on_where_windows_fall() -> None:
    encoder = Encoder(load_bundle(), threads=1)
    words = "The old man looked at the sea and said nothing at all .".split() * 40
    told: list[int] = []
    whole = encoder.encode(words, told.append, Spill())[:]
    assert whole.shape == (len(words), 384)
    assert told[-1] == len(words)
    later = encoder.encode(words[120:], lambda done: None, Spill())[:]
    a, b = whole[150:300], later[30:180]
    cosine = (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)
    assert cosine.mean() > 0.9


def test_no_words_have_no_vectors() -> None:
    encoder = Encoder(load_bundle(), threads=1)
    assert encoder.encode([], lambda done: None, Spill())[:].shape == (0, 384)
