"""Reads a text with a saved spaCy pipeline, paragraph by paragraph, as spaCy advises.

python spacy_run.py PIPELINE TEXT
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import spacy


def main(pipeline: str, text: str) -> None:
    """Print how many words there are."""
    nlp = spacy.load(pipeline)
    paragraphs = re.split(r"\n\s*\n", Path(text).read_text(encoding="utf-8"))
    print(sum(len(doc) for doc in nlp.pipe(paragraphs)))


if __name__ == "__main__":
    main(*sys.argv[1:])
