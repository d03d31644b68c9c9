"""A spaCy ``DocBin`` with the whole story as one Doc; see ``fabula.spacy`` for what is on it."""

from __future__ import annotations

import spacy
from spacy.tokens import DocBin

from fabula.export.spacy_doc import new_doc
from fabula.schema.world import World


def docbin_bytes(world: World) -> bytes:
    """What ``DocBin.from_disk`` reads."""
    doc = new_doc(world, spacy.blank("en").vocab)
    return DocBin(docs=[doc], store_user_data=True).to_bytes()
