"""What a story's header declares of its content, beside what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from fabula.schema.world import World

Declared = Literal["declared and found", "declared, not found", "found, not declared"]
_SEVERE = 2  # milder content needs no warning
# Words of warnings and tags, by category; the first four are the Archive of Our Own's own.
_WARNINGS: Mapping[str, tuple[str, ...]] = {
    "violence": ("violence", "violent", "gore", "torture", "blood"),
    "death": ("death", "deaths", "dies"),
    "sexual": ("sexual content", "explicit sex", "smut", "nsfw", "underage", "nudity"),
    "abuse": ("abuse", "rape", "non-con", "noncon", "dub-con", "kidnapping", "bullying"),
    "self-harm": ("suicide", "suicidal", "self-harm", "self harm"),
    "drugs": ("drug", "smoking", "overdose"),
    "alcohol": ("alcohol", "drinking", "drunk"),
    "profanity": ("language", "swearing", "profanity"),
    "slur": ("slur", "racism", "homophobia", "homophobic"),
    "weapons": ("weapon", "gun"),
}
_DENIALS = ("no archive warnings", "no warnings", "chose not to", "choose not to", "none")


def compare_declared(world: World) -> Mapping[str, Declared]:
    """Each category that the header declares, or that is found and deserves a warning.

    Empty where the story has no header that declares anything: then there is nothing to
    compare with.
    """
    header = world.story.header
    if header.rating is None and not header.warnings:
        return {}
    said = [warning.casefold() for warning in header.warnings]
    said += [value.casefold() for key, value in header.other.items() if "tag" in key.casefold()]
    said = [text for text in said if not any(text.startswith(denial) for denial in _DENIALS)]
    declared = {
        category
        for category, words in _WARNINGS.items()
        if any(word in text for word in words for text in said)
    }
    if (header.rating or "").casefold().startswith("explicit"):
        declared.add("sexual")
    severe = {content.category for content in world.profile if content.severity >= _SEVERE}
    any_ = {content.category for content in world.profile}
    result: dict[str, Declared] = {}
    for category in sorted(declared | severe):
        if category not in declared:
            result[category] = "found, not declared"
        else:
            result[category] = "declared and found" if category in any_ else "declared, not found"
    return result
