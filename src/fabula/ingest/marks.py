"""Visible scene breaks: lines of ornaments between paragraphs."""

from __future__ import annotations

import re
import unicodedata

_MAX_LENGTH = 100
_SYMBOLS = 12
_ORNAMENT = re.compile(r"[\s*#~=_+•·●○◊◆◇❖✦✧★☆♥♦♠♣⁂§¤°^<>|/\\.:;,oO0xXvV%&()\[\]{}–—―─-]+$")
_SOLID = re.compile(r"[*#~=_+•·●○◊◆◇❖✦✧★☆♥♦♠♣⁂§¤°^<>|\\%&@–—―─-]")
_LETTERS = re.compile(
    r"(?:[oO0]{3,}|[xX]{3,}|(?:[oO0] ){2,}[oO0]|(?:[xX] ){2,}[xX]|(?:[oO0][xX]){2,}[oO0]?)$"
)
_KISSES = re.compile(r"x{1,3}$|(?:xo)+x?$", re.IGNORECASE)
_SPACED_DOTS = re.compile(r"\.(?:\s+\.){2,}$|:(?:\s*:){2,}$|…(?:\s+…)+$")
_WORDS = re.compile(
    r"[\s*#~=_+<>\[({.–—-]*(?:scene|line|page|time|pov)[ -]?(?:break|change|skip|divider|cut)"
    r"[\s*#~=_+<>\])}.:–—-]*$|[\s*~=_-]*(?:break|scene|linebreak|line)[\s*~=_-]*[*~=_-]$",
    re.IGNORECASE,
)


def is_break(text: str) -> bool:
    """Is this block nothing but a scene break (``* * *``, ``---``, ``~``, ``oOo``, ...)?"""
    if len(text) > _MAX_LENGTH and len(text.strip(text[:1])) > _MAX_LENGTH:
        return False
    if text[:1] in "\"'“‘":
        return False
    if len(text) <= _SYMBOLS and all(unicodedata.category(char) in ("So", "Zs") for char in text):
        return True  # a snowflake, a leaf, a pair of stars
    if not _ORNAMENT.match(text[:2000]):
        return bool(_WORDS.match(text))
    letters = sum(map(str.isalnum, text[:2000]))
    if _SOLID.search(text):
        return letters == 0 or letters >= 3 or letters < 0.4 * len(text)
    return bool(_SPACED_DOTS.match(text)) or bool(
        _LETTERS.match(text.strip(" .")) and not _KISSES.match(text)
    )
