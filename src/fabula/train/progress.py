"""How training says what it does."""

from __future__ import annotations

from collections.abc import Callable

Log = Callable[[str], None]
