"""Scenes against gold ones: boundaries, places, whose eyes, and how the action moves."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from fabula.evaluate.gold.stories import GoldPlace, GoldScene, GoldStory
from fabula.evaluate.layers import Counts, Share
from fabula.evaluate.tally import Tally
from fabula.resources import key_of_word
from fabula.schema.world import Place, Scene, World

NEAR = 1  # paragraphs by which a boundary may be off
_CORE = re.compile(
    r",| (?:on|of|at|in|by|behind|above|outside|under|with|from|over|for|that|where|to|near|"
    r"between) "
)
_SMALL = frozenset({"the", "a", "an"})


def measure_scenes(gold: GoldStory, world: World, stands_for: Mapping[str, str]) -> Counts:
    """Boundaries within one paragraph, WindowDiff, places and focal characters of scenes."""
    paragraphs = paragraph_starts(gold.text)
    expected = [paragraph_of(paragraphs, scene.span[0]) for scene in gold.scenes[1:]]
    found = [paragraph_of(paragraphs, scene.start) for scene in world.scenes[1:]]
    marked = {
        paragraph_of(paragraphs, scene.start)
        for scene in world.scenes[1:]
        if scene.opens != "inferred"
    }
    unmarked = [p for p in expected if p not in marked]
    places = {place.id: place for place in world.places}
    settings = [(s, _set_in(s, gold, world, places)) for s in gold.scenes if s.place is not None]
    inside = {place.id: place.inside for place in gold.places}
    return {
        "scene boundaries": near_matches(expected, found),
        "scene boundaries, unmarked": near_matches(unmarked, [p for p in found if p not in marked]),
        "scene WindowDiff (low is good)": window_diff(expected, found, len(paragraphs)),
        "scene place": Share(sum(s.place in found for s, found in settings), len(settings)),
        "scene place, or one around or inside it": Share(
            sum(any(_are_nested(s.place, at, inside) for at in found) for s, found in settings),
            len(settings),
        ),
        "focal character": Share(
            sum(_focal(scene, world, stands_for) == scene.pov for scene in gold.scenes),
            len(gold.scenes),
        ),
    }


def paragraph_starts(text: str) -> list[int]:
    """Offsets at which paragraphs, one blank line apart, begin."""
    return [0] + [match.end() for match in re.finditer(r"\n\n+", text)]


def paragraph_of(starts: Sequence[int], offset: int) -> int:
    return bisect_right(starts, offset) - 1


def near_matches(gold: Sequence[int], found: Sequence[int]) -> Tally:
    """Numbers that pair one to one, at most ``NEAR`` apart, both lists in order."""
    right = i = j = 0
    while i < len(gold) and j < len(found):
        if abs(gold[i] - found[j]) <= NEAR:
            right, i, j = right + 1, i + 1, j + 1
        elif gold[i] < found[j]:
            i += 1
        else:
            j += 1
    return Tally(right, len(found), right, len(gold))


def window_diff(gold: Sequence[int], found: Sequence[int], length: int) -> Share:
    """Windows of half the mean scene that hold another number of boundaries (Pevzner 2002)."""
    width = max(1, round(length / (len(gold) + 1) / 2))
    one, other = set(gold), set(found)
    windows = range(max(0, length - width))

    def count(at: int, marks: set[int]) -> int:
        return sum(n in marks for n in range(at + 1, at + width + 1))

    return Share(sum(count(at, one) != count(at, other) for at in windows), len(windows))


def most_of(scenes: Sequence[Scene], span: tuple[int, int]) -> Scene | None:
    """The scene that shares most with a span."""

    def shared(scene: Scene) -> int:
        return min(scene.end, span[1]) - max(scene.start, span[0])

    best = max(scenes, key=shared, default=None)
    return best if best is not None and shared(best) > 0 else None


def same_place(gold: GoldPlace, place: Place) -> bool:
    """Whether some form of the place has the head noun of the gold name, or all its words.

    A number after the noun must be the same where both have one: "Ward Nine" is "the ward".
    """
    wanted, (head, number) = _words(gold.name), _head(gold.name)
    for form in (place.name, *(alias.text for alias in place.aliases)):
        noun, other = _head(form)
        if wanted and wanted == _words(form):
            return True
        if noun == head is not None and (number == other or None in (number, other)):
            return True
    return False


def _are_nested(one: str | None, other: str, inside: Mapping[str, str | None]) -> bool:
    """Whether one of two gold places, by id, is the other or lies in it."""
    return one in _outwards(other, inside) or other in _outwards(one, inside)


def _outwards(place: str | None, inside: Mapping[str, str | None]) -> list[str]:
    """A gold place and those around it."""
    chain: list[str] = []
    while place is not None and place not in chain:
        chain.append(place)
        place = inside.get(place)
    return chain


def _head(name: str) -> tuple[str | None, str | None]:
    """The head noun of a name, and the number after it."""
    words = _words(_CORE.split(name)[0])
    numbers = key_of_word("numbers")
    if len(words) > 1 and (words[-1].isdigit() or words[-1] in numbers):
        return words[-2], numbers.get(words[-1], words[-1])
    return (words[-1] if words else None), None


def _words(name: str) -> list[str]:
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", name.casefold().replace("’", "'"))
    return [word for word in words if word not in _SMALL]


def _set_in(
    scene: GoldScene, gold: GoldStory, world: World, places: Mapping[str, Place]
) -> set[str]:
    """The gold places, by id, that the place found for a scene may be."""
    found = most_of(world.scenes, scene.span)
    if found is None or found.place is None:
        return set()
    return {place.id for place in gold.places if same_place(place, places[found.place])}


def _focal(scene: GoldScene, world: World, stands_for: Mapping[str, str]) -> str | None:
    """The gold person through whose eyes most of the scene is told, None for nobody."""
    shares: dict[str | None, int] = {}
    for stretch in world.narration:
        shared = min(stretch.end, scene.span[1]) - max(stretch.start, scene.span[0])
        if shared > 0 and stretch.mode == "narration":
            shares[stretch.focal] = shares.get(stretch.focal, 0) + shared
    best = max(shares, key=lambda who: shares[who], default=None)
    return None if best is None else stands_for.get(best, "?")
