"""Scenes and their places as people corrected them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fabula.resolve.names.form import plain
from fabula.schema.corrections import Corrections, PlaceIs, SceneStart
from fabula.schema.spans import PlaceCluster, SceneSpan


def correct_scenes(
    text: str,
    scenes: Sequence[SceneSpan],
    places: Sequence[PlaceCluster],
    corrections: Corrections,
) -> tuple[tuple[SceneSpan, ...], tuple[PlaceCluster, ...]]:
    """Scenes that start where people said, set where they said; before who is present is found.

    A place nobody found in the text is added to the places.
    """
    starts = [e.at.span[0] for e in corrections.entries if isinstance(e, SceneStart)]
    cut = [part for scene in scenes for part in _split(text, scene, starts)]
    known = list(places)
    names = {plain(place.name): number for number, place in enumerate(places)}
    for entry in corrections.entries:
        if not isinstance(entry, PlaceIs):
            continue
        key = plain(entry.place)
        if key not in names:
            names[key] = len(known)
            known.append(PlaceCluster(entry.place, named=True, spans=()))
        at = entry.at.span[0]
        cut = [replace(s, place=names[key]) if s.start <= at < s.end else s for s in cut]
    return tuple(cut), tuple(known)


def _split(text: str, scene: SceneSpan, starts: Sequence[int]) -> list[SceneSpan]:
    """The scene, cut at those of ``starts`` inside it; what the text told goes to the first."""
    inside = sorted({at for at in starts if scene.start < at < scene.end})
    parts = []
    for at, end in zip((scene.start, *inside), (*inside, scene.end), strict=True):
        part = replace(scene, start=at, end=at + len(text[at:end].rstrip()))
        if at != scene.start:
            part = SceneSpan(part.start, part.end, "inferred", 1.0, "correction")
        parts.append(part)
    return parts
