"""The model bundle: a folder of named files whose hashes the manifest pins."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from fabula.errors import ModelError
from fabula.schema.tokens import FloatArray

FORMAT = 1
FILES = ("encoder.onnx", "heads.npz", "labels.json", "tokenizer.json")
# how ONNX's protocol buffers name the file of a tensor that is not in this one
_ELSEWHERE = b"\x0a\x08location"
_REMEDY = "Reinstall fabula, or give a folder made by `fabula train`."


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A checked bundle, ready to run.

    onnx: the encoder's bytes; weights: arrays of the heads by parameter name; labels:
    class lists by task; window, context: subwords encoded together and overlapping;
    width: words of the longest mention; thresholds: decision thresholds by task.
    """

    name: str
    onnx: bytes
    tokenizer: Tokenizer
    weights: Mapping[str, FloatArray]
    labels: Mapping[str, list[str]]
    window: int
    context: int
    width: int
    thresholds: Mapping[str, float]


def default_folder() -> Path:
    """Folder of the bundle inside the package."""
    return Path(str(resources.files("fabula") / "model"))


def load_bundle(folder: Path | None = None) -> Bundle:
    """Load a bundle, every file checked against the manifest before it is used.

    Raises ``ModelError`` for a missing, changed or newer bundle.
    """
    folder = folder or default_folder()
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise ModelError(f"model format {manifest['format']} is not {FORMAT}.", _REMEDY)
        data = {name: _checked(folder / name, manifest["sha256"][name]) for name in FILES}
        with np.load(io.BytesIO(data["heads.npz"]), allow_pickle=False) as arrays:
            weights = {name: arrays[name].astype(np.float32) for name in arrays.files}
        if _ELSEWHERE in data["encoder.onnx"]:
            raise ModelError("its weights lie in other files.", _REMEDY, path=str(folder))
        return Bundle(
            name=manifest["name"],
            onnx=data["encoder.onnx"],
            tokenizer=Tokenizer.from_str(data["tokenizer.json"].decode("utf-8")),
            weights=weights,
            labels=json.loads(data["labels.json"]),
            window=manifest["window"],
            context=manifest["context"],
            width=manifest["width"],
            thresholds=manifest["thresholds"],
        )
    except ModelError:
        raise
    except Exception as error:  # each of these libraries has exceptions of its own
        raise ModelError(f"no usable model ({error}).", _REMEDY, path=str(folder)) from error


def _checked(path: Path, expected: str) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != expected:
        raise ModelError("the file is not the one the manifest names.", _REMEDY, path=str(path))
    return data


def write_manifest(
    folder: Path, *, name: str, sizes: Mapping[str, int], thresholds: Mapping[str, float]
) -> None:
    """Pin the files of ``folder`` in its manifest.json."""
    hashes = {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in FILES}
    manifest = {
        "format": FORMAT, "name": name, **sizes, "thresholds": dict(thresholds), "sha256": hashes
    }  # fmt: skip
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
