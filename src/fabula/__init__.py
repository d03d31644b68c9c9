"""Fabula reads fiction and gives back the world in it, as data.

>>> import fabula
>>> world = fabula.read("examples/speckled_band.txt")
>>> world.cast["Holmes"].pronouns
'he/him'
"""

from __future__ import annotations

from fabula import errors
from fabula.api import Cast, World, read
from fabula.api import open_world as open
from fabula.errors import CorrectionWarning, FabulaError
from fabula.schema.corrections import Corrections
from fabula.schema.story import Story
from fabula.world.chapters import Chapter

__version__ = "0.1.0"
__all__ = [
    "Cast",
    "Chapter",
    "CorrectionWarning",
    "Corrections",
    "FabulaError",
    "Story",
    "World",
    "errors",
    "open",
    "read",
]
