"""Makes a spaCy pipeline of the shape of en_core_web_sm, with random weights.

    python spacy_pipeline.py FOLDER

Tagger, parser and entity recogniser with the architectures and sizes that the published
configuration of en_core_web_sm 3.8 states. Its attribute ruler and lemmatizer need tables
that are trained or downloaded, and are left out, which makes spaCy (and BookNLP, which runs
this pipeline first) a little faster than in real life.

A sentencizer stands before the parser, which keeps the sentences it is given: a random
parser would cut the text into sentences of a word or a chapter.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import spacy

TAGS = """$ '' , -LRB- -RRB- . : ADD AFX CC CD DT EX FW HYPH IN JJ JJR JJS LS MD NFP NN NNP NNPS NNS
PDT POS PRP PRP$ RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB XX _SP ``""".split()
RELATIONS = """ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound
conj csubj csubjpass dative dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass
nummod oprd parataxis pcomp pobj poss preconj predet prep prt punct quantmod relcl xcomp""".split()
ENTITIES = """CARDINAL DATE EVENT FAC GPE LANGUAGE LAW LOC MONEY NORP ORDINAL ORG PERCENT PERSON
PRODUCT QUANTITY TIME WORK_OF_ART""".split()
WIDTH = 96
SEED = 1


def main(folder: Path) -> None:
    """Write the pipeline to ``folder``."""
    random.seed(SEED)
    np.random.seed(SEED)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    rows = [5000, 1000, 2500, 2500, 50, 50]
    attributes = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"]
    nlp.add_pipe("tok2vec", config={"model": _vectors(attributes, rows)})
    tagger = nlp.add_pipe(
        "tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": _listener()}}
    )
    parser = nlp.add_pipe("parser", config={"model": _transitions("parser", _listener())})
    own = _vectors(attributes[:4], rows[:4])
    entities = nlp.add_pipe("ner", config={"model": _transitions("ner", own)})
    for component, labels in ((tagger, TAGS), (parser, RELATIONS), (entities, ENTITIES)):
        for label in labels:
            component.add_label(label)
    nlp.initialize()
    for name in ("tagger", "parser", "ner"):
        _shake(nlp.get_pipe(name).model)
    nlp.to_disk(folder)


def _vectors(attributes: list[str], rows: list[int]) -> dict[str, Any]:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": WIDTH,
            "attrs": attributes,
            "rows": rows,
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": WIDTH,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def _listener() -> dict[str, Any]:
    return {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "tok2vec"}


def _transitions(kind: str, vectors: dict[str, Any]) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": kind,
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": vectors,
    }


def _shake(model: Any) -> None:
    """Random numbers where layers start as zeros: all transitions would score the same."""
    for node in model.walk():
        for name in node.param_names:
            if node.has_param(name) and not node.get_param(name).any():
                shape = node.get_param(name).shape
                node.set_param(name, np.random.normal(0, 0.1, shape).astype("float32"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
