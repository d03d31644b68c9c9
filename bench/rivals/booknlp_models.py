"""Makes BookNLP's six models with random weights, of the shapes its own code asks for.

    python booknlp_models.py TOKENIZER FOLDER

BookNLP downloads its weights from its author's page, which a benchmark should not depend
on. Speed and memory do not depend on what the weights are, but for how many mentions they
find; ``booknlp_run.py`` sees to that. TOKENIZER is a ``tokenizer.json`` with the word
pieces of BERT uncased, such as Fabula's: they are the ones that BookNLP uses.
"""

from __future__ import annotations

import json
import os
import re
import sys
from importlib import resources
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

ENTITIES = (
    "entities_google_bert_uncased_L-4_H-256_A-4",
    "entities_google_bert_uncased_L-6_H-768_A-12",
)
COREFERENCE = (
    "coref_google_bert_uncased_L-2_H-256_A-4",
    "coref_google_bert_uncased_L-12_H-768_A-12",
)
SPEAKERS = (
    "speaker_google_bert_uncased_L-8_H-256_A-4",
    "speaker_google_bert_uncased_L-12_H-768_A-12",
)
GENDERS = [["he", "him", "his"], ["she", "her"], ["they", "them", "their"]]


def main(tokenizer: Path, folder: Path) -> None:
    """Write ``google/…``, the encoders, and ``models``, BookNLP's own files, to ``folder``."""
    torch.manual_seed(1)
    pieces = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)  # BookNLP names its encoders google/…, which is looked for here first
    for name in {re.sub("^[a-z]+_google_", "", n) for n in ENTITIES + COREFERENCE + SPEAKERS}:
        _encoder(Path("google") / name, pieces)
    Path("models").mkdir(exist_ok=True)
    # importing these loads the packages that measured runs load: not before it is needed
    from booknlp.common.sequence_layered_reader import read_tagset
    from booknlp.english.bert_coref_quote_pronouns import BERTCorefTagger
    from booknlp.english.speaker_attribution import BERTSpeakerID
    from booknlp.english.tagger import Tagger

    data = resources.files("booknlp.english") / "data"
    tagset, supersenses = (
        read_tagset(str(data / f"{name}.tagset")) for name in ("entity_cat", "supersense")
    )
    for name in ENTITIES:
        tagger = Tagger(
            base_model=_base(name),
            tagset=tagset,
            supersense_tagset=supersenses,
            tagset_flat={"EVENT": 1, "O": 1},
            device=torch.device("cpu"),
        )
        with torch.no_grad():  # most words are in no mention, and are no event
            for layer in (tagger.hidden2tag1, tagger.hidden2tag2, tagger.hidden2tag3):
                layer.bias[tagset["O"]] += 10
            tagger.flat_classifier.bias[0] += 10
        torch.save(tagger.state_dict(), f"models/{name}-v1.0.model")
    for name in COREFERENCE:
        coreference = BERTCorefTagger(gender_cats=GENDERS, base_model=_base(name))
        torch.save(coreference.state_dict(), f"models/{name}-v1.0.model")
    for name in SPEAKERS:
        torch.save(
            BERTSpeakerID(base_model=_base(name)).state_dict(), f"models/{name}-v1.0.1.model"
        )


def _base(name: str) -> str:
    return name.replace("google_", "google/")


def _encoder(folder: Path, pieces: dict[str, int]) -> None:
    """A BERT of the size that its name tells, and its word pieces."""
    sizes = re.search(r"L-(\d+)_H-(\d+)_A-(\d+)", folder.name)
    assert sizes is not None
    layers, width, heads = map(int, sizes.groups())
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * width,
    )
    BertModel(config).save_pretrained(folder)
    words = sorted(pieces, key=pieces.__getitem__)
    (folder / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": True}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
