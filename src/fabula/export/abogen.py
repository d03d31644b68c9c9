"""Text with the markers of abogen: chapters, a voice for every speaker, title and author.

Source: github.com/denizsafak/abogen. Voices are Kokoro's, given out by pronouns in the
order of the cast; change a name once and for all with search and replace. Without the
markers the text is the story; where the story itself holds one, a word joiner (U+2060)
keeps it from being obeyed.
"""

from __future__ import annotations

import re
from itertools import cycle

from fabula.export.lines import NARRATOR, story_lines, voice_of, voices
from fabula.resources import word_groups
from fabula.schema.world import World

MARKER_IN_TEXT = re.compile(r"<(?=<[A-Z_]+:)")
NOT_IN_MARKER = re.compile(r"[<>\s]+")
GENDERS = {"he/him": "he", "she/her": "she"}


def abogen_text(world: World) -> str:
    """The story with ``<<…>>`` markers; those of metadata and chapters end their own line."""
    lines = story_lines(world)
    keys = voices(world, lines)
    cast = _cast(world, keys)
    parts = [
        f"<<METADATA_{name}:{_inside(value)}>>\n"
        for name, value in (("TITLE", world.story.title), ("ARTIST", world.story.author))
        if value
    ]
    voice = chapter = None
    for line in lines:
        if line.chapter is not None and line.chapter != chapter:
            parts.append(f"<<CHAPTER_MARKER:{_inside(line.chapter)}>>\n")
        chapter = line.chapter
        wanted = cast[voice_of(line, keys)]
        if wanted != voice:
            parts.append(f"<<VOICE:{wanted}>>")
            voice = wanted
        parts.append(MARKER_IN_TEXT.sub("<\u2060", world.story.text[line.start : line.end]))
    return "".join(parts)


def _cast(world: World, keys: dict[str, str]) -> dict[str, str]:
    """Kokoro's voice for each of ours; nobody else gets the narrator's while others last."""
    stock = word_groups("kokoro_voices")
    narrator = stock["narrator"][0]
    free = {gender: cycle(stock[gender]) for gender in ("he", "she", "any")}
    pronouns = {character.id: character.pronouns or "" for character in world.characters}
    own = {key: next(free[GENDERS.get(pronouns[who], "any")]) for who, key in keys.items()}
    return {NARRATOR: narrator, **own}


def _inside(value: str) -> str:
    return NOT_IN_MARKER.sub(" ", value).strip()
