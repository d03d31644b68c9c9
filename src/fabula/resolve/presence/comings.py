"""Whether somebody's first sign in a scene is an entrance, and whether a motion is an exit.

Plain rules: a regression over the same clues, fitted on the annotated stories, did worse on
stories it had not seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.resolve.presence.signs import Sign
from fabula.resources import word_groups
from fabula.schema.spans import SceneSpan

_OPENING = 100  # characters of a scene; who shows here was there, unless he arrives
_LATE = 0.25  # share of a scene after which a first sign is somebody met there
_BEFORE, _AFTER = 60, 40  # characters around a first sign in which words tell of a coming
_WORD = re.compile(r"[^\W\d_]+")


def comes(text: str, scene: SceneSpan, first: Sign, *, met: bool, first_scene: bool) -> bool:
    """Whether the first sign that somebody is here is an entrance.

    A verb of arriving says so; away from the opening also a door or a coming beside the
    sign. Somebody not ``met`` before the scene is met where he shows late, but in the first
    scene, where everybody is new.
    """
    if first.kind == "enters":
        return True
    if first.kind == "narrates" or first.at < scene.start + _OPENING:
        return False
    if _is_coming(text, max(scene.start, first.at - _BEFORE), first.span[1] + _AFTER):
        return True
    late = first.at > scene.start + _LATE * (scene.end - scene.start)
    return late and not met and not first_scene


def leaves(shown: Sequence[Sign], number: int) -> bool:
    """Whether a sign is a motion after which nothing, or a return, shows somebody here."""
    if shown[number].kind not in ("leaves", "goes"):
        return False
    return number + 1 == len(shown) or shown[number + 1].kind == "enters"


def _is_coming(text: str, start: int, end: int) -> bool:
    words = {word.casefold() for word in _WORD.findall(text, start, end)}
    return any(not words.isdisjoint(cues) for cues in word_groups("comings").values())
