"""The pipeline component ``fabula``.

No postponed annotations here: early spaCy 3.8 takes those of a factory as they stand.
"""

import os
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from fabula.encoder.bundle import load_bundle
from fabula.export.spacy_doc import Names, annotate
from fabula.ingest import story_from_text
from fabula.pipeline import Reader
from fabula.spacy.attributes import DEFAULTS, register

LONGEST = 100_000_000
"""Characters of a text that ``nlp`` lets through; spaCy's own limit guards other models."""


@lru_cache(maxsize=1)
def _reader(threads: int, process: int) -> Reader:
    # a session of ONNX Runtime does not survive a fork: each process opens its own
    return Reader(load_bundle(), threads)


class StoryReader:
    """Reads a Doc as a story; the Doc keeps its tokens and what others put on it."""

    def __init__(self, names: Names, threads: int = 0) -> None:
        """``threads`` 0 takes all cores; with ``n_process`` give 1."""
        self._names = names
        self._threads = threads

    def __call__(self, doc: Doc) -> Doc:
        """Raises InputError for a text that is no English story; an empty one stays as it is."""
        text = doc.text
        if not text.strip():
            return doc
        story = story_from_text(text, source="<doc>")
        return annotate(doc, _reader(self._threads, os.getpid()).read(story), self._names)


@Language.factory(
    "fabula",
    assigns=[
        "doc._.fabula",
        "doc.spans",
        "doc.ents",
        "doc.sents",
        "token.tag",
        "token.pos",
        "token.lemma",
        "token.dep",
        "token.head",
    ],
    default_config={
        "attrs": dict(DEFAULTS),
        "span_cluster_prefix": Names().clusters,
        "mentions_key": Names().mentions,
        "quotes_key": Names().quotes,
        "scenes_key": Names().scenes,
        "set_ents": True,
        "threads": 0,
    },
)
def create_reader(
    nlp: Language,
    name: str,
    attrs: dict[str, str],
    span_cluster_prefix: str,
    mentions_key: str,
    quotes_key: str,
    scenes_key: str,
    set_ents: bool,
    threads: int,
) -> StoryReader:
    """The component; raises ``nlp.max_length``, so that a whole novel goes through."""
    register(attrs)
    nlp.max_length = max(nlp.max_length, LONGEST)
    names = Names(span_cluster_prefix, mentions_key, quotes_key, scenes_key, set_ents)
    return StoryReader(names, threads)
