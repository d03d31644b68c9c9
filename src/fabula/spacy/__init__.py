"""Fabula in spaCy: ``nlp = spacy.blank("en"); nlp.add_pipe("fabula")``.

Importing this module registers the component and the attributes ``doc._.fabula``,
``span._.entity``, ``span._.speaker``, ``span._.addressees`` and their like on tokens.
spaCy finds the component by itself, through an entry point; a program that only reads
stored Docs imports ``fabula.spacy`` for the attributes.
"""

from __future__ import annotations

from fabula.spacy.attributes import register
from fabula.spacy.component import StoryReader, create_reader

__all__ = ["StoryReader", "create_reader", "register"]

register()
