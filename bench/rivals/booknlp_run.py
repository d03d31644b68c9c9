"""Runs BookNLP as its documentation does, over models with random weights.

    python booknlp_run.py small|big MODELS SPACY TEXT MENTIONS OUT

Random weights find no sensible mentions, and how many there are decides how long
coreference and attribution take. So BookNLP's entity tagger does all of its work, and then
its mentions and events are replaced by those of MENTIONS, which Fabula found in the same
text: ``{"mentions": [[start, end, "PROP", "PER"], …], "events": [start, …]}``, by offset.
"""

from __future__ import annotations

import json
import os
import sys
from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import Any


def main(model: str, models: str, pipeline: str, text: str, mentions: str, out: str) -> None:
    """Read ``text`` with every part of BookNLP and write its files to ``out``."""
    found = json.loads(Path(mentions).read_text(encoding="utf-8"))
    os.chdir(models)  # where its encoders lie, under the names it gives them
    from booknlp.booknlp import BookNLP
    from booknlp.english.entity_tagger import LitBankEntityTagger

    tag = LitBankEntityTagger.tag

    def tag_and_replace(self: Any, tokens: list[Any], **wanted: bool) -> dict[str, Any]:
        values: dict[str, Any] = tag(self, tokens, **wanted)
        return values | replacement(tokens, found)

    LitBankEntityTagger.tag = tag_and_replace
    parts = "entity,quote,supersense,event,coref"
    options = {"pipeline": parts, "model": model, "model_path": "models", "spacy_model": pipeline}
    BookNLP("en", options).process(text, out, "book")


def replacement(tokens: list[Any], found: dict[str, Any]) -> dict[str, Any]:
    """Mentions and events over BookNLP's tokens; what crosses a sentence is left out."""
    starts = [token.startByte for token in tokens]
    ends = [token.endByte for token in tokens]
    entities = set()
    for start, end, kind, type_ in found["mentions"]:
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        if first <= last and tokens[first].sentence_id == tokens[last].sentence_id:
            phrase = " ".join(token.text for token in tokens[first : last + 1])
            entities.add((first, last, f"{kind}_{type_}", phrase))
    events = {bisect_right(ends, start): 1 for start in found["events"]}
    return {"entities": sorted(entities), "events": events}


if __name__ == "__main__":
    main(*sys.argv[1:])
