"""A World in other programs' formats: one file per format, one entry each here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fabula.export.json import world_json
from fabula.schema.world import World

FORMATS: Mapping[str, Callable[[World], str]] = MappingProxyType({"json": world_json})

__all__ = ["FORMATS", "world_json"]
