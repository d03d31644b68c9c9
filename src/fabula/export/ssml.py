"""Speech Synthesis Markup Language 1.1 (W3C): a ``voice`` for every line.

``name`` is the speaker's; put a voice of your engine in its place. The character data
of the document, joined, is the story.
"""

from __future__ import annotations

from fabula.export.base import xml_attribute, xml_text
from fabula.export.lines import story_lines, voice_of, voices
from fabula.schema.world import World

NAMESPACE = "http://www.w3.org/2001/10/synthesis"
GENDERS = {"he/him": "male", "she/her": "female", "they/them": "neutral"}
BREAKS = {
    "chapter": '<break time="1500ms"/>',
    "scene": '<break time="1000ms"/>',
    "paragraph": "",
}


def ssml_document(world: World) -> str:
    """One ``speak`` with a ``p`` for every paragraph."""
    lines = story_lines(world)
    keys = voices(world, lines)
    genders = _genders(world)
    language = xml_attribute(world.story.language)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<speak version="1.1" xmlns="{NAMESPACE}" xml:lang="{language}"><p>'
    ]
    blank = ""
    for number, line in enumerate(lines):
        # the white space between two paragraphs belongs to neither
        if number:
            parts.append(blank if not line.opens else f"</p>{blank}{BREAKS[line.opens]}<p>")
        text = world.story.text[line.start : line.end]
        spoken = text.rstrip()
        blank = xml_text(text[len(spoken) :])
        speaker = None if line.quote is None else line.quote.speaker
        name = xml_attribute(voice_of(line, keys))
        parts.append(f'<voice name="{name}"{genders.get(speaker, "")}>{xml_text(spoken)}</voice>')
    return "".join([*parts, f"</p>{blank}</speak>\n"])


def _genders(world: World) -> dict[str | None, str]:
    """The attribute of everybody whose pronouns are known."""
    known = ((c.id, GENDERS.get(c.pronouns or "")) for c in world.characters)
    return {who: f' gender="{gender}"' for who, gender in known if gender}
