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
_SURE = frozenset({"speech", "acts", "stays", "goes", "leaves", "narrates"})
_FEW = 1  # sure signs before an arrival that may be mistakes
_BEFORE, _AFTER = 60, 40  # characters around a first sign in which words tell of a coming
_WORD = re.compile(r"[^\W\d_]+")


def comes(text: str, scene: SceneSpan, first: Sign) -> bool:
    """Whether the first sign that somebody is here is an entrance.

    A verb of arriving says so; away from the opening also a door or a coming beside the
    sign.
    """
    if first.kind == "enters":
        return True
    if first.kind == "narrates" or first.at < scene.start + _OPENING:
        return False
    return _is_coming(text, max(scene.start, first.at - _BEFORE), first.span[1] + _AFTER)


def without_doubtful(shown: Sequence[Sign]) -> Sequence[Sign]:
    """The signs from an arrival on, if hardly anything before it shows somebody here.

    Whom a speech is addressed to is a guess: it tells of nobody who comes in after it.
    """
    for number, sign in enumerate(shown):
        if sign.kind == "enters":
            return shown[number:]
        if sum(each.kind in _SURE for each in shown[: number + 1]) > _FEW:
            break
    return shown


def leaves(shown: Sequence[Sign], number: int) -> bool:
    """Whether a sign is a motion after which nothing, or a return, shows somebody here."""
    if shown[number].kind not in ("leaves", "goes"):
        return False
    return number + 1 == len(shown) or shown[number + 1].kind == "enters"


def _is_coming(text: str, start: int, end: int) -> bool:
    words = {word.casefold() for word in _WORD.findall(text, start, end)}
    return any(not words.isdisjoint(cues) for cues in word_groups("comings").values())
