"""Words in their dictionary form, by rule: what claims are compared by must not waver."""

from __future__ import annotations

from functools import cache

from fabula.resources import key_of_word

_PLURALS = {
    "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth",
    "mice": "mouse", "geese": "goose", "wives": "wife", "knives": "knife", "lives": "life",
    "leaves": "leaf", "shelves": "shelf", "halves": "half", "people": "person",
}  # fmt: skip


@cache
def singular(noun: str) -> str:
    """The singular of an English noun in lower case: "ladies" to "lady", "glass" stays."""
    if noun in _PLURALS:
        return _PLURALS[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "sses", "xes", "zes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and len(noun) > 3:
        return noun[:-1]
    return noun


@cache
def base(verb: str) -> str:
    """The base of an English verb form in lower case: "wrote" to "writ", "stopped" to "stop".

    Where the rule cannot know ("hoped"), forms of one verb still come out alike.
    """
    irregular = key_of_word("irregular_verbs").get(verb)
    if irregular is not None:
        return _mended(irregular)
    for ending in ("ing", "ied", "ed", "ies", "es", "s"):
        stem = verb.removesuffix(ending)
        if stem != verb and len(stem) > 2 and not verb.endswith("ss"):
            return _mended(stem + "y" if ending in ("ied", "ies") else stem)
    return _mended(verb)


def _mended(stem: str) -> str:
    """One spelling for what is left of a verb: no doubled consonant, no silent e."""
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeioulsz":
        return stem[:-1]
    return stem.removesuffix("e") if len(stem) > 3 else stem
