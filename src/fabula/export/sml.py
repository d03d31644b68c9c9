"""The markup of ebook2audiobook: ``[voice:Name]…[/voice]``, and the voices in a sidecar.

Source: github.com/DrewThomasson/ebook2audiobook, components/E2A-SML. Without the tags the
text is the story; where the story itself holds such a tag, a word joiner (U+2060) behind
its bracket keeps it from being obeyed.
"""

from __future__ import annotations

import json
import re

from fabula.export.base import Files
from fabula.export.lines import NARRATOR, story_lines, voice_of, voices
from fabula.schema.world import World

TAG_IN_TEXT = re.compile(r"\[(?=/?(?:voice|break|pause)\b)")
PAUSES = {"chapter": "[pause]", "scene": "[pause]", "paragraph": "", None: ""}


def sml_files(world: World) -> Files:
    """The tagged text, and the macros that want a sound file for each voice."""
    lines = story_lines(world)
    keys = voices(world, lines)
    parts: list[str] = []
    for number, line in enumerate(lines):
        text = world.story.text[line.start : line.end]
        spoken = text.rstrip()
        parts += [
            PAUSES[line.opens] if number else "",
            f"[voice:{voice_of(line, keys)}]",
            TAG_IN_TEXT.sub("[\u2060", spoken),
            "[/voice]",
            text[len(spoken) :],
        ]
    macros = {"macros": {"voices": dict.fromkeys([NARRATOR, *keys.values()], "")}}
    return {".sml.txt": "".join(parts), ".sml.json": json.dumps(macros, indent=4) + "\n"}
