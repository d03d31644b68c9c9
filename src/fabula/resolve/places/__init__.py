"""Places: their mentions, which of them are one place, and which lies in which."""

from __future__ import annotations

from fabula.resolve.places.cluster import Places, find_places
from fabula.resolve.places.mentions import PlaceMention

__all__ = ["PlaceMention", "Places", "find_places"]
