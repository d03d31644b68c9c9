"""Is this English? By its function words, which no dialect does without."""

from __future__ import annotations

import re

from fabula.errors import NotEnglish
from fabula.resources.function_words import function_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")
_SAMPLE_WORDS = 6000
_PIECES = 5
_ENOUGH_WORDS = 60
_NOT_ENGLISH_BELOW = 0.05
_DOUBTFUL_BELOW = 0.25


def require_english(text: str, path: str) -> None:
    """Raises ``NotEnglish`` where the story's words are clearly those of another language.

    Texts of fewer than 60 words pass, unless they are in another script.
    """
    words = _sample(text)
    letters = "".join(words[:2000])
    latin = sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters)
    if len(letters) >= 20 and latin < 0.5 * len(letters):
        raise _not_english(path)
    if len(words) < _ENOUGH_WORDS:
        return
    share = {
        code: sum(word in listed for word in words) / len(words)
        for code, listed in function_words().items()
    }
    english = share.pop("en")
    other = max(share.values())
    if english < _NOT_ENGLISH_BELOW and (other > english or _unspaced(words)):
        raise _not_english(path)
    if english < _DOUBTFUL_BELOW and other > 1.5 * english and other > 0.12:
        raise _not_english(path)


def _sample(text: str) -> list[str]:
    """Words from pieces all over the text, lower case, apostrophes straight."""
    step = max(len(text) // _PIECES, 1)
    size = _SAMPLE_WORDS * 8 // _PIECES
    words: list[str] = []
    for start in range(0, len(text), step):
        piece = text[start : start + min(step, size)]
        words += [match[0].lower().replace("’", "'") for match in _WORD.finditer(piece)]
    return words


def _unspaced(words: list[str]) -> bool:
    """Noise, or words of a language no list of ours has: few repeat."""
    return len(set(words)) > 0.3 * len(words)


def _not_english(path: str) -> NotEnglish:
    return NotEnglish(
        "this text is not in English, the only language the model was trained on.",
        "Give Fabula an English story or translation.",
        path=path,
    )
