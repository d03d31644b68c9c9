"""The reasons for a speaker, in words for readers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "tag": "The text says so: a tag names the speaker.",
        "pronoun-tag": "A tag with a pronoun says so, and the pronoun means this speaker.",
        "beat": "The speaker acts in the same paragraph.",
        "vocative": "Somebody is addressed by name; the turns of the dialogue follow from that.",
        "introduction": "The speaker says who they are.",
        "turn": "It is this speaker’s turn in the dialogue.",
        "continuation": "The same speaker goes on.",
        "script": "The name stands before the line, as in a play.",
        "only-candidate": "Nobody else is near who could say it.",
        "model": "The model finds this speaker most likely from the words around.",
        "narrator": "The narrator says it.",
        "low-confidence": "No candidate is likely enough, so it is left open.",
        "no-candidate": "Nobody near could say it, so it is left open.",
        "not-speech": "These quotation marks hold no speech.",
        "thought-tag": "The text says who thinks it.",
        "thought-voice": "The wording is a thought, and the story is seen through these eyes.",
        "reported-tag": "The text says who said it.",
        "not-yet": "Who says it comes out later.",
        "correction": "A reader decided so.",
    }
)


def explained(reason: str) -> str:
    """A reason as a sentence; an unknown one as it stands."""
    return REASONS.get(reason, reason)
