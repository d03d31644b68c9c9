"""Function words by language, to tell English from the languages Fabula cannot read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def function_words() -> Mapping[str, frozenset[str]]:
    """ISO 639-1 code to its words, lower case."""
    text = files("fabula.resources").joinpath("function_words.toml").read_text(encoding="utf-8")
    return MappingProxyType({code: frozenset(v.split()) for code, v in tomllib.loads(text).items()})
