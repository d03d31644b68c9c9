"""Room for words on a chart: what is already written, and where another name still fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

TILE = 120.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that words or lines take."""

    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: Box) -> bool:
        """Whether the two have any point in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(slots=True)
class Room:
    """Boxes by tile of the chart, so that only near ones are looked at."""

    tiles: dict[int, list[Box]] = field(default_factory=lambda: defaultdict(list))

    def take(self, box: Box) -> None:
        """Nothing else shall be written here."""
        for tile in self._tiles(box):
            self.tiles[tile].append(box)

    def covered(self, box: Box) -> int:
        """How many boxes this one would cover."""
        return sum(near.covers(box) for tile in self._tiles(box) for near in self.tiles[tile])

    def best(self, boxes: Iterable[Box]) -> int:
        """The number of the box that covers least, the first of equals."""
        counts = [self.covered(box) for box in boxes]
        return counts.index(min(counts))

    def _tiles(self, box: Box) -> range:
        return range(int(box.left // TILE), int(box.right // TILE) + 1)
