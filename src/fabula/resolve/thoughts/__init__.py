"""Direct thought outside quotation marks, and speech that is only reported."""

from __future__ import annotations

from fabula.resolve.thoughts.find import find_thoughts

__all__ = ["find_thoughts"]
