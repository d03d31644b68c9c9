"""Marked documents (see ``marked``) with a parse: per word upos, Penn tag, relation, head.

``parse(doc, "went": "VERB VBD root", ...)`` names the head by its word; a root has none.
Words of a document that needs a parse must differ, or share their row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from marked import Marked


def parse(doc: Marked, rows: Mapping[str, str]) -> Marked:
    """The document with the syntax of these words; every other word hangs on itself."""
    spans = zip(doc.tokens.starts.tolist(), doc.tokens.ends.tolist(), strict=True)
    words = [doc.story.text[start:end] for start, end in spans]
    upos, xpos, deprel = ["X"] * len(words), ["XX"] * len(words), ["dep"] * len(words)
    head = np.arange(len(words), dtype=np.int32)
    for row, word in enumerate(words):
        if word in rows:
            upos[row], xpos[row], deprel[row], *above = rows[word].split()
            if above:
                head[row] = min(
                    (n for n, other in enumerate(words) if other == above[0]),
                    key=lambda n: abs(n - row),
                )
    lemma = tuple(word.lower() for word in words)
    syntax = replace(
        doc.syntax,
        upos=tuple(upos),
        xpos=tuple(xpos),
        lemma=lemma,
        head=head,
        deprel=tuple(deprel),
    )
    return replace(doc, syntax=syntax)
